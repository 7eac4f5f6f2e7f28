"""Who has come to the end of their time: the conditions of `rules.retention`, for a whole session at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.privacy.models import RetentionHold
from recruitment.programmes.models import Campaign
from recruitment.rules.retention import FINISHED, Fate, Retention, retention
from recruitment.rules.vocabulary import ACTIVE_STATES

CONTACT_COLUMNS = ("email", "phone", "mobile", "address", "postal_code")


@dataclass(frozen=True, slots=True)
class Ending:
    """A campaign whose data have come to a step of their retention."""

    id: int
    year: int
    steps: Retention


def campaigns(session: Session) -> Iterator[Ending]:
    """Yield the campaigns whose end is known, the oldest first."""
    for campaign in session.scalars(select(Campaign).order_by(Campaign.year)):
        steps = retention(campaign.calendar())
        if steps is not None:
            yield Ending(campaign.id, campaign.year, steps)


def condition(campaign_id: int, steps: Retention, now: datetime, wanted: Fate) -> ColumnElement[bool] | None:
    """Return the condition on `candidate` for that fate, or None when the day has not come."""
    if now < steps.anonymised_at:
        return None
    standing = and_(Candidate.campaign_id == campaign_id, Candidate.erased_at.is_(None), ~_held())
    unfinished = _applied(Application.state.not_in(sorted(FINISHED)))
    if now >= steps.purged_at:
        return standing if wanted is Fate.ERASED else None
    if wanted is Fate.ERASED:
        return and_(standing, ~unfinished)
    placed = _applied(Application.state.in_(sorted(ACTIVE_STATES)))
    return and_(standing, unfinished, ~placed, _has_contacts())


def ids(where: ColumnElement[bool]) -> Select[int]:
    """Return the statement that lists the candidates of a condition, in order."""
    return select(Candidate.id).where(where).order_by(Candidate.id)


def applications_of(candidate_ids: Sequence[int]) -> Select[int, int]:
    """Return the statement that counts the applications of candidates."""
    return (
        select(Application.candidate_id, func.count())
        .where(Application.candidate_id.in_(candidate_ids))
        .group_by(Application.candidate_id)
    )


def _applied(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Application.candidate_id == Candidate.id, where)


def _held() -> ColumnElement[bool]:
    return exists().where(
        RetentionHold.application_id == Application.id,
        Application.candidate_id == Candidate.id,
        RetentionHold.lifted_at.is_(None),
    )


def _has_contacts() -> ColumnElement[bool]:
    columns = Candidate.__table__.c
    guardian = exists().where(Guardian.candidate_id == Candidate.id)
    return or_(*(columns[name].is_not(None) for name in CONTACT_COLUMNS), guardian)
