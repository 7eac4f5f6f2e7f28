"""What the exchange log says of a push that changes nothing: it was refused, or came after a later one (R6.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from recruitment.core.database import utc_text
from recruitment.core.transaction import transaction
from recruitment.exchanges import log
from recruitment.exchanges.log import LogLine
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.platform.messages import BodyRefused
from recruitment.platform.reading import Received
from recruitment.programmes.models import Campaign, Programme

SOURCE = "platform_push"
ANSWERED_AT = "answered_at"


def opened(
    session: Session,
    centre_id: int,
    campaign_id: int,
    programme_id: int | None,
    year: int,
    now: datetime,
    *,
    answered_at: datetime | None = None,
) -> Exchange:
    """Open the exchange of one push, of which the log tells the one person, and when they are said to have answered."""
    exchange = log.open_exchange(
        session,
        centre_id=centre_id,
        campaign_id=campaign_id,
        programme_id=programme_id,
        direction="in",
        source=SOURCE,
        school_year=year,
        account_id=None,
        state="applying",
        options={ANSWERED_AT: utc_text(answered_at)} if answered_at else None,
        now=now,
    )
    exchange.total = exchange.progress = 1
    return exchange


def latest(session: Session, programme_id: int, candidate_number: str) -> datetime | None:
    """Return the latest answer of a candidate that was pushed: also of who resigned, and is in no list."""
    told = session.scalars(
        select(Exchange.options)
        .join(ExchangeLine, ExchangeLine.exchange_id == Exchange.id)
        .where(
            ExchangeLine.candidate_number == candidate_number,
            Exchange.programme_id == programme_id,
            Exchange.source == SOURCE,
            Exchange.state == "done",
        )
    )
    return max((datetime.fromisoformat(one[ANSWERED_AT]) for one in told if ANSWERED_AT in one), default=None)


def older(session: Session, programme: Programme, one: Received, words: str, now: datetime) -> None:
    """Write that an answer came after a later one, and changed nothing."""
    exchange = opened(session, programme.centre_id, programme.campaign_id, programme.id, one.session, now)
    names = {name: one.columns[name] for name in ("last_name", "first_name")}
    log.add_lines(session, exchange.id, [LogLine(1, "unchanged", one.candidate_number, names, words)])
    log.finish(session, exchange, state="done", counts={"candidates": 1, "unchanged": 1}, now=now)


def refused(centre_id: int, data: Mapping[str, Any], why: BodyRefused, now: datetime) -> None:
    """Write what refused a push whose sender is known, field by field; without any session there is no log yet."""
    with transaction() as session:
        place = _place(session, centre_id, data)
        if place is None:
            return
        campaign_id, year, programme_id = place
        exchange = opened(session, centre_id, campaign_id, programme_id, year, now)
        lines = (
            LogLine(line, "refused", one.candidate_number, {"field": one.field}, one.sentence)
            for line, one in enumerate(why.problems, 1)
        )
        counts = {"errors": log.add_lines(session, exchange.id, lines)}
        log.finish(session, exchange, state="failed", counts=counts, error=why.sentence, now=now)


def _place(session: Session, centre_id: int, data: Mapping[str, Any]) -> tuple[int, int, int | None] | None:
    """Return the session and the programme that a push speaks of, as far as they are ours; else the last session."""
    told = {name.strip().casefold(): str(value).strip() for name, value in data.items()}
    wanted = (told.get("session"), told.get("codeformationpsup"))
    here = and_(Programme.campaign_id == Campaign.id, Programme.centre_id == centre_id)
    columns = (Campaign.id, Campaign.year, Programme.id.label("programme_id"), Programme.code)
    rows = session.execute(select(*columns).outerjoin(Programme, here).order_by(Campaign.year.desc())).all()
    for row in rows:
        if (str(row.year), row.code) == wanted:
            return row.id, row.year, row.programme_id
    of_the_year = [row for row in rows if str(row.year) == wanted[0]] or rows
    return (of_the_year[0].id, of_the_year[0].year, None) if of_the_year else None
