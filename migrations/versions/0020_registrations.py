"""Keep learners, their registrations of a school year, classes and the documents asked for."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime, sorted_text

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_school_year()
    _create_division()
    _create_learner()
    _create_learner_guardian()
    _create_registration()
    _create_required_document()
    _create_registration_document()


def downgrade() -> None:
    op.drop_table("registration_document")
    op.drop_table("required_document")
    op.drop_table("registration")
    op.drop_table("learner_guardian")
    op.drop_table("learner")
    op.drop_table("division")
    op.drop_table("school_year")


def _create_school_year() -> None:
    op.create_table(
        "school_year",
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("bac_results_day", sa.Date(), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_school_year_centre_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["account.id"], name=op.f("fk_school_year_updated_by_id")),
        sa.PrimaryKeyConstraint("centre_id", "year", name=op.f("pk_school_year")),
        sqlite_strict=True,
    )


def _create_division() -> None:
    op.create_table(
        "division",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("retired_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("seats > 0", name=op.f("ck_division_seats_positive")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_division_centre_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_division_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sa.UniqueConstraint("centre_id", "year", "code", name=op.f("uq_division_centre_id_year_code")),
        sqlite_strict=True,
    )


def _create_learner() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
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
        sa.Column("birth_town_code", sa.String(length=5), nullable=True),
        sa.Column("nationality", sa.String(length=120), nullable=True),
        sa.Column("ine", sa.String(length=11), nullable=True),
        sa.Column("ine_origin", sa.String(length=10), nullable=True),
        sa.Column("ine_doubtful", sa.Boolean(), server_default=sa.text("false"), nullable=False),
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
        sa.Column("last_school_uai", sa.String(length=8), nullable=True),
        sa.Column("last_school", sa.String(length=200), nullable=True),
        sa.Column("bac_series", sa.String(length=120), nullable=True),
        sa.Column("bac_honours", sa.String(length=60), nullable=True),
        sa.Column("bac_year", sa.Integer(), nullable=True),
        sa.Column("match_key", sorted_text(300), nullable=False),
        sa.Column("sort_name", sorted_text(260), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", UTCDateTime(), nullable=True),
        sa.Column("erased_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "ine_origin IN ('platform', 'typed', 'batch')", name=op.f("ck_learner_ine_origin_known")
        ),
        sa.CheckConstraint("sex IN ('M', 'F')", name=op.f("ck_learner_sex_known")),
        sa.CheckConstraint(
            "(merged_into_id IS NULL) = (merged_at IS NULL)", name=op.f("ck_learner_merged_whole")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_learner_merged_elsewhere")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_learner_centre_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["learner.id"], name=op.f("fk_learner_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("id", "centre_id", name="uq_learner_attachment"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_learner_centre_id_match_key"), "learner", ["centre_id", "match_key"])
    op.create_index(op.f("ix_learner_centre_id_sort_name"), "learner", ["centre_id", "sort_name"])
    op.create_index(
        "uq_learner_ine",
        "learner",
        ["centre_id", "ine"],
        unique=True,
        sqlite_where=sa.text("ine IS NOT NULL AND merged_into_id IS NULL"),
        postgresql_where=sa.text("ine IS NOT NULL AND merged_into_id IS NULL"),
    )


def _create_learner_guardian() -> None:
    op.create_table(
        "learner_guardian",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=600), nullable=True),
        sa.CheckConstraint("position IN (1, 2)", name=op.f("ck_learner_guardian_position_known")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_learner_guardian_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "position", name=op.f("pk_learner_guardian")),
        sqlite_strict=True,
    )


def _create_registration() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("admitted_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("division_id", sa.Integer(), nullable=True),
        sa.Column("regime", sa.String(length=10), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("controlled_at", UTCDateTime(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("validated_at", UTCDateTime(), nullable=True),
        sa.Column("validated_by_id", sa.Integer(), nullable=True),
        sa.Column("validated_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "regime IN ('day', 'half_board', 'board')", name=op.f("ck_registration_regime_known")
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL) AND (cancelled_at IS NULL) = (cancel_reason IS NULL)",
            name=op.f("ck_registration_cancelled_whole"),
        ),
        sa.CheckConstraint(
            "(validated_at IS NULL) = (validated_by_id IS NULL)", name=op.f("ck_registration_validated_whole")
        ),
        sa.CheckConstraint(
            "(validated_at IS NULL) = (validated_on IS NULL)", name=op.f("ck_registration_validated_dated")
        ),
        sa.ForeignKeyConstraint(
            ["admitted_id", "programme_id", "centre_id"],
            ["admitted.id", "admitted.programme_id", "admitted.centre_id"],
            name="fk_registration_admitted",
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_registration_campaign_id")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["account.id"], name=op.f("fk_registration_cancelled_by_id")
        ),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_registration_division_id")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_registration_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "centre_id"], ["learner.id", "learner.centre_id"], name="fk_registration_learner"
        ),
        sa.ForeignKeyConstraint(
            ["validated_by_id"], ["account.id"], name=op.f("fk_registration_validated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_registration_centre_id_school_year"), "registration", ["centre_id", "school_year"]
    )
    op.create_index(op.f("ix_registration_learner_id"), "registration", ["learner_id"])
    op.create_index(op.f("ix_registration_programme_id"), "registration", ["programme_id"])
    op.create_index(
        "uq_registration_standing",
        "registration",
        ["admitted_id"],
        unique=True,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )


def _create_required_document() -> None:
    op.create_table(
        "required_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_required_document_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_required_document_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_document")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_required_document_centre_id_position"), "required_document", ["centre_id", "position"]
    )


def _create_registration_document() -> None:
    op.create_table(
        "registration_document",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'received', 'refused', 'waived')",
            name=op.f("ck_registration_document_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_registration_document_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["required_document.id"], name=op.f("fk_registration_document_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_document_registration_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", "document_id", name=op.f("pk_registration_document")),
        sqlite_strict=True,
    )
