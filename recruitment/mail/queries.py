"""What waits, what is due, and how the server has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from recruitment.labels.mails import OLD
from recruitment.mail.models import MailRoute, OutboxMail
from recruitment.mail.registry import code_names, urgent_names

HOUR = timedelta(hours=1)
PER_RECIPIENT = 30  # mails in an hour to one person; the rest waits
URGENT_PER_RECIPIENT = 15
CODES_PER_RECIPIENT = 15  # apart: no storm of other mails keeps somebody from signing in


@dataclass(frozen=True, slots=True)
class Moment:
    """The machine's time, by which sending goes, and the procedure's, by which mails are dated."""

    wall: datetime
    now: datetime


def due(session: Session, at: Moment, limit: int, *, per_hour: int) -> Sequence[int]:
    """Return the next mails to try, urgent ones first, each person's in order; none while sending is paused."""
    route = read_route(session)
    if route.paused_until is not None and route.paused_until > at.wall:
        return []
    left = per_hour - sent_in_an_hour(session, at.wall)
    if left <= 0:
        return []
    limit = min(limit, left)
    codes = code_names()
    urgent = urgent_names() | codes
    return (
        _next(session, at, limit, _Queue(codes, CODES_PER_RECIPIENT))
        or _next(session, at, limit, _Queue(urgent - codes, URGENT_PER_RECIPIENT))
        or _next(session, at, limit, _Queue(urgent, PER_RECIPIENT, others=True))
    )


@dataclass(frozen=True, slots=True)
class _Queue:
    """Mails that wait for each other and are counted together: those of these templates, or the others."""

    names: frozenset[str]
    per_recipient: int
    others: bool = False

    def holds(self, template: Any) -> ColumnElement[bool]:
        """Return the condition on a template's name."""
        names = sorted(self.names)
        return template.not_in(names) if self.others else template.in_(names)  # type: ignore[no-any-return]


def _next(session: Session, at: Moment, limit: int, queue: _Queue) -> Sequence[int]:
    mine = queue.holds(OutboxMail.template)
    before = aliased(OutboxMail)
    earlier = exists().where(
        before.recipient == OutboxMail.recipient,
        before.status == "queued",
        before.id < OutboxMail.id,
        queue.holds(before.template),
        ~_held(before, at.now),
    )
    served = (
        select(OutboxMail.recipient)
        .where(OutboxMail.status == "sent", OutboxMail.sent_at > at.wall - HOUR, mine)
        .group_by(OutboxMail.recipient)
        .having(func.count() >= queue.per_recipient)
    )
    statement = (
        select(OutboxMail.id)
        .where(
            OutboxMail.status == "queued",
            mine,
            or_(OutboxMail.next_try_at.is_(None), OutboxMail.next_try_at <= at.wall),
            ~held(at.now),
            ~earlier,
            OutboxMail.recipient.not_in(served),
        )
        .order_by(OutboxMail.id)
        .limit(limit)
    )
    return session.scalars(statement).all()


def held(now: datetime) -> ColumnElement[bool]:
    """Return the condition of what is too old to leave by itself: a person decides."""
    return _held(OutboxMail, now)


def _held(model: Any, now: datetime) -> ColumnElement[bool]:
    return and_(model.released_at.is_(None), model.first_tried_at.is_(None), model.created_at < now - OLD)


def sent_in_an_hour(session: Session, wall: datetime) -> int:
    """Return how many mails have left in the last hour."""
    statement = select(func.count()).where(OutboxMail.status == "sent", OutboxMail.sent_at > wall - HOUR)
    return session.scalar(statement) or 0


def read_route(session: Session) -> Row[Any]:
    """Return how the server has answered."""
    columns = MailRoute.__table__.c
    return session.execute(select(*columns).where(columns.id == 1)).one()


def read(session: Session, mail_id: int) -> Any:
    """Return what is needed to try a mail; None when it waits no more."""
    columns = OutboxMail.__table__.c
    return session.execute(
        select(
            columns.id,
            columns.template,
            columns.recipient,
            columns.payload,
            columns.attempts,
            columns.message_id,
            columns.first_tried_at,
            columns.next_try_at,
        ).where(columns.id == mail_id, columns.status == "queued")
    ).first()
