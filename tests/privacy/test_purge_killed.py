"""A purge killed half-way leaves nobody half erased, and the next one takes the rest."""

import threading

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.applications.personal_models import ErasedPerson
from recruitment.core.bulk import insert_rows
from recruitment.core.database import utc_text
from recruitment.core.transaction import transaction
from recruitment.invariants.queries import all_breaches
from recruitment.journal.models import JournalEntry
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders, warm
from tests.databases import environment

PEOPLE = 3_000
KILLS = 3


def erased(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).where(Candidate.erased_at.is_not(None))) or 0


def test_a_killed_purge_is_taken_up_again(app: Flask, session: Session, database_url: str) -> None:
    _copies(builders.make_application(state=State.WITHDRAWN))
    command, env = ("flask", "--app", "app", "privacy", "purge"), environment(database_url)
    partial = 0
    for _ in range(KILLS):
        before = erased(session)
        with warm.Process(*command, env=env, stdout=warm.DEVNULL, stderr=warm.DEVNULL) as process:
            while process.returncode is None and erased(session) == before:
                threading.Event().wait(0.002)
            process.kill()
        partial += 0 < erased(session) < PEOPLE
        _whole(session)
    assert partial, "every kill came too late"
    session.rollback()
    warm.run(*command, env=env)
    assert erased(session) == PEOPLE
    _whole(session)
    assert list(all_breaches(session)) == []


def _whole(session: Session) -> None:
    """Expect each person to be there with a guardian, or gone with a line and a digest."""
    gone = erased(session)
    lines = select(func.count()).where(JournalEntry.event == "person_erased")
    digests = select(func.count()).select_from(ErasedPerson)
    guardians = select(func.count()).select_from(Guardian)
    counts = [session.scalar(statement) for statement in (lines, digests, guardians)]
    assert counts == [gone, gone, PEOPLE - gone]


def _copies(first: Application) -> None:
    with transaction() as session:
        sqlite = session.get_bind().dialect.name == "sqlite"

        def values(row: object, **changes: object) -> tuple[object, ...]:
            table = row.__table__  # type: ignore[attr-defined]
            found = {column.name: getattr(row, column.name) for column in table.c} | changes
            texts = (utc_text(v) if sqlite and hasattr(v, "tzinfo") else v for v in found.values())
            return tuple(texts)

        candidate = session.get_one(Candidate, first.candidate_id)
        ids = range(1_001, 1_000 + PEOPLE)
        tables = [(Candidate.__table__, candidate), (Application.__table__, first)]
        for table, row in tables:
            rows = [
                values(
                    row, id=n, **({"candidate_number": str(n)} if row is candidate else {"candidate_id": n})
                )
                for n in ids
            ]
            insert_rows(session, table, tuple(column.name for column in table.c), rows)  # type: ignore[arg-type]
        guardians = [(n, 1, "Mère") for n in (first.candidate_id, *ids)]
        columns = ("candidate_id", "position", "last_name")
        insert_rows(session, Guardian.__table__, columns, guardians)  # type: ignore[arg-type]
