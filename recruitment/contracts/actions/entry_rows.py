"""The rows that one contract writes: application, contract, mail, answer to the sending, journal."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from recruitment.contracts.actions.entry_facts import Facts
from recruitment.contracts.actions.locks import Author, Read, application
from recruitment.contracts.actions.together import write_together
from recruitment.core import clock
from recruitment.core.submission import Submission
from recruitment.journal.actions import Line, chained, person
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.programmes.families import with_guardians_of
from recruitment.rules.contracts import Employer
from recruitment.rules.deadlines import ReplyDeadline
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, Event

_INSERT_APPLICATION = insert(application).returning(application.c.id)


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
    facts: Facts
    employer: Employer
    reply: ReplyDeadline
    now: datetime


def write_entry(session: Session, entry: Entry, submission: Submission | None) -> Entered:
    """Write everything that a contract changes."""
    place = entry.place
    entered = Entered(
        entry.facts.contract_id,
        place.application.application_id if place.application else _make_application(session, entry),
        place.programme.seats_taken + 1,
        place.programme.capacity,
        entry.reply.until.isoformat(),
    )
    mail = _mail(place.candidate_id, place.programme.centre_id, entered, entry.now)
    write_together(
        session,
        application={"id": entered.application_id, "at": entry.now},
        contract=_contract(entry, entered),
        mail=mail,
        answer=_answer(submission, entered, entry.now),
        lines=_lines(entry, entered),
    )
    if entry.facts.tells_guardians:
        queue_many(session, with_guardians_of(session, [mail], {place.programme.centre_id})[1:])
    return entered


def _make_application(session: Session, entry: Entry) -> int:
    """Make the application of a candidate who has none here (R4.2)."""
    programme = entry.place.programme
    row = {
        "campaign_id": programme.campaign_id,
        "centre_id": programme.centre_id,
        "programme_id": programme.programme_id,
        "candidate_id": entry.place.candidate_id,
        "state": ApplicationState.UNCONFIRMED,
        "received_at": entry.now,
        "version": 1,
        "updated_at": entry.now,
    }
    made: int = session.execute(_INSERT_APPLICATION, row).scalar_one()
    return made


def _contract(entry: Entry, entered: Entered) -> dict[str, Any]:
    programme = entry.place.programme
    return {
        "id": entered.contract_id,
        "application_id": entered.application_id,
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


def _mail(candidate_id: int, centre_id: int, entered: Entered, now: datetime) -> Mail:
    """R4.7: the candidate learns of the offer."""
    payload = {"application": entered.application_id, "contract": entered.contract_id}
    key = f"contract:{entered.contract_id}:{Event.ENTER_CONTRACT}"
    return Mail(key, "offer", to_candidate(candidate_id), now, payload, centre_id)


def _answer(submission: Submission | None, entered: Entered, now: datetime) -> dict[str, Any] | None:
    """Return the row by which the same sending gets the same answer."""
    return {**asdict(submission), "result": asdict(entered), "created_at": now} if submission else None


def _lines(entry: Entry, entered: Entered) -> list[dict[str, Any]]:
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
    return chained(place.programme.centre_id, entry.facts.head, lines)
