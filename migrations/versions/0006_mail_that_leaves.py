"""Keep what sending a mail needs: its attempts, its Message-ID, what came back, how the server answers."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: What a mail that was sent can no longer change; what came back and who dealt with it are not in the list.
FINAL = (
    "id",
    "event_key",
    "template",
    "recipient",
    "created_at",
    "status",
    "sent_at",
    "attempts",
    "message_id",
)
INSTANTS = ("first_tried_at", "failed_at", "bounced_at", "released_at", "settled_at")
ADDED = (
    "settled_at",
    "released_at",
    "bounce",
    "bounced_at",
    "failure",
    "failed_at",
    "first_tried_at",
    "message_id",
    "centre_id",
)
#: A CHECK comes with the column that it needs: SQLite adds none to a table without copying it.
CHECKS = {
    "failure": ("failure_said", "(status = 'failed') = (failure IS NOT NULL)"),
    "bounced_at": ("bounce_after_sending", "bounced_at IS NULL OR status = 'sent'"),
}
INDEXES = (
    ("ix_outbox_waiting", ["recipient", "id"], "status = 'queued'", False),
    ("ix_outbox_sent_at", ["sent_at"], "status = 'sent'", False),
    ("ix_outbox_message_id", ["message_id"], "message_id IS NOT NULL", True),
    (
        "ix_outbox_trouble",
        ["id"],
        "settled_at IS NULL AND (status = 'failed' OR bounced_at IS NOT NULL)",
        False,
    ),
)


def upgrade() -> None:
    """Add it all. No mail had failed before: none could leave."""
    _columns()
    for name, columns, where, unique in INDEXES:
        op.create_index(
            name,
            "outbox",
            columns,
            unique=unique,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    _final(_changed())
    route = op.create_table(
        "mail_route",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("installation", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_since", UTCDateTime(), nullable=True),
        sa.Column("paused_until", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("succeeded_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_route_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_route")),
        sqlite_strict=True,
    )
    op.bulk_insert(route, [{"id": 1, "installation": secrets.token_hex(8)}])


def downgrade() -> None:
    """Remove it all."""
    op.drop_table("mail_route")
    _final("")
    for name, *_definition in reversed(INDEXES):
        op.drop_index(name, table_name="outbox")
    if _postgresql():
        for name, _condition in CHECKS.values():
            op.drop_constraint(op.f(f"ck_outbox_{name}"), "outbox", type_="check")
    for column in ADDED:
        op.drop_column("outbox", column)


def _columns() -> None:
    instant = "TIMESTAMP WITH TIME ZONE" if _postgresql() else "TEXT"
    text, short, long = ("TEXT", "VARCHAR(20)", "VARCHAR(300)") if _postgresql() else ("TEXT", "TEXT", "TEXT")
    types = {
        **dict.fromkeys(INSTANTS, instant),
        "bounce": text,
        "failure": short,
        "message_id": long,
        "centre_id": "INTEGER",
    }
    for column in reversed(ADDED):
        name, condition = CHECKS.get(column, ("", ""))
        check = f" CONSTRAINT ck_outbox_{name} CHECK ({condition})" if name else ""
        _run(f"ALTER TABLE outbox ADD COLUMN {column} {types[column]}{check}")


def _final(changed: str) -> None:
    """Make the trigger again; without a condition it refuses any change to a mail that was sent, as before."""
    when = f"OLD.status = 'sent' AND ({changed})" if changed else "OLD.status = 'sent'"
    if _postgresql():
        _run("DROP TRIGGER outbox_sent_is_final ON outbox")
        end = f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()"
    else:
        _run("DROP TRIGGER outbox_sent_is_final")
        end = f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'outbox_sent_is_final'); END"
    _run(f"CREATE TRIGGER outbox_sent_is_final BEFORE UPDATE ON outbox {end}")


def _changed() -> str:
    differs = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    payload = ("NEW.payload::text", "OLD.payload::text") if _postgresql() else ("NEW.payload", "OLD.payload")
    pairs = [*((f"NEW.{column}", f"OLD.{column}") for column in FINAL), payload]
    return " OR ".join(f"{new} {differs} {old}" for new, old in pairs)


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
