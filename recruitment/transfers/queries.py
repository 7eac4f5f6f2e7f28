"""What the pages of imports read."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from recruitment.accounts.access import runs_installation, visible_programmes
from recruitment.accounts.models import Account
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.vocabulary import Role
from recruitment.transfers import staging
from recruitment.transfers.models import ImportRun
from recruitment.transfers.staging import Announced

LATEST = 50
SHOWN_LINES = 20
SUGGESTED = 100  # programmes
SHOWN_REMARKS = 50

Run = Row[*tuple[Any, ...]]


def visible_runs(user: Any) -> ColumnElement[bool]:
    """Leave the imports that a person may look at: their own; an administrator, the centre's or all."""
    if not user.is_authenticated:
        return false()
    if runs_installation(user):
        return true()
    own: ColumnElement[bool] = ImportRun.account_id == user.id
    if user.role is Role.ADMINISTRATOR:
        return or_(own, and_(ImportRun.centre_id.is_not(None), ImportRun.centre_id == user.centre_id))
    return own


def latest(session: Session, user: Any) -> Sequence[Run]:
    """Return the latest imports that a person may look at."""
    return session.execute(_runs(user).order_by(ImportRun.id.desc()).limit(LATEST)).all()


def run(session: Session, user: Any, run_id: int) -> Run | None:
    """Return one import, if the person may look at it."""
    return session.execute(_runs(user).where(ImportRun.id == run_id)).first()


def campaigns(session: Session) -> Sequence[Run]:
    """Return the campaigns that files can be imported into, the latest first."""
    return session.execute(select(Campaign.id, Campaign.year).order_by(Campaign.year.desc())).all()


def programme_id(session: Session, user: Any, campaign_id: int, code: str) -> int | None:
    """Return the programme of that code in a campaign, if the person sees it."""
    wanted = select(Programme.id).where(Programme.campaign_id == campaign_id, Programme.code == code)
    return session.scalar(wanted.where(visible_programmes(user)))


def programmes(session: Session, user: Any) -> Sequence[Run]:
    """Return the codes and titles of programmes that the person sees, those of the latest campaign first."""
    statement = select(Programme.code, Programme.title).where(visible_programmes(user))
    order = (Programme.campaign_id.desc(), Programme.title, Programme.code)
    return session.execute(statement.order_by(*order).limit(SUGGESTED)).all()


def lines(session: Session, run_id: int, action: str) -> list[Announced]:
    """Return the first lines of one kind."""
    return staging.first_lines(session, run_id, action, SHOWN_LINES)


def remarked(session: Session, run_id: int) -> Iterator[list[Announced]]:
    """Give the lines about which something is said, chunk by chunk."""
    for chunk in staging.staged(session, run_id):
        said = [line for line in chunk if line.remarks]
        if said:
            yield said


def first_remarked(session: Session, run_id: int) -> list[Announced]:
    """Return the first lines about which something is said."""
    found: list[Announced] = []
    for chunk in remarked(session, run_id):
        found += chunk
        if len(found) >= SHOWN_REMARKS:
            break
    return found[:SHOWN_REMARKS]


def _runs(user: Any) -> Select[Any]:
    return (
        select(
            ImportRun.__table__,
            Campaign.year,
            Account.display_name.label("author"),
            TrainingCentre.name.label("centre_name"),
        )
        .join(Campaign, Campaign.id == ImportRun.campaign_id)
        .outerjoin(Account, Account.id == ImportRun.account_id)
        .outerjoin(TrainingCentre, TrainingCentre.id == ImportRun.centre_id)
        .where(visible_runs(user))
    )
