"""R6.2, retention: an admitted candidate is made anonymous with whom they were, or at the end of their time."""

from datetime import datetime
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.records import FIELDS
from recruitment.core import jobs as core_jobs
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import ExchangeLine
from recruitment.journal.models import JournalEntry
from recruitment.privacy import admitted, registry
from recruitment.privacy.jobs import ANONYMISE, PURGE, anonymise_candidates, purge_sessions
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.admissions.lists import MOTHER, pool, record, take
from tests.forms import hidden_fields

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


def test_all_that_is_held_on_somebody_of_the_pool_is_handed_out(app: Flask, client: FlaskClient) -> None:
    """Right of access: also to who has no application here; the administrator does it, the journal says so."""
    programme = builders.make_programme()
    take(programme, [record(1, guardian_1=MOTHER, email="ines@exemple.fr")])
    (row,) = pool(programme).values()
    address = f"/admis/{row.id}/donnees.json"
    builders.log_in(client, builders.make_account(Role.REGISTRAR))
    assert client.get(address).status_code == 403
    client.post("/deconnexion", data=hidden_fields(client.get("/deconnexion").text))
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    assert address in client.get(f"/admis/{row.id}").text
    told = client.get(address).json
    assert told is not None
    assert told["admissions"][0]["adresse électronique"] == "ines@exemple.fr"
    assert told["admissions"][0]["responsables"][0]["nom"] == "ROCHE"
    assert told["échanges"][0]["devenu"]
    line = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "person_exported")).one()
    assert line.programme_id == programme.id
