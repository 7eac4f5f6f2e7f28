"""Open a pre-registration to whoever has the link, the number and the birth date; close it."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.portal.actions import SEEN_EVERY, digest, identified
from recruitment.stations import links
from recruitment.stations.models import PreRegistrationVisit


def identify(link: str, number: str, birth_date: date, ip: str) -> str:
    """Open a visit of a pre-registration, as `portal.actions.identified` opens one."""
    return identified(links, link, number, birth_date, ip, _open)


def _open(session: Session, linked: links.Linked, token: str) -> None:
    at = clock.wall()
    session.add(
        PreRegistrationVisit(
            token_hash=digest(token),
            admitted_id=linked.admitted_id,
            generation=linked.generation,
            opened_at=at,
            seen_at=at,
        )
    )


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
