"""Keep connectors, the log of exchanges and what waits to go up to the platform."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_connector()
    _create_exchange()
    _create_exchange_line()
    _create_uplink_entry()


def downgrade() -> None:
    op.drop_table("uplink_entry")
    op.drop_table("exchange_line")
    op.drop_table("exchange")
    op.drop_table("connector")


def _create_connector() -> None:
    op.create_table(
        "connector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("push_login", sa.String(length=120), nullable=True),
        sa.Column("push_hash", sa.String(length=200), nullable=True),
        sa.Column("tested_at", UTCDateTime(), nullable=True),
        sa.Column("tested_digest", sa.String(length=64), nullable=True),
        sa.Column("tested_by_id", sa.Integer(), nullable=True),
        sa.Column("test_answer", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('platform', 'apogee')", name=op.f("ck_connector_kind_known")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_connector_centre_id")),
        sa.ForeignKeyConstraint(["tested_by_id"], ["account.id"], name=op.f("fk_connector_tested_by_id")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["account.id"], name=op.f("fk_connector_updated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connector")),
        sa.UniqueConstraint("centre_id", "kind", name=op.f("uq_connector_centre_id_kind")),
        sa.UniqueConstraint("push_login", name=op.f("uq_connector_push_login")),
        sqlite_strict=True,
    )


def _create_exchange() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("stored_name", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_exchange_undone_whole")
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_exchange_direction_known")),
        sa.CheckConstraint(
            "state IN ('checking', 'previewed', 'queued', 'applying', 'done', 'failed', 'cancelled', 'undone')",
            name=op.f("ck_exchange_state_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_exchange_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_exchange_campaign_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_exchange_centre_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_exchange_programme_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_exchange_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_exchange_centre_id_id"), "exchange", ["centre_id", "id"])
    op.create_index(op.f("ix_exchange_programme_id"), "exchange", ["programme_id"])


def _create_exchange_line() -> None:
    op.create_table(
        "exchange_line",
        sa.Column("exchange_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("candidate_number", sa.String(length=20), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "action IN ('new', 'changed', 'unchanged', 'gone', 'left_out', 'refused', 'sent', 'failed')",
            name=op.f("ck_exchange_line_action_known"),
        ),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_exchange_line_exchange_id")),
        sa.PrimaryKeyConstraint("exchange_id", "line", name=op.f("pk_exchange_line")),
        sqlite_strict=True,
    )


def _create_uplink_entry() -> None:
    op.create_table(
        "uplink_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_key", sa.String(length=120), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("candidate_number", sa.String(length=20), nullable=False),
        sa.Column("platform_state", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=False),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("claim_token", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("exchange_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_uplink_entry_sent_whole")
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'failed', 'withdrawn')",
            name=op.f("ck_uplink_entry_status_known"),
        ),
        sa.CheckConstraint(
            "platform_state BETWEEN 1 AND 5", name=op.f("ck_uplink_entry_platform_state_known")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_uplink_entry_campaign_id")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_uplink_entry_centre_id")
        ),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_uplink_entry_exchange_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_uplink_entry_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uplink_entry")),
        sa.UniqueConstraint("event_key", name=op.f("uq_uplink_entry_event_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_uplink_entry_centre_id_id"), "uplink_entry", ["centre_id", "id"])
    op.create_index(
        op.f("ix_uplink_entry_programme_id_candidate_number"),
        "uplink_entry",
        ["programme_id", "candidate_number"],
    )
    op.create_index(
        "ix_uplink_entry_waiting",
        "uplink_entry",
        ["next_try_at"],
        sqlite_where=sa.text("status IN ('queued', 'sending')"),
        postgresql_where=sa.text("status IN ('queued', 'sending')"),
    )
