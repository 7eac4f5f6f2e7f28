"""What a candidate's pages read: their own wishes and nothing of anyone else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts.throttle import Attempt
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.journal.models import JournalEntry
from recruitment.portal.models import CandidateAttempt, CandidateVisit
from recruitment.programmes.message_models import ProgrammeMessage
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ApplicationState, Because, Event

#: Those that wait for an answer first, then those accepted, then the others, the ended ones last.
ORDER = (
    ApplicationState.OFFER_PENDING,
    ApplicationState.ACCEPTED,
    ApplicationState.ACCEPTED_KEEPING_WISHES,
    ApplicationState.SEEKING_CONTRACT,
    ApplicationState.CONFIRMED,
    ApplicationState.UNCONFIRMED,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN_WITH_CONTRACT,
    ApplicationState.WITHDRAWN,
)
ANSWERS = (Event.ACCEPT, Event.ACCEPT_KEEPING_WISHES, Event.DECLINE, Event.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Offer:
    """The contract of a wish, which is its offer."""

    id: int
    application_id: int
    employer_name: str
    siret: str
    status: str
    reply_until: datetime
    reply_rule: str
    entered_at: datetime
    replied_at: datetime | None
    ended_at: datetime | None
    reply_siret: str | None
    reply_employer_name: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """An application as its candidate reads it."""

    id: int
    programme_id: int
    state: ApplicationState
    received_at: datetime
    confirmed_at: datetime | None
    review_deadline: date | None
    auto_retain_at: datetime | None
    deadline_rule: str | None
    decided_at: datetime | None
    decision_origin: str | None
    decision_rule: str | None
    withdrawn_at: datetime | None
    programme: str
    closed_at: datetime | None
    centre: str
    town: str | None
    department: str | None
    admitted: str | None
    searching: str | None
    support_sessions: str | None
    contact_phone: str | None
    contact_email: str | None
    centre_contact: str | None
    offer: Offer | None = None

    @property
    def place(self) -> str:
        """Return « CFA des Volcans, Clermont-Ferrand (63) »."""
        town = f", {self.town}" if self.town else ""
        return f"{self.centre}{town}{f' ({self.department})' if self.department else ''}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the candidate answered or left, as the journal keeps it; the chain and its number are the reference."""

    event: Event
    at: datetime
    reference: str
    details: dict[str, Any]
    contract_id: int | None

    @property
    def is_given(self) -> bool:
        """Tell whether the candidate gave it: a wish is lost to an offer accepted or unanswered elsewhere, too."""
        return bool(self.details.get("because", Because.OWN) == Because.OWN)


_WISH = (
    Application.id,
    Application.programme_id,
    Application.state,
    Application.received_at,
    Application.confirmed_at,
    Application.review_deadline,
    Application.auto_retain_at,
    Application.deadline_rule,
    Application.decided_at,
    Application.decision_origin,
    Application.decision_rule,
    Application.withdrawn_at,
    Programme.title.label("programme"),
    Programme.closed_at,
    TrainingCentre.name.label("centre"),
    Programme.town,
    Programme.department,
    ProgrammeMessage.admitted,
    ProgrammeMessage.searching,
    ProgrammeMessage.support_sessions,
    ProgrammeMessage.contact_phone,
    ProgrammeMessage.contact_email,
    TrainingCentre.mail_contact.label("centre_contact"),
)
_OFFER = tuple(getattr(Contract, name) for name in Offer.__slots__)


def wishes(session: Session, candidate_id: int) -> list[Wish]:
    """Return every wish of a candidate, in every centre of the campaign, the most pressing first."""
    rows = session.execute(
        select(*_WISH)
        .join(Programme, Programme.id == Application.programme_id)
        .join(TrainingCentre, TrainingCentre.id == Application.centre_id)
        .outerjoin(ProgrammeMessage, ProgrammeMessage.programme_id == Application.programme_id)
        .where(Application.candidate_id == candidate_id)
        .order_by(Programme.title, Application.id)
    ).all()
    offers = _offers(session, [row.id for row in rows])
    found = [
        Wish(**{**row._mapping, "state": ApplicationState(row.state)}, offer=offers.get(row.id))
        for row in rows
    ]
    return sorted(found, key=lambda wish: (ORDER.index(wish.state), _pressing(wish)))


