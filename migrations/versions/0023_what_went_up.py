"""Let an enrolment that went up be cancelled, and keep how the platform has answered.

An enrolment that was sent is cancelled in one gesture: `sent_at` gives way to `was_sent_at`, since the platform is
told that it stands no more. Any other change of one that was sent, or undone, stays refused by the trigger.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ENDS = ("undone_at", "undone_by_id", "sent_at")
GUARD = "enrolment_is_final"
SENT_THEN_CANCELLED = (
    "OLD.undone_at IS NULL AND OLD.sent_at IS NOT NULL AND NEW.undone_at IS NOT NULL AND NEW.sent_at IS NULL"
    " AND NEW.was_sent_at = OLD.sent_at"
)


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _changed(columns: tuple[str, ...]) -> str:
    operator = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns)


def _guard(when: str) -> None:
    if not _postgresql():
        _run(f"DROP TRIGGER {GUARD}")
        refusal = f"SELECT RAISE(ABORT, '{GUARD}')"
        _run(f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON enrolment WHEN {when} BEGIN {refusal}; END")
        return
    _run(
        f"""CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF {when} THEN
    RAISE EXCEPTION '{GUARD}' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$"""
    )


def _emptied(columns: tuple[str, ...]) -> str:
    return f"NEW.undo_reason IS NULL AND NOT ({_changed(columns)}) AND EXISTS (SELECT 1 FROM purge_permit)"


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("was_sent_at", UTCDateTime(), nullable=True))
    over = "OLD.undone_at IS NOT NULL OR OLD.sent_at IS NOT NULL"
    moved = _changed(("was_sent_at",))
    _guard(
        f"(({over}) AND NOT ({_emptied((*ENDS, 'was_sent_at'))}) AND NOT ({SENT_THEN_CANCELLED}))"
        f" OR (({moved}) AND NOT ({SENT_THEN_CANCELLED}))"
    )
    op.add_column("admitted", sa.Column("birth_town_code", sa.String(length=5), nullable=True))
    op.add_column("connector", sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
    op.add_column("connector", sa.Column("failed_since", UTCDateTime(), nullable=True))
    op.add_column("connector", sa.Column("paused_until", UTCDateTime(), nullable=True))
    op.add_column("connector", sa.Column("last_error", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("last_error", "paused_until", "failed_since", "failures"):
        op.drop_column("connector", column)
    op.drop_column("admitted", "birth_town_code")
    _guard(f"(OLD.undone_at IS NOT NULL OR OLD.sent_at IS NOT NULL) AND NOT ({_emptied(ENDS)})")
    op.drop_column("enrolment", "was_sent_at")
