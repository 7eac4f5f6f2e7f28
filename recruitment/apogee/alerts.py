"""R7.5; S3 I.C: somebody is unfavourable now, and has a valid enrolment there, which that does not touch."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from recruitment.admissions.models import Admitted
from recruitment.apogee.models import OpiProgramme, PaidEnrolment
from recruitment.apogee.queries import Rows
from recruitment.learners.models import Registration, SchoolYear
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.opi import ACCEPTED, KEEPING_WISHES, Left
from recruitment.rules.paris import ONE_DAY, paris_day

CANCELLED = 3


def _unfavourable(now: datetime) -> ColumnElement[bool]:
    """Return the condition of `rules.opi.decide` for D, of who was once favourable, on admitted and school_year."""
    yesterday = paris_day(now) - ONE_DAY
    failed = and_(Admitted.bac_result == "failed", SchoolYear.bac_results_day <= yesterday)
    cancelled = and_(Admitted.gone_at.is_not(None), Admitted.gone_because == Left.CANCELLED)
    return or_(cancelled, ~Admitted.situation.in_((ACCEPTED, KEEPING_WISHES)), failed)


def _valid() -> ColumnElement[bool]:
    """Return the condition that an enrolment stands: Apogée's last state is not cancelled, or ours is validated."""
    later = aliased(PaidEnrolment)
    same = and_(
        PaidEnrolment.programme_id == Admitted.programme_id,
        PaidEnrolment.candidate_number == Admitted.candidate_number,
    )
    last = (
        select(func.max(later.id))
        .where(
            later.programme_id == Admitted.programme_id, later.candidate_number == Admitted.candidate_number
        )
        .correlate(Admitted)
        .scalar_subquery()
    )
    paid = (
        select(PaidEnrolment.id)
        .where(same, PaidEnrolment.id == last, PaidEnrolment.platform_state != CANCELLED)
        .correlate(Admitted)
        .exists()
    )
    ours = (
        select(Registration.id)
        .where(
            Registration.admitted_id == Admitted.id,
            Registration.validated_at.is_not(None),
            Registration.cancelled_at.is_(None),
        )
        .correlate(Admitted)
        .exists()
    )
    return or_(paid, ours)


def _of(columns: Any, mine: ColumnElement[bool], now: datetime) -> Any:
    return (
        select(*columns)
        .select_from(Admitted)
        .join(OpiProgramme, OpiProgramme.programme_id == Admitted.programme_id)
        .join(Programme, Programme.id == Admitted.programme_id)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .outerjoin(
            SchoolYear, and_(SchoolYear.centre_id == Admitted.centre_id, SchoolYear.year == Campaign.year)
        )
        .where(mine, _unfavourable(now), _valid())
    )


def count(session: Session, mine: ColumnElement[bool], now: datetime) -> int:
    """Return how many enrolments have to be cancelled by hand, on the programmes that a condition leaves."""
    return session.scalar(_of([func.count()], mine, now)) or 0


def listed(session: Session, mine: ColumnElement[bool], now: datetime, most: int) -> Rows:
    """Return them, by programme and name."""
    columns = (
        Admitted.id, Admitted.candidate_number, Admitted.last_name, Admitted.first_name, Admitted.situation,
        Admitted.bac_result, Programme.code, Programme.title,
    )  # fmt: skip
    statement = _of(columns, mine, now).order_by(Programme.title, Programme.code, Admitted.sort_name)
    rows: Rows = session.execute(statement.limit(most)).all()
    return rows
