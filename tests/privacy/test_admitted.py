"""R6.2, retention: an admitted candidate is made anonymous with whom they were, or at the end of their time."""

from datetime import datetime
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import func, select

from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.records import FIELDS
from recruitment.core import jobs as core_jobs
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import ExchangeLine
from recruitment.privacy import admitted, registry
from recruitment.privacy.jobs import ANONYMISE, PURGE, anonymise_candidates, purge_sessions
from tests import builders
from tests.admissions.lists import MOTHER, pool, record, take

SOON = datetime(2026, 2, 1, 12, 0, tzinfo=PARIS)
LATE = datetime(2027, 12, 1, 12, 0, tzinfo=PARIS)


def run(name: str, work: Any, at: datetime) -> None:
    """Run a job as the process of jobs does."""
    with time_machine.travel(at, tick=False):
        with transaction() as session:
            begun = core_jobs.begin(session, name, started_by="tick")
        work(begun)
        with transaction() as session:
            core_jobs.finish(session, begun, "done")


def test_the_registry_and_the_neutral_row_say_the_same() -> None:
    """R6.2: exactly the columns that the registry says go."""
    columns = registry.CANDIDATE_TABLES["admitted"]
    assert set(admitted.NEUTRAL) == {name for name, one in columns.items() if one.erased in registry.GOES}
    assert set(FIELDS) <= set(columns)


def test_who_left_goes_three_months_after_and_everybody_two_years_after(app: Flask) -> None:
    """R6.6: the tombstone's person goes first; no list brings either back."""
    programme = builders.make_programme()
    take(programme, [record(1, guardian_1=MOTHER), record(2, guardian_1=MOTHER, email="i@exemple.fr")])
    take(programme, [record(1)])
    run(ANONYMISE, anonymise_candidates, SOON)
    names = [(one.last_name, one.erased_at is None) for one in pool(programme).values()]
    assert sorted(names) == [("Admis", False), ("ROCHE-1", True)]
    assert db.session.scalar(select(func.count()).select_from(AdmittedGuardian)) == 1
    lines = select(func.count()).where(ExchangeLine.candidate_number == "2500002")
    assert db.session.scalar(lines) == 0
    _, found = take(programme, [record(1), record(2)], now=SOON)
    assert (found.new, found.left_out) == (0, 1)
    run(PURGE, purge_sessions, LATE)
    assert {one.search_text for one in pool(programme).values()} == {""}
    assert db.session.scalar(select(func.count()).where(Admitted.email.is_not(None))) == 0
