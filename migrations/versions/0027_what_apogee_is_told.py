"""Keep what Apogée is told, the profiles of its flat files, and the paid enrolments that come back."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime, sorted_text

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WAITS = "status IN ('queued', 'sending')"


def upgrade() -> None:
    _create_programme()
    _create_row()
    _create_told()
    _create_preparation()
    _create_profile()
    _create_paid()


def downgrade() -> None:
    op.drop_table("paid_enrolment")
    op.drop_table("opi_profile")
    op.drop_table("opi_preparation")
    op.drop_table("opi_told")
    op.drop_table("opi_row")
    op.drop_table("opi_programme")


def _create_programme() -> None:
    op.create_table(
        "opi_programme",
        sa.Column("programme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cge", sa.String(length=3), nullable=False),
        sa.Column("etp_yes", sa.String(length=6), nullable=False),
        sa.Column("vet_yes", sa.String(length=3), nullable=False),
        sa.Column("etp_yes_if_3", sa.String(length=6), nullable=True),
        sa.Column("vet_yes_if_3", sa.String(length=3), nullable=True),
        sa.Column("category_yes_if_3", sa.String(length=10), nullable=True),
        sa.Column("motive_yes_if_3", sa.String(length=200), nullable=True),
        sa.Column("etp_yes_if_4", sa.String(length=6), nullable=True),
        sa.Column("vet_yes_if_4", sa.String(length=3), nullable=True),
        sa.Column("category_yes_if_4", sa.String(length=10), nullable=True),
        sa.Column("motive_yes_if_4", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_opi_programme_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_opi_programme_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_opi_programme")),
        sqlite_strict=True,
    )


def _create_row() -> None:
    op.create_table(
        "opi_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("candidate_number", sorted_text(20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("wanted_digest", sa.String(length=64), nullable=True),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("sent_digest", sa.String(length=64), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=False),
        sa.Column("claim_token", sa.String(length=40), nullable=True),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("exchange_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'failed', 'blocked')",
            name=op.f("ck_opi_row_status_known"),
        ),
        sa.CheckConstraint("(sent_at IS NULL) = (sent_digest IS NULL)", name=op.f("ck_opi_row_sent_whole")),
        sa.CheckConstraint(
            "(status = 'sending') = (claim_token IS NOT NULL)", name=op.f("ck_opi_row_claimed_whole")
        ),
        sa.CheckConstraint(
            "(status = 'blocked') = (problem IS NOT NULL)", name=op.f("ck_opi_row_blocked_whole")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_opi_row_centre_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_opi_row_campaign_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_opi_row_exchange_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opi_row")),
        sa.UniqueConstraint(
            "centre_id",
            "campaign_id",
            "candidate_number",
            name=op.f("uq_opi_row_centre_id_campaign_id_candidate_number"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_opi_row_centre_id_campaign_id_status"), "opi_row", ["centre_id", "campaign_id", "status"]
    )
    op.create_index(
        "ix_opi_row_waiting",
        "opi_row",
        ["next_try_at"],
        sqlite_where=sa.text(WAITS),
        postgresql_where=sa.text(WAITS),
    )


def _create_told() -> None:
    op.create_table(
        "opi_told",
        sa.Column("admitted_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["admitted_id"], ["admitted.id"], name=op.f("fk_opi_told_admitted_id")),
        sa.ForeignKeyConstraint(["row_id"], ["opi_row.id"], name=op.f("fk_opi_told_row_id")),
        sa.PrimaryKeyConstraint("admitted_id", name=op.f("pk_opi_told")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opi_told_row_id"), "opi_told", ["row_id"])


def _create_preparation() -> None:
    op.create_table(
        "opi_preparation",
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("prepared_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_opi_preparation_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_opi_preparation_campaign_id")
        ),
        sa.PrimaryKeyConstraint("centre_id", "campaign_id", name=op.f("pk_opi_preparation")),
        sqlite_strict=True,
    )


def _create_profile() -> None:
    op.create_table(
        "opi_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_opi_profile_centre_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["account.id"], name=op.f("fk_opi_profile_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opi_profile")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_opi_profile_centre_id_name")),
        sqlite_strict=True,
    )


def _create_paid() -> None:
    op.create_table(
        "paid_enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("candidate_number", sorted_text(20), nullable=False),
        sa.Column("platform_state", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("exchange_id", sa.Integer(), nullable=True),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("queued_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "platform_state BETWEEN 1 AND 5", name=op.f("ck_paid_enrolment_platform_state_known")
        ),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_paid_enrolment_exchange_id")),
        sa.ForeignKeyConstraint(
            ["programme_id", "centre_id", "campaign_id"],
            ["programme.id", "programme.centre_id", "programme.campaign_id"],
            name=op.f("fk_paid_enrolment_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paid_enrolment")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_paid_enrolment_programme_id_candidate_number"),
        "paid_enrolment",
        ["programme_id", "candidate_number"],
    )
    op.create_index(
        op.f("ix_paid_enrolment_centre_id_campaign_id"), "paid_enrolment", ["centre_id", "campaign_id"]
    )
