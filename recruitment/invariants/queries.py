"""Look for every impossible state, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from recruitment.invariants import (
    enrolment_statements,
    registration_statements,
    reply_statements,
    station_statements,
)
from recruitment.invariants.entries import misplaced_contracts
from recruitment.invariants.guards import missing_guards
from recruitment.invariants.statements import STATEMENTS, Statement
from recruitment.journal.queries import verify

READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Breach:
    """One row in a state that should be impossible."""

    invariant: str
    table: str
    id: str
    detail: str


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds, the rule it comes from, and how its breaches are found."""

    name: str
    rule: str
    breaches: Callable[[Session], Iterator[Breach]]


def _statement_breaches(statement: Statement, session: Session) -> Iterator[Breach]:
    rows = session.execute(text(statement.sql), execution_options={"yield_per": READ_AT_ONCE})
    names = list(rows.keys())[1:]
    for row in rows:
        facts = ", ".join(f"{name}={value}" for name, value in zip(names, row[1:], strict=True))
        yield Breach(statement.name, statement.table, str(row[0]), facts)


def _entry_breaches(session: Session) -> Iterator[Breach]:
    for contract_id, fault in misplaced_contracts(session):
        yield Breach("contract_in_its_hours", "contract", str(contract_id), fault)


def _validation_breaches(session: Session) -> Iterator[Breach]:
    for registration_id, fault in registration_statements.misdated_validations(session):
        yield Breach("validation_bears_its_day", "registration", str(registration_id), fault)


def _journal_breaches(session: Session) -> Iterator[Breach]:
    for broken in verify(session):
        place = f"{broken.chain}/{broken.seq}"
        yield Breach("journal_whole", "journal_entry", place, f"{broken.kind}: {broken.detail}")


def _guard_breaches(session: Session) -> Iterator[Breach]:
    for name, fault in missing_guards(session):
        yield Breach("guards_in_place", "schema", name, fault)


INVARIANTS = (
    *(
        Invariant(one.name, one.rule, partial(_statement_breaches, one))
        for one in (
            *STATEMENTS,
            *reply_statements.STATEMENTS,
            *enrolment_statements.STATEMENTS,
            *station_statements.STATEMENTS,
            *registration_statements.STATEMENTS,
        )
    ),
    Invariant("contract_in_its_hours", "R4.3, R4.6", _entry_breaches),
    Invariant("validation_bears_its_day", "R6.2", _validation_breaches),
    Invariant("journal_whole", "I14", _journal_breaches),
    Invariant("guards_in_place", "R2.4", _guard_breaches),
)


def all_breaches(session: Session) -> Iterator[Breach]:
    """Yield every breach of every invariant; begin with `core.snapshot.hold_snapshot`."""
    for invariant in INVARIANTS:
        yield from invariant.breaches(session)
