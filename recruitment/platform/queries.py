"""What waits to go up, and what became of what went up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from recruitment.accounts.models import Account
from recruitment.exchanges.models import Connector, Exchange, UplinkEntry
from recruitment.platform import uplink_people
from recruitment.programmes.models import Campaign, Programme, TrainingCentre

WAITING, SENT, FAILED = "waiting", "sent", "failed"
VIEWS = (WAITING, FAILED, SENT)
_STATUSES = {WAITING: ("queued", "sending"), SENT: ("sent",), FAILED: ("failed",)}
_earlier = aliased(UplinkEntry)
#: What was told of the same person before, and has not arrived yet, goes first.
_after_another = (
    select(_earlier.id)
    .where(
        _earlier.programme_id == UplinkEntry.programme_id,
        _earlier.candidate_number == UplinkEntry.candidate_number,
        _earlier.id < UplinkEntry.id,
        _earlier.status.in_(_STATUSES[WAITING]),
    )
    .correlate(UplinkEntry)
    .exists()
)


def _is_due(now: datetime) -> ColumnElement[bool]:
    waits = UplinkEntry.status.in_(_STATUSES[WAITING])
    return and_(waits, UplinkEntry.next_try_at <= now, ~_after_another)


def centres_due(session: Session, now: datetime) -> list[tuple[int, int, int]]:
    """Return the centres and sessions, with its year, of which something is due and whose connector may be called."""
    rows = session.execute(
        select(UplinkEntry.centre_id, UplinkEntry.campaign_id, Campaign.year)
        .join(
            Connector,
            and_(Connector.centre_id == UplinkEntry.centre_id, Connector.kind == "platform"),
        )
        .join(Campaign, Campaign.id == UplinkEntry.campaign_id)
        .where(
            _is_due(now),
            Connector.enabled.is_(True),
            Connector.tested_digest.is_not(None),
            or_(Connector.paused_until.is_(None), Connector.paused_until <= now),
        )
        .distinct()
        .order_by(UplinkEntry.centre_id, UplinkEntry.campaign_id)
    )
    return [(centre_id, campaign_id, year) for centre_id, campaign_id, year in rows]


def left_open(session: Session) -> bool:
    """Tell whether a pass that died has left its report open; whoever runs the job now is not at it yet."""
    left = select(Exchange.id).where(Exchange.source == "uplink", Exchange.state == "applying")
    return session.scalar(left.limit(1)) is not None


def due(session: Session, centre_id: int, campaign_id: int, now: datetime, most: int) -> list[int]:
    """Return the entries of a centre that are due, the oldest first."""
    theirs = (UplinkEntry.centre_id == centre_id, UplinkEntry.campaign_id == campaign_id)
    asked = select(UplinkEntry.id).where(*theirs, _is_due(now)).order_by(UplinkEntry.id).limit(most)
    return list(session.scalars(asked))


def waiting_by_centre(session: Session) -> Sequence[Any]:
    """Return how many entries wait in each centre, and whether its connector lets them go."""
    return session.execute(
        select(TrainingCentre.uai, TrainingCentre.name, func.count(), Connector.enabled, Connector.tested_at)
        .select_from(UplinkEntry)
        .join(TrainingCentre, TrainingCentre.id == UplinkEntry.centre_id)
        .outerjoin(
            Connector, and_(Connector.centre_id == UplinkEntry.centre_id, Connector.kind == "platform")
        )
        .where(UplinkEntry.status.in_(_STATUSES[WAITING]))
        .group_by(TrainingCentre.uai, TrainingCentre.name, Connector.enabled, Connector.tested_at)
        .order_by(TrainingCentre.uai)
    ).all()


def counts(session: Session, mine: ColumnElement[bool]) -> dict[str, int]:
    """Return how many entries are in each of VIEWS, of the programmes that the condition leaves."""
    rows = session.execute(
        select(UplinkEntry.status, func.count())
        .join(Programme, Programme.id == UplinkEntry.programme_id)
        .where(mine)
        .group_by(UplinkEntry.status)
    )
    by_status = {row[0]: row[1] for row in rows}
    return {view: sum(by_status.get(status, 0) for status in _STATUSES[view]) for view in VIEWS}


def listed(
    session: Session, mine: ColumnElement[bool], view: str, *, most: int, after: int = 0
) -> Sequence[Any]:
    """Return entries of a view with their persons: what waits the oldest first, the others the latest first."""
    order = UplinkEntry.id if view == WAITING else UplinkEntry.id.desc()
    asked = uplink_people.entry_rows().where(UplinkEntry.status.in_(_STATUSES[view]), mine)
    return list(session.execute(asked.order_by(order).limit(most).offset(after)))


def connectors_of(session: Session, mine: ColumnElement[bool]) -> Sequence[Any]:
    """Return how the platform answers each centre of these programmes, and whether one may call it."""
    centres = select(Programme.centre_id).where(mine)
    return session.execute(
        select(
            TrainingCentre.id,
            TrainingCentre.name,
            Connector.enabled,
            Connector.tested_at,
            Connector.tested_digest,
            Connector.failed_since,
            Connector.paused_until,
            Connector.last_error,
        )
        .outerjoin(Connector, and_(Connector.centre_id == TrainingCentre.id, Connector.kind == "platform"))
        .where(TrainingCentre.id.in_(centres))
        .order_by(TrainingCentre.name)
    ).all()


def receptions(session: Session, user: Any, most: int = 10) -> Sequence[Any]:
    """Return the last receptions that a person may read, the latest first, with who asked."""
    theirs = () if user.all_programmes else (Exchange.account_id == user.id,)
    return session.execute(
        select(
            Exchange.id,
            Exchange.state,
            Exchange.school_year,
            Exchange.created_at,
            Exchange.counts,
            Exchange.error,
            Account.display_name.label("author"),
        )
        .outerjoin(Account, Account.id == Exchange.account_id)
        .where(Exchange.centre_id == user.centre_id, Exchange.source == "platform_pull", *theirs)
        .order_by(Exchange.id.desc())
        .limit(most)
    ).all()


def centres_receiving(session: Session, year: int) -> Sequence[Any]:
    """Return the centres that have received the admitted of a session by hand: from then on the night does it too."""
    asked = (
        select(Exchange.id)
        .where(
            Exchange.centre_id == TrainingCentre.id,
            Exchange.campaign_id == Campaign.id,
            Exchange.source == "platform_pull",
            Exchange.state == "done",
            Exchange.account_id.is_not(None),
        )
        .exists()
    )
    return session.execute(
        select(TrainingCentre.id, TrainingCentre.uai, TrainingCentre.name, Campaign.id.label("campaign_id"))
        .join(Connector, and_(Connector.centre_id == TrainingCentre.id, Connector.kind == "platform"))
        .join(Campaign, Campaign.year == year)
        .where(Connector.enabled.is_(True), Connector.tested_digest.is_not(None), asked)
        .order_by(TrainingCentre.uai)
    ).all()
