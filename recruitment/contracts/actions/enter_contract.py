"""Enter a contract: it takes a seat, moves the application on and makes an offer (R4.1 to R4.7).

The seat itself is counted by triggers on `application` and capped by a CHECK on `programme`. The programme's
row stays locked from the check to the commit, so whoever comes second for the last seat gets a sentence.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate
from recruitment.contracts import queries
from recruitment.contracts.actions.entry_rows import Entered, Entry, Place, write_entry
from recruitment.contracts.actions.locks import (
    Author,
    application,
    calendar_of,
    lock_application,
    lock_application_of,
    lock_programme,
)
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, replay
from recruitment.core.transaction import transaction
from recruitment.rules import deadlines, identifiers
from recruitment.rules.contracts import Employer, EntryFacts, check_entry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState

_ACCEPTED_ELSEWHERE = select(
    exists().where(
        application.c.candidate_id == bindparam("candidate_id"),
        application.c.programme_id != bindparam("programme_id"),
        application.c.state == ApplicationState.ACCEPTED,
    )
)
_BY_NUMBER = select(Candidate.id).where(
    Candidate.campaign_id == bindparam("campaign_id"),
    Candidate.candidate_number == bindparam("candidate_number"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the person typed, and the version of the file that the screen showed (None: it showed none)."""

    employer_name: str
    siret: str
    version: int | None


def enter_contract(
    author: Author,
    application_id: int,
    *,
    employer_name: str,
    siret: str,
    version: int | None = None,
    submission: Submission | None = None,
) -> Entered:
    """Enter a contract for an application, whatever its state but with a contract already (R4.2).

    `version` is what the screen showed; a refused wish takes no contract without it. Raises RuleViolation:
    those of `rules.contracts.check_entry`, confirmation_missing, stale_version, clock_suspect, key_reused.
    """
    with transaction() as session:
        row = lock_application(session, application_id)
        answered = replay(session, submission)
        if answered is not None:
            return Entered(**answered)
        place = Place(row, row.candidate_id, row)
        return _enter(session, author, place, Typed(employer_name, siret, version), submission)


def enter_contract_for_number(
    author: Author,
    programme_id: int,
    candidate_number: str,
    *,
    employer_name: str,
    siret: str,
    version: int | None = None,
    submission: Submission | None = None,
) -> Entered:
    """Enter a contract for a candidate known by number; the application is made if there is none (R4.2).

    Raises RuleViolation: candidate_number_invalid, candidate_unknown, and those of `enter_contract`.
    """
    with transaction() as session:
        programme = lock_programme(session, programme_id)
        answered = replay(session, submission)
        if answered is not None:
            return Entered(**answered)
        candidate_id = _candidate_of(session, programme.campaign_id, candidate_number)
        place = Place(programme, candidate_id, lock_application_of(session, programme_id, candidate_id))
        return _enter(session, author, place, Typed(employer_name, siret, version), submission)


def _candidate_of(session: Session, campaign_id: int, candidate_number: str) -> int:
    number = identifiers.candidate_number(candidate_number)
    key = {"campaign_id": campaign_id, "candidate_number": number}
    found: int | None = session.execute(_BY_NUMBER, key).scalar()
    if found is None:
        raise RuleViolation("candidate_unknown", candidate_number=number)
    return found


def _enter(
    session: Session, author: Author, place: Place, typed: Typed, submission: Submission | None
) -> Entered:
    """Check, write and remember, once everything is locked and the key is known to be new."""
    calendar = calendar_of(place.programme)
    now = clock.now()
    clock_guard.check(session, now)
    elsewhere = {"candidate_id": place.candidate_id, "programme_id": place.programme.programme_id}
    facts = EntryFacts(
        calendar=calendar,
        now=now,
        capacity=place.programme.capacity,
        seats_taken=place.programme.seats_taken,
        closed_at=place.programme.closed_at,
        state=place.state,
        accepted_elsewhere=bool(session.execute(_ACCEPTED_ELSEWHERE, elsewhere).scalar()),
        siret=typed.siret,
        employer_name=typed.employer_name,
    )
    employer = _checked(session, place, facts)
    _check_shown(place, typed.version)
    reply = deadlines.reply(calendar, now)
    return write_entry(session, Entry(author, place, employer, reply, now), submission)


def _checked(session: Session, place: Place, facts: EntryFacts) -> Employer:
    """Ask the rules; a refusal that somebody else's contract caused says whose, and when."""
    try:
        return check_entry(facts)
    except RuleViolation as refusal:
        if refusal.code == "capacity_reached":
            other = queries.last_entry(session, place.programme.programme_id)
        elif refusal.code == "already_contracted" and place.application is not None:
            other = queries.contract_entry(session, place.application.application_id)
        else:
            raise
        raise RuleViolation(refusal.code, **refusal.details, **queries.facts_of(other)) from None


def _check_shown(place: Place, version: int | None) -> None:
    """Refuse what was decided on another state of the file than the present one."""
    if place.application is None:
        return
    if version is None and place.state is ApplicationState.REFUSED:
        raise RuleViolation("confirmation_missing")
    if version is not None and version != place.application.version:
        raise RuleViolation("stale_version", version=place.application.version)
