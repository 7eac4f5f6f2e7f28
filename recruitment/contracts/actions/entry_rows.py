"""The rows that one contract writes: the application moved on or made, the contract, the mail, the journal.

The chain of the journal is shared by a whole centre: it is locked last, and so for the shortest time.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from recruitment.contracts.actions.locks import Author, Read, application, contract
from recruitment.core import clock
from recruitment.core.submission import Submission, remember
from recruitment.journal.actions import Line, person, record_many
from recruitment.mail.actions import Mail, queue, to_candidate
from recruitment.rules.contracts import Employer
from recruitment.rules.deadlines import ReplyDeadline
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, Event

_INSERT_APPLICATION = insert(application).returning(application.c.id)
_INSERT_CONTRACT = insert(contract).returning(contract.c.id)
_MOVE_ON = (
    update(application)
    .where(application.c.id == bindparam("application_id"))
    .values(
        state=ApplicationState.OFFER_PENDING, version=application.c.version + 1, updated_at=bindparam("at")
    )
)


@dataclass(frozen=True, slots=True)
class Entered:
    """A contract that was entered, the seat that it took and until when its offer waits, as ISO text."""

    contract_id: int
    application_id: int
    seat: int
    capacity: int
    reply_until: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contract goes: the locked programme, the candidate, the application if there is one already."""

    programme: Read
    candidate_id: int
    application: Read | None

    @property
    def state(self) -> ApplicationState | None:
        """The application's state, None without one."""
        return ApplicationState(self.application.state) if self.application else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A contract that passed every check, with its author and the instant of the act."""

    author: Author
    place: Place
    employer: Employer
    reply: ReplyDeadline
    now: datetime


def write_entry(session: Session, entry: Entry, submission: Submission | None) -> Entered:
    """Write everything that a contract changes."""
    place, now = entry.place, entry.now
    application_id = _move_on(session, place, now)
    contract_id = _insert_contract(session, entry, application_id)
    entered = Entered(
        contract_id,
        application_id,
        place.programme.seats_taken + 1,
        place.programme.capacity,
        entry.reply.until.isoformat(),
    )
    _tell(session, place.candidate_id, entered, now)
    remember(session, submission, asdict(entered), now)
    _record(session, entry, entered)
    return entered


def _move_on(session: Session, place: Place, now: datetime) -> int:
    """Bring the application to `offer_pending`, making it for a candidate who has none here."""
    if place.application is not None:
        found: int = place.application.application_id
        session.execute(_MOVE_ON, {"application_id": found, "at": now})
        return found
    row = {
        "campaign_id": place.programme.campaign_id,
        "centre_id": place.programme.centre_id,
        "programme_id": place.programme.programme_id,
        "candidate_id": place.candidate_id,
        "state": ApplicationState.OFFER_PENDING,
        "received_at": now,
        "version": 1,
        "updated_at": now,
    }
    made: int = session.execute(_INSERT_APPLICATION, row).scalar_one()
    return made


def _insert_contract(session: Session, entry: Entry, application_id: int) -> int:
    programme = entry.place.programme
    row = {
        "application_id": application_id,
        "programme_id": programme.programme_id,
        "centre_id": programme.centre_id,
        "campaign_id": programme.campaign_id,
        "employer_name": entry.employer.name,
        "siret": entry.employer.siret,
        "entered_at": entry.now,
        "entered_local": clock.in_paris(entry.now).strftime("%Y-%m-%dT%H:%M:%S"),
        "entered_by_id": entry.author.id,
        "status": ContractStatus.PENDING,
        "reply_until": entry.reply.until,
        "reply_rule": entry.reply.rule,
    }
    made: int = session.execute(_INSERT_CONTRACT, row).scalar_one()
    return made


def _tell(session: Session, candidate_id: int, entered: Entered, now: datetime) -> None:
    """R4.7: the candidate learns of the offer."""
    payload = {"application": entered.application_id, "contract": entered.contract_id}
    key = f"contract:{entered.contract_id}:{Event.ENTER_CONTRACT}"
    queue(session, Mail(key, "offer", to_candidate(candidate_id), now, payload))


def _record(session: Session, entry: Entry, entered: Entered) -> None:
    place, actor = entry.place, person(entry.author.id)
    about = (place.programme.programme_id, place.candidate_id, entered.application_id)
    details: dict[str, Any] = {
        "siret": entry.employer.siret,
        "reply_until": entered.reply_until,
        "seat": entered.seat,
        "capacity": entered.capacity,
    }
    lines = []
    if place.state is None:
        lines.append(Line("application_received", actor, entry.now, *about, details={"by": "number"}))
    else:
        details["from"] = place.state
    lines.append(Line(Event.ENTER_CONTRACT, actor, entry.now, *about, entered.contract_id, details))
    record_many(session, place.programme.centre_id, lines)
