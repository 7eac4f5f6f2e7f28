"""Keep pre-registrations by a personal link, stations on site, who passed them and what was paid."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_uplink_moment()
    _create_on_site()
    _create_station()
    _create_pre_registration()
    _create_pre_registration_visit()
    _create_arrival()
    _create_passage()
    _create_payment()


def downgrade() -> None:
    op.drop_table("payment")
    op.drop_table("passage")
    op.drop_table("arrival")
    op.drop_table("pre_registration_visit")
    op.drop_table("pre_registration")
    op.drop_table("station")
    op.drop_table("on_site")
    op.drop_table("uplink_moment")


def _create_uplink_moment() -> None:
    op.create_table(
        "uplink_moment",
        sa.Column("centre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("moment", sa.String(length=12), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "moment IN ('validation', 'end_of_day')", name=op.f("ck_uplink_moment_moment_known")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_uplink_moment_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_uplink_moment_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_uplink_moment")),
        sqlite_strict=True,
    )


def _create_on_site() -> None:
    op.create_table(
        "on_site",
        sa.Column("centre_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("receipts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_cents BETWEEN 1 AND 1000000", name=op.f("ck_on_site_amount_sensible")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_on_site_centre_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["account.id"], name=op.f("fk_on_site_updated_by_id")),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_on_site")),
        sqlite_strict=True,
    )


def _create_station() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('identity', 'file', 'payment', 'card', 'other')", name=op.f("ck_station_kind_known")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_station_name_length")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_station_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("id", "centre_id", name="uq_station_attachment"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_station_centre_id_position"), "station", ["centre_id", "position"])
    op.create_index(
        "uq_station_payment",
        "station",
        ["centre_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'payment' AND retired_at IS NULL"),
        postgresql_where=sa.text("kind = 'payment' AND retired_at IS NULL"),
    )


def _create_pre_registration() -> None:
    op.create_table(
        "pre_registration",
        sa.Column("admitted_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("link_generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("invited_at", UTCDateTime(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=True),
        sa.Column("sent", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("sent_times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settled", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(sent IS NULL) = (sent_at IS NULL)", name=op.f("ck_pre_registration_sent_whole")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (settled IS NULL)",
            name=op.f("ck_pre_registration_settled_whole"),
        ),
        sa.CheckConstraint(
            "settled_at IS NULL OR sent_at IS NOT NULL", name=op.f("ck_pre_registration_settled_once_sent")
        ),
        sa.ForeignKeyConstraint(
            ["admitted_id", "programme_id", "centre_id"],
            ["admitted.id", "admitted.programme_id", "admitted.centre_id"],
            name="fk_pre_registration_admitted",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_pre_registration_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_pre_registration_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("admitted_id", name=op.f("pk_pre_registration")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pre_registration_centre_id"), "pre_registration", ["centre_id"])


def _create_pre_registration_visit() -> None:
    op.create_table(
        "pre_registration_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("admitted_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["admitted_id"], ["admitted.id"], name=op.f("fk_pre_registration_visit_admitted_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pre_registration_visit")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pre_registration_visit_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pre_registration_visit_admitted_id"), "pre_registration_visit", ["admitted_id"])


def _create_arrival() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("admitted_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("arrived_at", UTCDateTime(), nullable=False),
        sa.Column("arrived_by_id", sa.Integer(), nullable=False),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.Column("left_by_id", sa.Integer(), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(left_at IS NULL) = (left_by_id IS NULL)", name=op.f("ck_arrival_left_whole")),
        sa.CheckConstraint(
            "left_reason IS NULL OR left_at IS NOT NULL", name=op.f("ck_arrival_reason_of_leaving")
        ),
        sa.ForeignKeyConstraint(
            ["admitted_id", "programme_id", "centre_id"],
            ["admitted.id", "admitted.programme_id", "admitted.centre_id"],
            name="fk_arrival_admitted",
        ),
        sa.ForeignKeyConstraint(["arrived_by_id"], ["account.id"], name=op.f("fk_arrival_arrived_by_id")),
        sa.ForeignKeyConstraint(["left_by_id"], ["account.id"], name=op.f("fk_arrival_left_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("admitted_id", "day", name=op.f("uq_arrival_admitted_id_day")),
        sa.UniqueConstraint("centre_id", "day", "rank", name=op.f("uq_arrival_centre_id_day_rank")),
        sa.UniqueConstraint("id", "admitted_id", "centre_id", name="uq_arrival_attachment"),
        sqlite_strict=True,
    )


def _create_passage() -> None:
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("admitted_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("passed_at", UTCDateTime(), nullable=False),
        sa.Column("passed_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_passage_undone_whole")
        ),
        sa.CheckConstraint(
            "undo_reason IS NULL OR undone_at IS NOT NULL", name=op.f("ck_passage_reason_of_undoing")
        ),
        sa.ForeignKeyConstraint(
            ["arrival_id", "admitted_id", "centre_id"],
            ["arrival.id", "arrival.admitted_id", "arrival.centre_id"],
            name="fk_passage_arrival",
        ),
        sa.ForeignKeyConstraint(["passed_by_id"], ["account.id"], name=op.f("fk_passage_passed_by_id")),
        sa.ForeignKeyConstraint(
            ["station_id", "centre_id"], ["station.id", "station.centre_id"], name="fk_passage_station"
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_passage_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("id", "centre_id", name="uq_passage_attachment"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_passage_arrival_id"), "passage", ["arrival_id"])
    op.create_index(op.f("ix_passage_centre_id_passed_at"), "passage", ["centre_id", "passed_at"])
    op.create_index(
        "uq_passage_standing",
        "passage",
        ["admitted_id", "station_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def _create_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("passage_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "(method = 'waived') = (amount_cents = 0)", name=op.f("ck_payment_amount_unless_waived")
        ),
        sa.CheckConstraint(
            "method IN ('card', 'cheque', 'cash', 'transfer', 'waived')", name=op.f("ck_payment_method_known")
        ),
        sa.CheckConstraint(
            "payer IN ('learner', 'guardian', 'employer', 'other')", name=op.f("ck_payment_payer_known")
        ),
        sa.CheckConstraint("amount_cents BETWEEN 0 AND 1000000", name=op.f("ck_payment_amount_sensible")),
        sa.ForeignKeyConstraint(
            ["passage_id", "centre_id"], ["passage.id", "passage.centre_id"], name="fk_payment_passage"
        ),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_payment")),
        sa.UniqueConstraint("centre_id", "receipt_number", name=op.f("uq_payment_centre_id_receipt_number")),
        sqlite_strict=True,
    )
