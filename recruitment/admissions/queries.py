"""What the pages read of the pool: who is in it, who left it, the lists that came."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.accounts.queries import table
from recruitment.admissions.access import SOURCES
from recruitment.admissions.lookup import held
from recruitment.admissions.models import Admitted, AdmittedGuardian, MappingProfile
from recruitment.admissions.search import Search
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.programmes.models import Campaign, Programme

LATEST = 20
SHOWN_LINES = 20
PAGE = 50
Rows = Sequence[Row[*tuple[Any, ...]]]
_present = Admitted.gone_at.is_(None)


def situations() -> dict[str, ColumnElement[bool]]:
    """Return the condition of each situation that a list is filtered by."""
    return {
        "": _present,
        "sortis": not_(_present),
        "a-traiter": and_(not_(_present), held()),
        "sans-ine": and_(_present, Admitted.ine.is_(None)),
        "sans-inscription": and_(_present, not_(_registered())),
        "tous": true(),
    }


def listed(session: Session, mine: ColumnElement[bool], search: Search, page: int) -> tuple[int, Rows]:
    """Return how many a search finds, and those of a page, by name."""
    condition = and_(
        mine,
        Campaign.year == search.year,
        *search.conditions(Admitted.search_text),
        situations()[search.situation],
    )
    total = session.scalar(_from(func.count()).where(condition)) or 0
    columns = (
        *(Admitted.__table__.c[name] for name in _SHOWN),
        Programme.code,
        Programme.title,
        held().label("held"),
        _learner().label("learner_id"),
    )
    rows = session.execute(
        _from(*columns)
        .where(condition)
        .order_by(Admitted.sort_name, Admitted.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return total, rows


_SHOWN = (
    "id", "candidate_number", "last_name", "first_name", "birth_date", "origin", "situation", "answer", "imported_at",
    "gone_at", "ine", "bac_result",
)  # fmt: skip


def counts(
    session: Session, mine: ColumnElement[bool], year: int, names: Sequence[str] = ("", "a-traiter")
) -> dict[str, int]:
    """Return how many are in each situation that is counted, by default those of the page."""
    asked = situations()
    condition = and_(mine, Campaign.year == year)
    return {name: session.scalar(_from(func.count()).where(condition, asked[name])) or 0 for name in names}


def guardians(session: Session, admitted_id: int) -> Rows:
    """Return the guardians of an admitted candidate."""
    asked = select(*AdmittedGuardian.__table__.c).where(AdmittedGuardian.admitted_id == admitted_id)
    return session.execute(asked.order_by(AdmittedGuardian.position)).all()


def is_held(session: Session, admitted_id: int) -> bool:
    """Tell whether a contract, an enrolment or a validated registration of somebody stands."""
    return bool(session.scalar(select(held()).where(Admitted.id == admitted_id)))


def learner_of(session: Session, admitted_id: int) -> int | None:
    """Return the learner that somebody was registered as."""
    return session.scalar(select(_learner()).where(Admitted.id == admitted_id))


def history(session: Session, one: Any) -> Rows:
    """Return what the lists said of somebody of the pool, the latest first.

    Of a list of several programmes, only what it did to this very row: another programme is not the reader's to see.
    """
    row = (Exchange.id, Exchange.source, Exchange.created_at, ExchangeLine.action, ExchangeLine.message)
    found = session.execute(
        select(*row, Exchange.programme_id, ExchangeLine.payload)
        .join(ExchangeLine, ExchangeLine.exchange_id == Exchange.id)
        .where(
            Exchange.centre_id == one.centre_id,
            Exchange.campaign_id == one.campaign_id,
            or_(Exchange.programme_id == one.programme_id, Exchange.programme_id.is_(None)),
            Exchange.source.in_(SOURCES),
            Exchange.state == "done",
            ExchangeLine.candidate_number == one.candidate_number,
            ExchangeLine.action != "unchanged",
        )
        .order_by(Exchange.id.desc())
    )
    return [line for line in found if line.programme_id is not None or _touched(line.payload) == one.id][
        :LATEST
    ]


def _touched(payload: str) -> int | None:
    """Return the row of the pool that a line of an exchange made or changed."""
    touched: int | None = json.loads(payload).get("admitted")
    return touched


def latest(session: Session, mine: ColumnElement[bool]) -> Rows:
    """Return the latest lists of these programmes; the pushes, one person each, are in the log."""
    return session.execute(
        select(
            *(
                Exchange.__table__.c[name]
                for name in ("id", "source", "state", "created_at", "counts", "file_name")
            ),
            Programme.title,
            Campaign.year,
            Account.display_name.label("author"),
        )
        .join(Programme, Programme.id == Exchange.programme_id)
        .join(Campaign, Campaign.id == Exchange.campaign_id)
        .outerjoin(Account, Account.id == Exchange.account_id)
        .where(mine, Exchange.source.in_(SOURCES), Exchange.source != "platform_push")
        .order_by(Exchange.id.desc())
        .limit(LATEST)
    ).all()


def lines(session: Session, exchange_id: int) -> dict[str, Rows]:
    """Return the first persons of a list, by what would become of them."""
    row = ExchangeLine.__table__.c
    asked = select(row.line, row.action, row.candidate_number, row.payload, row.message)
    return {
        action: session.execute(
            asked.where(row.exchange_id == exchange_id, row.action == action)
            .order_by(row.line)
            .limit(SHOWN_LINES)
        ).all()
        for action in ("refused", "gone", "left_out", "new", "changed")
    }


def years(session: Session, mine: ColumnElement[bool]) -> list[int]:
    """Return the years of the campaigns in which one has programmes, the latest first."""
    asked = select(Campaign.year).join(Programme, Programme.campaign_id == Campaign.id).where(mine)
    return list(session.scalars(asked.distinct().order_by(Campaign.year.desc())))


def programmes(session: Session, mine: ColumnElement[bool], year: int | None = None) -> Rows:
    """Return programmes, those of the latest campaign first."""
    asked = select(Programme.id, Programme.code, Programme.title, Campaign.year).join(
        Campaign, Campaign.id == Programme.campaign_id
    )
    asked = asked.where(mine) if year is None else asked.where(mine, Campaign.year == year)
    return session.execute(asked.order_by(Campaign.year.desc(), Programme.title, Programme.code)).all()


def title(session: Session, programme_id: int | None) -> str:
    """Return the title of a programme; a list of several has none."""
    found = session.scalar(select(Programme.title).where(Programme.id == programme_id))
    return found or "Toutes les formations"


def profiles(session: Session, centre_id: int | None) -> Rows:
    """Return the profiles of columns of a centre."""
    row = MappingProfile.__table__.c
    return session.execute(select(*row).where(row.centre_id == centre_id).order_by(row.name)).all()


def _from(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Admitted)
        .join(Programme, Programme.id == Admitted.programme_id)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
    )


def _registered() -> ColumnElement[bool]:
    registration = table("registration").c
    asked = select(registration.id).where(
        registration.admitted_id == Admitted.id, registration.cancelled_at.is_(None)
    )
    return asked.correlate(Admitted).exists()


def _learner() -> Any:
    registration = table("registration").c
    asked = select(registration.learner_id).where(
        registration.admitted_id == Admitted.id, registration.cancelled_at.is_(None)
    )
    return asked.correlate(Admitted).limit(1).scalar_subquery()
