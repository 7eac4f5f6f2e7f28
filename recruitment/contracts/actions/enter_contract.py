"""Enter a contract: it takes a seat, moves the application on and makes an offer (R4.1 to R4.7).

The seat itself is counted by triggers on `application` and capped by a CHECK on `programme`. The programme's
row stays locked from the check to the commit, so whoever comes second for the last seat gets a sentence.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.contracts import queries
from recruitment.contracts.actions.entry_facts import read_facts
from recruitment.contracts.actions.entry_rows import Entered, Entry, Place, write_entry
from recruitment.contracts.actions.locks import (
    Author,
    calendar_of,
    lock_application,
    lock_application_of,
    lock_programme,
)
from recruitment.contracts.actions.wishes import hold_candidates
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.rules import deadlines
from recruitment.rules.contracts import Employer, EntryFacts, check_entry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import paris_day
from recruitment.rules.vocabulary import ApplicationState


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
    those of `rules.contracts.check_entry`, confirmation_missing, stale_version, key_reused, and of the
    watch over the clock: clock_suspect, acts_stopped.
    """
    with transaction() as session:
        row = lock_application(session, application_id)
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
        candidate = queries.known_candidate(session, programme.campaign_id, candidate_number)
        place = Place(programme, candidate.id, lock_application_of(session, programme_id, candidate.id))
        if (
            place.application is None
        ):  # who accepts elsewhere at this instant could not lock what is not there yet
            hold_candidates(session, [candidate.id])
        return _enter(session, author, place, Typed(employer_name, siret, version), submission)


def _enter(
    session: Session, author: Author, place: Place, typed: Typed, submission: Submission | None
) -> Entered:
    """Answer again what was sent before; else check and write, under the locks."""
    facts = read_facts(session, place.programme, place.candidate_id, submission)
    if facts.answered is not None:
        return Entered(**facts.answered)
    calendar = calendar_of(place.programme)
    now = clock.now()
    clock_guard.judge(facts.last_seen, now, facts.stopped_for)
    asked = EntryFacts(
        calendar=calendar,
        now=now,
        capacity=place.programme.capacity,
        seats_taken=place.programme.seats_taken,
        closed_at=place.programme.closed_at,
        state=place.state,
        accepted_elsewhere=facts.accepted_elsewhere,
        siret=typed.siret,
        employer_name=typed.employer_name,
    )
    employer = _checked(session, place, asked)
    _check_shown(place, typed.version)
    reply = deadlines.reply(calendar, now)
    return write_entry(session, Entry(author, place, facts, employer, reply, now), submission)


def _checked(session: Session, place: Place, asked: EntryFacts) -> Employer:
    """Ask the rules; a refusal that somebody else's contract caused says whose, and when."""
    try:
        return check_entry(asked)
    except RuleViolation as refusal:
        raise queries.with_facts(refusal, _in_the_way(session, place, refusal.code, asked.now)) from None


def _in_the_way(session: Session, place: Place, code: str, now: datetime) -> queries.Read | None:
    """Return the contract that the candidate holds here, or the one that took the last seat today."""
    if code == "already_contracted" and place.application is not None:
        return queries.contract_entry(session, place.application.application_id)
    last = queries.last_entry(session, place.programme.programme_id) if code == "capacity_reached" else None
    return last if last and paris_day(last.entered_at) == paris_day(now) else None


def _check_shown(place: Place, version: int | None) -> None:
    """Refuse what was decided on another state of the file than the present one."""
    if place.application is None:
        return
    if version is None and place.state is ApplicationState.REFUSED:
        raise RuleViolation("confirmation_missing")
    if version is not None and version != place.application.version:
        raise RuleViolation("stale_version", version=place.application.version)
