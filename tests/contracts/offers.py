"""What the tests of replies start from: a candidate with offers and wishes, in one centre or in several."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts import actions
from recruitment.contracts.actions import Replied
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.journal.actions import Actor
from recruitment.rules.vocabulary import ApplicationState, Reply
from tests import builders
from tests.contracts.desk import MONDAY, SIRET, clock_at

ACCEPT, KEEP, DECLINE = Reply.ACCEPT, Reply.ACCEPT_KEEPING_WISHES, Reply.DECLINE
EMPLOYER: dict[str, Any] = {"siret": SIRET, "employer_name": "Maison Chastaing"}


@dataclass(frozen=True)
class Offer:
    """A contract just entered for a wish of a candidate, and a manager of its centre."""

    manager: Account
    application: Application
    contract_id: int

    @property
    def candidate_id(self) -> int:
        """Whose it is."""
        return self.application.candidate_id

    def answer(self, reply: Reply, **typed: Any) -> Replied:
        """Answer as the candidate would; accepting confirms the employer."""
        confirmed = {} if reply is DECLINE else EMPLOYER
        actor = Actor("candidate", self.candidate_id)
        return actions.reply_to_offer(actor, self.contract_id, reply, **{**confirmed, **typed})


def make_offer(
    candidate_id: int | None = None, *, at: Any = MONDAY, capacity: int = 3, elsewhere: bool = False
) -> Offer:
    """Enter a contract on Monday for a candidate; `elsewhere`: in a centre of its own."""
    centre = builders.make_centre() if elsewhere else None
    wish = make_wish(ApplicationState.SEEKING_CONTRACT, candidate_id, capacity=capacity, centre=centre)
    manager = builders.make_account(centre=centre)
    with clock_at(at):
        entered = actions.enter_contract(manager, wish.id, **EMPLOYER)
    return Offer(manager, wish, entered.contract_id)


def make_wish(
    state: ApplicationState, candidate_id: int | None = None, *, capacity: int = 3, centre: Any = None
) -> Application:
    """Make a wish of that candidate for a programme of its own."""
    programme = builders.make_programme(capacity=capacity, centre=centre)
    candidate = None if candidate_id is None else db.session.get_one(Candidate, candidate_id)
    return builders.make_application(state=state, programme=programme, candidate=candidate)


def status_of(contract_id: int) -> str:
    """Return the status of a contract as committed by now."""
    db.session.rollback()
    return db.session.execute(select(Contract.status).where(Contract.id == contract_id)).scalar_one()
