"""Write the rows of one contract, in one statement where the database can: its locks are held least."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Insert, Table, Update, bindparam, insert, update
from sqlalchemy.orm import Session

from recruitment.contracts.actions.entry_facts import chain, submissions
from recruitment.contracts.actions.locks import application, contract, tables
from recruitment.core.prepared import Quick
from recruitment.journal.models import JournalEntry
from recruitment.mail.actions import Mail
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import ApplicationState

Write: TypeAlias = Insert | Update
Row: TypeAlias = dict[str, Any]

journal, outbox = tables[JournalEntry.__tablename__], tables[OutboxMail.__tablename__]
_MOVE_ON = (
    update(application)
    .where(application.c.id == bindparam("application_id"))
    .values(
        state=ApplicationState.OFFER_PENDING,
        version=application.c.version + 1,
        updated_at=bindparam("application_at"),
    )
)
_MOVE_HEAD = (
    update(chain)
    .where(chain.c.chain == bindparam("head_chain"))
    .values(seq=bindparam("head_seq"), hash=bindparam("head_hash"))
)


def write_together(
    session: Session,
    *,
    application: Row,
    contract: Row,
    mail: Mail,
    answer: Row | None,
    lines: Sequence[Row],
) -> None:
    """Move the application on, insert the rest, move the chain's head to the last of the lines."""
    head = {name: lines[-1][name] for name in ("chain", "seq", "hash")}
    rows = {"application": application, "contract": contract, "mail": _outbox_row(mail), "head": head}
    if answer is not None:
        rows["answer"] = answer
    rows |= {f"line{rank}": line for rank, line in enumerate(lines)}
    names = tuple((part, tuple(row)) for part, row in rows.items())
    values = {f"{part}_{name}": value for part, row in rows.items() for name, value in row.items()}
    for statement in _quick(names, session.get_bind().dialect.name):
        statement.run(session, **values)


def _outbox_row(mail: Mail) -> Row:
    return {
        "event_key": mail.event_key,
        "template": mail.template,
        "recipient": mail.recipient,
        "payload": mail.payload,
        "created_at": mail.at,
        "status": "queued",
        "attempts": 0,
        "centre_id": mail.centre_id,
    }


@lru_cache
def _quick(names: tuple[tuple[str, tuple[str, ...]], ...], dialect: str) -> list[Quick]:
    """Return what is to be run: one statement, or on SQLite, which is no journey away, one after the other."""
    if dialect == "postgresql":
        return [Quick(_one_statement(names))]
    return [Quick(statement) for _prefixes, statement in _statements(names)]


def _statements(names: tuple[tuple[str, tuple[str, ...]], ...]) -> list[tuple[set[str], Write]]:
    """Return the statements that write these columns of these parts, each with the parts that it takes."""
    parts = dict(names)
    lines = [part for part in parts if part.startswith("line")]
    statements: list[tuple[set[str], Write]] = [
        ({"application"}, _MOVE_ON),
        ({"contract"}, _insert(contract, parts, "contract")),
        ({"mail"}, _insert(outbox, parts, "mail")),
        (set(lines), _insert(journal, parts, *lines)),
        ({"head"}, _MOVE_HEAD),
    ]
    if "answer" in parts:
        statements.insert(3, ({"answer"}, _insert(submissions, parts, "answer")))
    return statements


def _one_statement(names: tuple[tuple[str, tuple[str, ...]], ...]) -> Write:
    """Return the same as one statement: all but the last are its common table expressions."""
    *others, (_head, last) = _statements(names)
    return last.add_cte(*(statement.cte("_".join(sorted(prefixes))) for prefixes, statement in others))


def _insert(table: Table, columns: dict[str, tuple[str, ...]], *parts: str) -> Insert:
    rows = [
        {name: bindparam(f"{part}_{name}", type_=table.c[name].type) for name in columns[part]}
        for part in parts
    ]
    return insert(table).values(rows[0] if len(rows) == 1 else rows)
