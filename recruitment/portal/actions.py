"""Open a candidate's pages to whoever has the link, the number and the birth date; close them; renew the link."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.accounts import throttle
from recruitment.accounts.actions.sign_in import one_at_a_time
from recruitment.accounts.factors.places import counted
from recruitment.applications import links
from recruitment.applications.models import Application, Candidate
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.portal import queries
from recruitment.portal.models import CandidateAttempt, CandidateVisit
from recruitment.programmes.families import with_guardians
from recruitment.programmes.models import Campaign
from recruitment.rules.errors import RuleViolation

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=60)
A_DAY = timedelta(hours=24)
RENEWED_A_DAY = 5  # of one candidate
TOKEN_BYTES = 32
UNSIGNED = "x:"  # before a place: links that nobody made must not shut out who shares it


class Author(Protocol):
    """The colleague who renews a link."""

    @property
    def id(self) -> int: ...


def digest(token: str) -> str:
    """Return what is stored of a link, or of the token of a visit: neither can be had back from it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Linked(Protocol):
    """The person of a link, with what they must know to go through."""

    @property
    def candidate_number(self) -> str: ...

    @property
    def birth_date(self) -> date | None: ...


class Links(Protocol):
    """Personal links of one kind, as `applications.links`; NOBODY is compared with where a link leads nowhere."""

    NOBODY: Any

    def is_ours(self, token: str, /) -> bool: ...

    def identity_of(self, token: str, /) -> str: ...

    def find(self, session: Session, token: str, now: datetime, /) -> Linked | None: ...


def identified(
    links: Links,
    link: str,
    number: str,
    birth_date: date,
    ip: str,
    begin: Callable[[Session, Any, str], None],
) -> str:
    """Begin the visit of whoever has the link, the number and the birth date; return its token.

    The attempt is counted before anything is compared. A link that does not exist, has ended or was replaced, a
    number and a birth date that are not those of its person: all fail alike, after the same comparisons. Raises
    candidate_unidentified or candidate_throttled.
    """
    place = counted(ip) if links.is_ours(link) else f"{UNSIGNED}{counted(ip)}"
    attempt_id = admit(digest(links.identity_of(link)), place)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction() as session:
        linked = links.find(session, link, clock.now())
        known = linked or links.NOBODY
        born = known.birth_date.isoformat() if known.birth_date else "?"
        same_number = compare_digest(known.candidate_number.encode(), number.encode("utf-8", "replace"))
        same_day = compare_digest(born, birth_date.isoformat())
        if not (same_number & same_day & (linked is not None)):
            raise RuleViolation("candidate_unidentified")
        session.execute(
            update(CandidateAttempt).where(CandidateAttempt.id == attempt_id).values(succeeded=True)
        )
        begin(session, known, token)
    return token


def identify(link: str, number: str, birth_date: date, ip: str) -> str:
    """Open a visit of a candidate's pages (see `identified`)."""
    return identified(links, link, number, birth_date, ip, _open)


def candidate_of(link: str) -> int:
    """Return the candidate of a link that has just let somebody in."""
    linked = links.find(db.session(), link, clock.now()) or links.NOBODY
    return linked.candidate_id


def admit(link_hash: str, ip: str) -> int:
    """Count an attempt and return its id. Raises candidate_throttled."""
    at = clock.wall()
    with transaction() as session:
        one_at_a_time(session, link_hash, ip)
        attempts = queries.attempts(session, link_hash, ip, at - throttle.WINDOW)
        opens_at = throttle.opens_at(attempts, link_hash, ip, known=False)
        if opens_at is not None and at < opens_at:
            raise RuleViolation("candidate_throttled", wait=throttle.seconds_left(opens_at, at))
        attempt = CandidateAttempt(link_hash=link_hash, ip=ip, at=at, succeeded=False)
        session.add(attempt)
        session.flush()
        return attempt.id


def _open(session: Session, linked: links.Linked, token: str) -> None:
    session.add(opened(CandidateVisit, token, linked.generation, candidate_id=linked.candidate_id))


def opened(visits: Any, token: str, generation: int, **whose: int) -> Any:
    """Return the row of a visit that begins, of one kind of visits."""
    at = clock.wall()
    return visits(token_hash=digest(token), generation=generation, opened_at=at, seen_at=at, **whose)


def keep_open(visit_id: int, visits: Any = CandidateVisit) -> None:
    """Note that a visit is in use, at most once a minute."""
    seen = clock.wall()
    lately = visits.seen_at > seen - SEEN_EVERY
    with transaction() as session:
        session.execute(update(visits).where(visits.id == visit_id, ~lately).values(seen_at=seen))


def end(visit_id: int, visits: Any = CandidateVisit) -> None:
    """End a visit: its token is dead, wherever it was copied."""
    with transaction() as session:
        session.execute(
            update(visits)
            .where(visits.id == visit_id, visits.ended_at.is_(None))
            .values(ended_at=clock.wall())
        )


def renew_link(author: Author, application_id: int, *, submission: Submission | None = None) -> None:
    """End the links that the candidate of an application was given, and send another one.

    The candidate is locked before the journal's chain, as by whoever changes one, but not their key: who holds
    the chain adds a wish to them meanwhile. Raises RuleViolation: links_ended, too_many_links, key_reused.
    """
    with transaction() as session:
        file = session.execute(
            select(Application.candidate_id, Application.programme_id, Application.centre_id).where(
                Application.id == application_id
            )
        ).one()
        candidate = select(Candidate.id).where(Candidate.id == file.candidate_id)
        session.execute(candidate.with_for_update(key_share=True))
        if replay(session, submission) is not None:
            return
        now = clock.now()
        _check_renewable(session, file.candidate_id, now)
        links.renew(session, file.candidate_id)
        generation = session.scalar(
            select(Candidate.link_generation).where(Candidate.id == file.candidate_id)
        )
        key = f"application:{application_id}:link:{generation}"
        mail = Mail(
            key, "candidate_link", to_candidate(file.candidate_id), now, {"application": application_id},
            file.centre_id,
        )  # fmt: skip
        queue_many(session, with_guardians(session, [mail]))
        actor = person(author.id)
        line = Line("link_renewed", actor, now, file.programme_id, file.candidate_id, application_id)
        record(session, file.centre_id, line)
        remember(session, submission, {}, now)


def _check_renewable(session: Session, candidate_id: int, now: datetime) -> None:
    campaign_id = select(Candidate.campaign_id).where(Candidate.id == candidate_id)
    campaign = session.scalars(select(Campaign).where(Campaign.id == campaign_id.scalar_subquery())).one()
    if links.has_ended(campaign, now):
        raise RuleViolation("links_ended")
    if queries.renewals(session, candidate_id, now - A_DAY) >= RENEWED_A_DAY:
        raise RuleViolation("too_many_links")
