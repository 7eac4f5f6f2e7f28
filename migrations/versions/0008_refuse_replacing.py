"""Refuse to replace on SQLite what must be kept.

`INSERT OR REPLACE` deletes the row in its way without its delete triggers, unless the connection asked for
`recursive_triggers`: ours do, the sqlite3 shell does not. These triggers hold whoever connects.
"""

from typing import Any

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ACTIVE = "status IN ('pending', 'accepted', 'accepted_keeping_wishes')"
SAME_WISH = "(programme_id = NEW.programme_id AND candidate_id = NEW.candidate_id)"
KEPT = {
    "decision_is_not_replaced": (
        "application",
        f"decision IS NOT NULL AND (id = NEW.id OR {SAME_WISH})",
    ),
    "contract_is_not_replaced": (
        "contract",
        f"id = NEW.id OR (application_id = NEW.application_id AND {ACTIVE} AND NEW.{ACTIVE})",
    ),
    "journal_is_not_replaced": ("journal_entry", "id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq)"),
}


def _sqlite() -> Any:
    bind = op.get_bind()
    return bind.connection.dbapi_connection if bind.dialect.name == "sqlite" else None


def upgrade() -> None:
    driver = _sqlite()
    if driver is None:
        return
    for name, (table, there) in KEPT.items():
        driver.execute(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {there})"
            f" BEGIN SELECT RAISE(ABORT, '{name}'); END"
        )


def downgrade() -> None:
    driver = _sqlite()
    if driver is None:
        return
    for name in KEPT:
        driver.execute(f"DROP TRIGGER {name}")
