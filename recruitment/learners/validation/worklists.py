"""The registrations of a school year by where they stand on the way to their validation (R6.2)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.exchanges import uplink_keys
from recruitment.exchanges.models import UplinkEntry
from recruitment.learners.models import Division, Learner, Registration, SchoolYear
from recruitment.learners.validation import told
from recruitment.learners.validation.facts import open_
from recruitment.programmes.models import Programme
from recruitment.rules.registration_controls import LEVELS, Level

TO_CONTROL, BLOCKED, READY, VALIDATED, CANCELLED = "a-controler", "bloquees", "pretes", "validees", "annulees"
OPEN = (TO_CONTROL, BLOCKED, READY)

_codes = cast(Registration.findings, String)
_stopped = or_(*(_codes.like(f'%"{code}"%') for code, level in LEVELS.items() if level is Level.BLOCKING))
_controlled = Registration.controlled_at.is_not(None)
VIEWS: dict[str, ColumnElement[bool]] = {
    TO_CONTROL: and_(open_, ~_controlled),
    BLOCKED: and_(open_, _controlled, _stopped),
    READY: and_(open_, _controlled, ~_stopped),
    VALIDATED: and_(Registration.validated_at.is_not(None), Registration.cancelled_at.is_(None)),
    CANCELLED: Registration.cancelled_at.is_not(None),
}
#: Its own entry, or the last that another act has told of the same person, where that says the same.
_told = and_(
    UplinkEntry.event_key == uplink_keys.of_registrations(Registration.id), UplinkEntry.status != "withdrawn"
)
_WHAT_IT_KNOWS = (
    func.coalesce(UplinkEntry.status, told.Known.status).label("uplink"),
    func.coalesce(UplinkEntry.sent_at, told.Known.sent_at).label("sent_at"),
    case((UplinkEntry.id.is_(None), told.Known.source)).label("known_by"),
)


def counts(year: int, condition: ColumnElement[bool]) -> dict[str, int]:
    """Return how many registrations of these programmes are in each view."""
    of = _of(func.count()).where(Registration.school_year == year, condition)
    return {view: db.session.scalar(of.where(where)) or 0 for view, where in VIEWS.items()}


def listed(year: int, condition: ColumnElement[bool], view: str, most: int, offset: int = 0) -> Sequence[Any]:
    """Return the registrations of a view, by programme and name."""
    statement = _rows().where(Registration.school_year == year, condition, VIEWS[view])
    return db.session.execute(statement.limit(most).offset(offset)).all()


def named(registration_ids: Iterable[int], condition: ColumnElement[bool]) -> dict[int, Any]:
    """Return these registrations with their learners, of those that the condition on `programme` leaves."""
    ids = list(registration_ids)
    found: dict[int, Any] = {}
    for at in range(0, len(ids), 500):
        part = _rows().where(Registration.id.in_(ids[at : at + 500]), condition)
        found.update({row.id: row for row in db.session.execute(part)})
    return found


def ids_of(year: int, condition: ColumnElement[bool]) -> list[int]:
    """Return every registration of these programmes that is still open."""
    return list(
        db.session.scalars(_of(Registration.id).where(Registration.school_year == year, condition, open_))
    )


def first_days(year: int, centre_id: int) -> Any:
    """Return the calendar of a centre's school year, or None."""
    return db.session.execute(
        select(SchoolYear.first_day, SchoolYear.bac_results_day).where(
            SchoolYear.centre_id == centre_id, SchoolYear.year == year
        )
    ).first()


def _of(*columns: Any) -> Select[Any]:
    return (
        select(*columns).select_from(Registration).join(Programme, Programme.id == Registration.programme_id)
    )


def _rows() -> Select[Any]:
    return (
        _of(
            Registration.id,
            Registration.learner_id,
            Registration.school_year,
            Registration.version,
            Registration.findings,
            Registration.controlled_at,
            Registration.validated_at,
            Registration.validated_on,
            Registration.platform_state,
            Registration.cancelled_at,
            Registration.cancel_reason,
            Registration.regime,
            Learner.last_name,
            Learner.first_name,
            Learner.ine,
            Admitted.candidate_number,
            Programme.title,
            Programme.code.label("programme_code"),
            Division.code.label("division"),
            SchoolYear.first_day,
            Account.display_name.label("validated_by"),
            *_WHAT_IT_KNOWS,
        )
        .join(Learner, Learner.id == Registration.learner_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .outerjoin(Division, Division.id == Registration.division_id)
        .outerjoin(
            SchoolYear,
            and_(SchoolYear.centre_id == Registration.centre_id, SchoolYear.year == Registration.school_year),
        )
        .outerjoin(Account, Account.id == Registration.validated_by_id)
        .outerjoin(UplinkEntry, _told)
        .outerjoin(told.Known, told.known())
        .order_by(Programme.title, Programme.code, Learner.sort_name, Registration.id)
    )