def _pressing(wish: Wish) -> datetime:
    return wish.offer.reply_until if wish.offer is not None else wish.received_at


def _offers(session: Session, application_ids: Sequence[int]) -> dict[int, Offer]:
    """Return the last contract of each application."""
    rows = session.execute(
        select(*_OFFER).where(Contract.application_id.in_(application_ids)).order_by(Contract.id)
    )
    return {row.application_id: Offer(**row._mapping) for row in rows}


def person(session: Session, candidate_id: int) -> Any:
    """Return what the pages say of the candidate to the candidate."""
    return session.execute(
        select(
            Candidate.first_name, Candidate.last_name, Candidate.candidate_number, Candidate.sex,
            Candidate.campaign_id, Candidate.email.is_not(None).label("has_mail"), Campaign.year,
        )
        .join(Campaign, Campaign.id == Candidate.campaign_id)
        .where(Candidate.id == candidate_id)
    ).one()  # fmt: skip


def calendar(session: Session, campaign_id: int) -> Calendar:
    """Return the dates of the candidate's campaign."""
    return session.get_one(Campaign, campaign_id).calendar()


def answers(session: Session, candidate_id: int) -> dict[int, Answer]:
    """Return the last answer to each offer, or the last time that a wish was left, by application.

    A contract entered for a wish that was left makes another offer, which is not answered yet. An application is of
    one centre: the order of its chain is that of what happened, whatever the clocks.
    """
    rows = session.execute(
        select(JournalEntry)
        .join(Application, Application.id == JournalEntry.application_id)
        .where(
            Application.candidate_id == candidate_id, JournalEntry.event.in_((*ANSWERS, Event.ENTER_CONTRACT))
        )
        .order_by(JournalEntry.seq)
    ).scalars()
    last = {row.application_id or 0: row for row in rows}
    return {
        application_id: Answer(
            Event(row.event), row.at, f"{row.chain}-{row.seq}", json.loads(row.details), row.contract_id
        )
        for application_id, row in last.items()
        if row.event != Event.ENTER_CONTRACT
    }


def attempts(session: Session, link_hash: str, ip: str, since: datetime) -> list[Attempt]:
    """Return the attempts at a link, or from an address, the oldest first."""
    rows = session.execute(
        select(
            CandidateAttempt.link_hash, CandidateAttempt.ip, CandidateAttempt.at, CandidateAttempt.succeeded
        )
        .where(
            (CandidateAttempt.link_hash == link_hash) | (CandidateAttempt.ip == ip),
            CandidateAttempt.at > since,
        )
        .order_by(CandidateAttempt.at, CandidateAttempt.id)
    )
    return [Attempt(*row) for row in rows]


def visit(session: Session, token_hash: str, candidate_id: int, generation: int) -> Any:
    """Return an open visit of that candidate by that link, or None."""
    return session.execute(
        select(CandidateVisit.id, CandidateVisit.opened_at, CandidateVisit.seen_at).where(
            CandidateVisit.token_hash == token_hash,
            CandidateVisit.candidate_id == candidate_id,
            CandidateVisit.generation == generation,
            CandidateVisit.ended_at.is_(None),
        )
    ).first()


def renewals(session: Session, candidate_id: int, since: datetime) -> int:
    """Return how many times the link of a candidate was renewed since then, from any of their files."""
    files = select(Application.id).where(Application.candidate_id == candidate_id)
    renewed = select(func.count()).where(
        JournalEntry.application_id.in_(files), JournalEntry.event == "link_renewed", JournalEntry.at > since
    )
    return session.scalar(renewed) or 0
