"""Create or change a campaign: its dates, its nightly lock, its rules for seats and late refusals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.queries import table
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Actor, Line, record
from recruitment.programmes.models import CALENDAR_DATES, Campaign, Programme
from recruitment.programmes.recompute import Recomputation, count_moved, recompute
from recruitment.rules.calendar import Calendar, CalendarError
from recruitment.rules.vocabulary import ACTIVE_STATES, SeatRule

#: The dates that stored deadlines come from (R3).
DEADLINE_DATES = frozenset(
    {"admissions_from", "examination_pivot", "examination_fixed_last_day", "examination_days"}
)
EXAMINATION = ("examination_pivot", "examination_fixed_last_day", "examination_days")


@dataclass(frozen=True, slots=True)
class CampaignLoaded:
    """What loading a calendar did, or would do: the columns that change, and how many stored deadlines."""

    year: int
    created: bool
    changed: tuple[str, ...]
    deadlines: int


def load_campaign(calendar: Calendar, actor: Actor, submission: Submission | None = None) -> CampaignLoaded:
    """Create or update the campaign of the calendar's year, in one transaction.

    Dates that change work out again the stored deadlines of what is undecided, a journal line each; what is
    decided stays. The same calendar again changes nothing. Raises CalendarError where the seats could not be
    recounted.
    """
    with transaction() as session:
        # Weaker than what a new candidate asks of its campaign: whoever writes one never waits for us.
        stored = session.execute(_campaign(calendar.year).with_for_update(key_share=True)).first()
        answered = replay(session, submission)
        if answered is not None:
            return CampaignLoaded(**{**answered, "changed": tuple(answered["changed"])})
        now = clock.now()
        wanted = columns_of(calendar)
        changed = _changed(stored, wanted)
        deadlines = 0
        if stored is None:
            session.execute(insert(Campaign).values(year=calendar.year, updated_at=now, **wanted))
        elif changed:
            deadlines = _apply(session, stored.id, calendar, changed, Recomputation(calendar, actor, now))
        if changed:
            details = {"year": calendar.year, "changed": list(changed), "deadlines": deadlines}
            record(session, INSTALLATION, Line("campaign_loaded", actor, now, details=details))
        done = CampaignLoaded(calendar.year, stored is None, changed, deadlines)
        remember(session, submission, _plain(done), now)
    return done


def preview_campaign(session: Session, calendar: Calendar) -> CampaignLoaded:
    """Say what `load_campaign` would change, without changing it. Raises CalendarError as it does."""
    stored = session.execute(_campaign(calendar.year)).first()
    changed = _changed(stored, columns_of(calendar))
    deadlines = 0
    if stored is not None:
        if "seat_rule" in changed:
            _check_seats(session, stored.id, calendar.seat_rule)
        if DEADLINE_DATES.intersection(changed):
            deadlines = count_moved(session, Programme.campaign_id == stored.id, calendar)
    return CampaignLoaded(calendar.year, stored is None, changed, deadlines)


def columns_of(calendar: Calendar) -> dict[str, Any]:
    """Return the columns of a campaign that a calendar fills."""
    shape = calendar.to_mapping()
    return {
        **{name: getattr(calendar, name) for name in (*CALENDAR_DATES, *EXAMINATION)},
        "lock_timezone": shape["nightly_lock"]["timezone"],
        "lock_from": shape["nightly_lock"]["from"],
        "lock_until": shape["nightly_lock"]["until"],
        "reply_rules": shape["reply"],
        "reply_pauses": shape["reply_pause"],
        "late_refusals": str(calendar.late_refusals),
        "seat_rule": str(calendar.seat_rule),
    }


def _campaign(year: int) -> Any:
    return select(Campaign.__table__).where(Campaign.year == year)


def _changed(stored: Row[*tuple[Any, ...]] | None, wanted: dict[str, Any]) -> tuple[str, ...]:
    """Name the columns whose value changes; of a new campaign, those that are known."""
    if stored is None:
        return tuple(name for name, value in wanted.items() if value not in (None, []))
    return tuple(name for name, value in wanted.items() if stored._mapping[name] != value)


def _apply(
    session: Session, campaign_id: int, calendar: Calendar, changed: tuple[str, ...], why: Recomputation
) -> int:
    """Write the campaign, then what its columns decide elsewhere; programmes are locked first, in order."""
    session.execute(
        select(Programme.id)
        .where(Programme.campaign_id == campaign_id)
        .order_by(Programme.id)
        .with_for_update()
    )
    wanted = columns_of(calendar)
    session.execute(
        update(Campaign)
        .where(Campaign.id == campaign_id)
        .values({**{name: wanted[name] for name in changed}, "updated_at": why.at})
        .execution_options(synchronize_session=False)
    )
    if "seat_rule" in changed:
        _recount_seats(session, campaign_id, calendar.seat_rule, why.at)
    if not DEADLINE_DATES.intersection(changed):
        return 0
    return recompute(session, Programme.campaign_id == campaign_id, why)


def _seats(rule: SeatRule) -> Any:
    """Count the seats that a programme's contracts take: the active ones, or all ever entered (R4.4)."""
    if rule == SeatRule.ENTERED:
        contract = table("contract").c
        counted = select(func.count()).where(contract.programme_id == Programme.id)
    else:
        application = table("application").c
        counted = select(func.count()).where(
            application.programme_id == Programme.id, application.state.in_(sorted(ACTIVE_STATES))
        )
    return counted.correlate(Programme).scalar_subquery()


def _check_seats(session: Session, campaign_id: int, rule: SeatRule) -> None:
    """Refuse a rule under which a programme would have more seats taken than its capacity (I1)."""
    codes = session.scalars(
        select(Programme.code)
        .where(Programme.campaign_id == campaign_id, _seats(rule) > func.coalesce(Programme.capacity, 0))
        .order_by(Programme.code)
        .limit(10)
    ).all()
    if codes:
        problem = (
            f"« seat_rule » ne peut pas devenir « {rule} » : des formations ont déjà plus de contrats saisis "
            f"que de places ({', '.join(codes)})."
        )
        raise CalendarError([problem])


def _recount_seats(session: Session, campaign_id: int, rule: SeatRule, at: datetime) -> None:
    """Put the new rule on the programmes, with the seats counted by it: triggers keep what they start
    from."""
    _check_seats(session, campaign_id, rule)
    session.execute(
        update(Programme)
        .where(Programme.campaign_id == campaign_id)
        .values(
            seat_rule=str(rule),
            seats_taken=_seats(rule),
            board_version=Programme.board_version + 1,
            updated_at=at,
        )
        .execution_options(synchronize_session=False)
    )


def _plain(done: CampaignLoaded) -> dict[str, Any]:
    return {
        "year": done.year, "created": done.created, "changed": list(done.changed), "deadlines":
        done.deadlines,
    }  # fmt: skip
