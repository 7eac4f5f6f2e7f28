"""What the tests of contracts start from: a programme, a candidate, somebody to enter contracts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts import actions
from recruitment.contracts.actions import Entered
from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState
from tests import builders

SIRET = "99901234700012"  # of an invented employer, its two keys right
MONDAY = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
REPLY_UNTIL = datetime(2025, 6, 5, 23, 59, 59, tzinfo=PARIS)


def paris(text: str, fold: int = 0) -> datetime:
    """Return the instant at which the clocks of Paris show this; `fold` 1: the second time that night."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


@contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """Stop the clock."""
    with time_machine.travel(instant, tick=False):
        yield


@dataclass(frozen=True)
class Desk:
    """A programme, an application in it, and a manager."""

    author: Account
    programme: Programme
    application: Application

    @property
    def candidate(self) -> Candidate:
        """The application's candidate."""
        return db.session.get_one(Candidate, self.application.candidate_id)

    def enter(self, **changes: Any) -> Entered:
        """Enter a contract for the application, as the screen would."""
        typed = {"employer_name": "Maison Chastaing", "siret": SIRET, **changes}
        return actions.enter_contract(self.author, self.application.id, **typed)

    def enter_for(self, number: str, **changes: Any) -> Entered:
        """Enter a contract for a candidate known by number."""
        typed = {"employer_name": "Maison Chastaing", "siret": SIRET, **changes}
        return actions.enter_contract_for_number(self.author, self.programme.id, number, **typed)


def make_desk(state: str = ApplicationState.SEEKING_CONTRACT, *, capacity: int | None = 12) -> Desk:
    """Make a desk whose application is in that state."""
    programme = builders.make_programme(capacity=capacity)
    application = builders.make_application(state=state, programme=programme)
    return Desk(builders.make_account(), programme, application)


def refused_by(code: str, **facts: Any) -> Any:
    """Expect a refusal with that code and, among its details, those facts."""

    def matches(error: BaseException) -> bool:
        return (
            isinstance(error, RuleViolation) and error.code == code and facts.items() <= error.details.items()
        )

    return pytest.RaisesExc(RuleViolation, check=matches)


def state_of(application_id: int) -> str:
    """Return the state of an application as the database has it."""
    return db.session.execute(select(Application.state).where(Application.id == application_id)).scalar_one()


def contracts_of(programme_id: int) -> list[Contract]:
    """Return the contracts of a programme as committed by now, by whatever process."""
    db.session.rollback()
    found = select(Contract).where(Contract.programme_id == programme_id).order_by(Contract.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def seats_taken(programme_id: int) -> int:
    """Return the stored number of seats taken."""
    return db.session.execute(select(Programme.seats_taken).where(Programme.id == programme_id)).scalar_one()


def lines(event: str) -> list[tuple[JournalEntry, dict[str, Any]]]:
    """Return the journal's lines of an event, with their details read."""
    found = db.session.scalars(select(JournalEntry).where(JournalEntry.event == event))
    return [(line, json.loads(line.details)) for line in found]


def mails(template: str) -> list[OutboxMail]:
    """Return the mails queued from a template."""
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.template == template)))
