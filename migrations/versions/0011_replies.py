"""Keep what candidates answer, and let one offer at most be accepted.

What the candidate typed stands beside what the centre entered: neither is known to be the right one (R5.3). An answer,
once given, only moves on to an acceptance for good or to the end of the contract (I10); of all the offers made to a
candidate one is accepted, for good or keeping other wishes (I11).
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: Column → type on PostgreSQL. A CHECK goes with the last of its columns.
ADDED = {
    "reply_siret": "VARCHAR(14)",
    "reply_employer_name": "VARCHAR(200)",
    "reply_origin": "VARCHAR(10)",
    "siret_settled_at": "TIMESTAMP WITH TIME ZONE",
    "siret_settled_by_id": "INTEGER",
    "siret_settled_note": "TEXT",
}
SHAPE = {
    "sqlite": "length(reply_siret) = 14 AND reply_siret NOT GLOB '*[^0-9]*'",
    "postgresql": "reply_siret ~ '^[0-9]{14}$'",
}
CHECKS = {
    "reply_siret": ("reply_siret_shape", ""),
    "reply_employer_name": ("reply_whole", "(reply_siret IS NULL) = (reply_employer_name IS NULL)"),
    "reply_origin": ("reply_origin_known", "reply_origin IN ('candidate', 'file')"),
    "siret_settled_by_id": (
        "siret_settled_whole",
        "(siret_settled_at IS NULL) = (siret_settled_by_id IS NULL)",
    ),
}
CONFIRMED = ("reply_siret", "reply_employer_name", "reply_origin")
FORMER, ONE = "state = 'accepted'", "state IN ('accepted', 'accepted_keeping_wishes')"


def upgrade() -> None:
    """Add the columns, guard the answers, widen the index."""
    for column, type_ in ADDED.items():
        name, condition = CHECKS.get(column, ("", ""))
        check = f" CONSTRAINT ck_contract_{name} CHECK ({condition or SHAPE[_dialect()]})" if name else ""
        _run(f"ALTER TABLE contract ADD COLUMN {column} {type_ if _postgresql() else _strict(type_)}{check}")
    _run(f"CREATE TRIGGER reply_is_final BEFORE UPDATE ON contract {_refused()}")
    _accepted_once(ONE)


def downgrade() -> None:
    """Remove it all."""
    _accepted_once(FORMER)
    _run(f"DROP TRIGGER reply_is_final{' ON contract' if _postgresql() else ''}")
    for column in reversed(ADDED):
        if _postgresql() and column in CHECKS:
            op.drop_constraint(op.f(f"ck_contract_{CHECKS[column][0]}"), "contract", type_="check")
        op.drop_column("contract", column)


def _refused() -> str:
    """Return the changes of an answer that are no acceptance for good and no end."""
    differs = "IS DISTINCT FROM" if _postgresql() else "IS NOT"
    confirmed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in CONFIRMED)
    when = (
        f"OLD.replied_at IS NOT NULL AND (NEW.replied_at {differs} OLD.replied_at OR NEW.status = 'pending'"
        " OR OLD.status = 'accepted' AND NEW.status = 'accepted_keeping_wishes'"
        f" OR OLD.status NOT IN ('pending', 'accepted_keeping_wishes') AND ({confirmed}))"
    )
    if _postgresql():
        return f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()"
    return f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'reply_is_final'); END"


def _accepted_once(condition: str) -> None:
    op.drop_index("uq_application_accepted", table_name="application")
    where = sa.text(condition)
    op.create_index(
        "uq_application_accepted",
        "application",
        ["candidate_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _strict(type_: str) -> str:
    """SQLite's STRICT tables know five type names only."""
    return "INTEGER" if type_ == "INTEGER" else "TEXT"


def _run(statement: str) -> None:
    """Run one statement as it stands, past the parameters of SQLAlchemy."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute(statement)


def _dialect() -> str:
    return op.get_bind().dialect.name


def _postgresql() -> bool:
    return _dialect() == "postgresql"
