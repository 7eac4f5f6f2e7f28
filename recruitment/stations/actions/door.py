"""Open a pre-registration to whoever has the link, the number and the birth date; close it."""

from datetime import date

from sqlalchemy.orm import Session

from recruitment.portal import actions
from recruitment.stations import links
from recruitment.stations.models import PreRegistrationVisit


def identify(link: str, number: str, birth_date: date, ip: str) -> str:
    """Open a visit of a pre-registration, as `portal.actions.identified` opens one."""
    return actions.identified(links, link, number, birth_date, ip, _open)


def _open(session: Session, linked: links.Linked, token: str) -> None:
    whose = {"admitted_id": linked.admitted_id}
    session.add(actions.opened(PreRegistrationVisit, token, linked.generation, **whose))


def keep_open(visit_id: int) -> None:
    """Note that a visit is in use, at most once a minute."""
    actions.keep_open(visit_id, PreRegistrationVisit)


def end(visit_id: int) -> None:
    """End a visit: its token is dead, wherever it was copied."""
    actions.end(visit_id, PreRegistrationVisit)
