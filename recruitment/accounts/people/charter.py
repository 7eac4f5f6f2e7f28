"""The charter: a text per campaign, published by version, accepted by each person before anything else (R8.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from recruitment.accounts.people.models import Charter, CharterAcceptance
from recruitment.accounts.queries import table
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Actor, Line, person, record
from recruitment.rules.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a campaign's charter."""

    id: int
    year: int
    version: int
    body: str
    published_at: datetime
    accepted: int = 0


def current(session: Session, year: int) -> Text | None:
    """Return the text that is accepted now: the latest of this campaign, else of the nearest past one."""
    return next(iter(_texts(session, year, limit=1)), None)


def published(session: Session, limit: int = 20) -> list[Text]:
    """Return the latest versions, with how many people accepted each."""
    return _texts(session, None, limit=limit)


def campaign_years(session: Session) -> list[int]:
    """Return the campaigns that a text may be published for, the latest first."""
    campaign = table("campaign").c
    return list(session.scalars(select(campaign.year).order_by(campaign.year.desc())))


def accepted_at(session: Session, account_id: int, charter_id: int) -> datetime | None:
    """Return when somebody accepted a version."""
    return session.scalar(
        select(CharterAcceptance.at).where(
            CharterAcceptance.account_id == account_id, CharterAcceptance.charter_id == charter_id
        )
    )


def publish(year: int, body: str, actor: Actor, submission: Submission | None = None) -> int:
    """Publish a text and return its version; the same text again is no new version."""
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    if not body:
        raise RuleViolation("charter_empty")
    with transaction() as session:
        campaign = table("campaign").c
        campaign_id = session.scalar(
            select(campaign.id).where(campaign.year == year).with_for_update()  # versions follow each other
        )
        if campaign_id is None:
            raise RuleViolation("campaign_unknown", year=year)
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["version"])
        version = _written(session, campaign_id, year, body, actor)
        remember(session, submission, {"version": version}, clock.now())
        return version


def accept(account_id: int, centre_id: int | None, charter_id: int) -> None:
    """Write that somebody accepted a text. Raises charter_changed when another is now asked for."""
    with transaction() as session:
        text = current(session, clock.today().year)
        if text is None or text.id != charter_id:
            raise RuleViolation("charter_changed")
        now = clock.now()
        if not _accepted(session, account_id, charter_id, now):
            return
        details = {"account": account_id, "campaign": text.year, "version": text.version}
        line = Line("charter_accepted", person(account_id), now, details=details)
        record(session, centre_id or INSTALLATION, line)


def _accepted(session: Session, account_id: int, charter_id: int, at: datetime) -> bool:
    """Write an acceptance; of two at the same instant the second is told no."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"account_id": account_id, "charter_id": charter_id, "at": at}
    once = dialect.insert(CharterAcceptance).values(row).on_conflict_do_nothing()
    return session.scalar(once.returning(CharterAcceptance.charter_id)) is not None


def _written(session: Session, campaign_id: int, year: int, body: str, actor: Actor) -> int:
    latest: Any = session.execute(
        select(Charter.version, Charter.body)
        .where(Charter.campaign_id == campaign_id)
        .order_by(Charter.version.desc())
        .limit(1)
    ).first()
    if latest is not None and latest.body == body:
        return int(latest.version)
    version = latest.version + 1 if latest is not None else 1
    now = clock.now()
    by = actor.id if actor.kind == "person" else None
    session.add(
        Charter(campaign_id=campaign_id, version=version, body=body, published_at=now, published_by_id=by)
    )
    details = {"campaign": year, "version": version}
    record(session, INSTALLATION, Line("charter_published", actor, now, details=details))
    return version


def _texts(session: Session, year: int | None, *, limit: int) -> list[Text]:
    campaign = table("campaign").c
    count = (
        select(func.count())
        .select_from(CharterAcceptance)
        .where(CharterAcceptance.charter_id == Charter.id)
        .correlate(Charter)
        .scalar_subquery()
    )
    columns = (Charter.id, campaign.year, Charter.version, Charter.body, Charter.published_at, count)
    rows = session.execute(
        select(*columns)
        .join(table("campaign"), campaign.id == Charter.campaign_id)
        .where(*([] if year is None else [campaign.year <= year]))
        .order_by(campaign.year.desc(), Charter.version.desc())
        .limit(limit)
    )
    return [Text(*row) for row in rows]
