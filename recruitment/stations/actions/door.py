"""Open a pre-registration to whoever has the link, the number and the birth date; close it."""

import secrets
from datetime import date
from hmac import compare_digest

from sqlalchemy import update

from recruitment.accounts.factors.places import counted
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.portal.actions import SEEN_EVERY, TOKEN_BYTES, UNSIGNED, admit, digest
from recruitment.portal.models import CandidateAttempt
from recruitment.rules.errors import RuleViolation
from recruitment.stations import links
from recruitment.stations.models import PreRegistrationVisit


def identify(link: str, number: str, birth_date: date, ip: str) -> str:
    """Open a visit and return its token. Raises candidate_unidentified or candidate_throttled.

    The attempt is counted before anything is compared; whatever is wrong fails alike, after the same comparisons.
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
        at = clock.wall()
        session.add(
            PreRegistrationVisit(
                token_hash=digest(token),
                admitted_id=known.admitted_id,
                generation=known.generation,
                opened_at=at,
                seen_at=at,
            )
        )
    return token


def keep_open(visit_id: int) -> None:
    """Note that a visit is in use, at most once a minute."""
    seen = clock.wall()
    lately = PreRegistrationVisit.seen_at > seen - SEEN_EVERY
    with transaction() as session:
        session.execute(
            update(PreRegistrationVisit)
            .where(PreRegistrationVisit.id == visit_id, ~lately)
            .values(seen_at=seen)
        )


def end(visit_id: int) -> None:
    """End a visit: its token is dead, wherever it was copied."""
    with transaction() as session:
        session.execute(
            update(PreRegistrationVisit)
            .where(PreRegistrationVisit.id == visit_id, PreRegistrationVisit.ended_at.is_(None))
            .values(ended_at=clock.wall())
        )
