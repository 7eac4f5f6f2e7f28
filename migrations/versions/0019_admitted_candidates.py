"""Keep who was admitted, with their guardians, and a centre's own ways of reading a file."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime, sorted_text

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_admitted()
    _create_admitted_guardian()
    _create_mapping_profile()


def downgrade() -> None:
    op.drop_table("mapping_profile")
    op.drop_table("admitted_guardian")
    op.drop_table("admitted")


def _create_admitted() -> None:
    op.create_table(
        "admitted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("candidate_number", sorted_text(20), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=5), nullable=False),
        sa.Column("situation", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), server_default="yes", nullable=False),
        sa.Column("conditional_category", sa.String(length=10), nullable=True),
        sa.Column("conditional_reason", sa.String(length=200), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("exchange_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("gone_at", UTCDateTime(), nullable=True),
        sa.Column("gone_exchange_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("usual_name", sa.String(length=120), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("first_name_2", sa.String(length=120), nullable=True),
        sa.Column("first_name_3", sa.String(length=120), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_town", sa.String(length=120), nullable=True),
        sa.Column("birth_department", sa.String(length=3), nullable=True),
        sa.Column("birth_country", sa.String(length=120), nullable=True),
        sa.Column("nationality", sa.String(length=120), nullable=True),
        sa.Column("ine", sa.String(length=11), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("mobile", sa.String(length=30), nullable=True),
        sa.Column("address_1", sa.String(length=200), nullable=True),
        sa.Column("address_2", sa.String(length=200), nullable=True),
        sa.Column("address_3", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=True),
        sa.Column("town", sa.String(length=120), nullable=True),
        sa.Column("town_code", sa.String(length=5), nullable=True),
        sa.Column("country", sa.String(length=120), nullable=True),
        sa.Column("origin_uai", sa.String(length=8), nullable=True),
        sa.Column("origin_school", sa.String(length=200), nullable=True),
        sa.Column("bac_series", sa.String(length=120), nullable=True),
        sa.Column("bac_honours", sa.String(length=60), nullable=True),
        sa.Column("bac_year", sa.Integer(), nullable=True),
        sa.Column("bac_result", sa.String(length=12), server_default="unknown", nullable=False),
        sa.Column("bac_result_at", UTCDateTime(), nullable=True),
        sa.Column("gap_year", sa.Boolean(), nullable=True),
        sa.Column("boarding", sa.Boolean(), nullable=True),
        sa.Column("sort_name", sorted_text(260), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.CheckConstraint(
            "answer IN ('yes', 'yes_if_3', 'yes_if_4')", name=op.f("ck_admitted_answer_known")
        ),
        sa.CheckConstraint(
            "bac_result IN ('unknown', 'passed', 'second_round', 'failed')",
            name=op.f("ck_admitted_bac_result_known"),
        ),
        sa.CheckConstraint(
            "origin IN ('own', 'file', 'pull', 'push')", name=op.f("ck_admitted_origin_known")
        ),
        sa.CheckConstraint("sex IN ('M', 'F')", name=op.f("ck_admitted_sex_known")),
        sa.CheckConstraint(
            "length(first_name) BETWEEN 1 AND 120", name=op.f("ck_admitted_first_name_length")
        ),
        sa.CheckConstraint("length(last_name) BETWEEN 1 AND 120", name=op.f("ck_admitted_last_name_length")),
        sa.CheckConstraint("situation BETWEEN 0 AND 3", name=op.f("ck_admitted_situation_known")),
        sa.ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_admitted_application",
        ),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_admitted_exchange_id")),
        sa.ForeignKeyConstraint(
            ["gone_exchange_id"], ["exchange.id"], name=op.f("fk_admitted_gone_exchange_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "centre_id", "campaign_id"],
            ["programme.id", "programme.centre_id", "programme.campaign_id"],
            name="fk_admitted_programme",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admitted")),
        sa.UniqueConstraint("id", "programme_id", "centre_id", name="uq_admitted_attachment"),
        sa.UniqueConstraint(
            "programme_id", "candidate_number", name=op.f("uq_admitted_programme_id_candidate_number")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_admitted_application_id"), "admitted", ["application_id"])
    op.create_index(op.f("ix_admitted_centre_id_campaign_id"), "admitted", ["centre_id", "campaign_id"])
    op.create_index(op.f("ix_admitted_exchange_id"), "admitted", ["exchange_id"])


def _create_admitted_guardian() -> None:
    op.create_table(
        "admitted_guardian",
        sa.Column("admitted_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=600), nullable=True),
        sa.CheckConstraint("position IN (1, 2)", name=op.f("ck_admitted_guardian_position_known")),
        sa.ForeignKeyConstraint(
            ["admitted_id"], ["admitted.id"], name=op.f("fk_admitted_guardian_admitted_id")
        ),
        sa.PrimaryKeyConstraint("admitted_id", "position", name=op.f("pk_admitted_guardian")),
        sqlite_strict=True,
    )


def _create_mapping_profile() -> None:
    op.create_table(
        "mapping_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_mapping_profile_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_mapping_profile_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_profile")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_mapping_profile_centre_id_name")),
        sqlite_strict=True,
    )
