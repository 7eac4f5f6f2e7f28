"""What the board reads: plain columns, counted from the rows (R1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from recruitment.applications.models import Application, Candidate
from recruitment.board.listing import CONTACT_SORTS, Listing
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.core.quick_read import QuickRead
from recruitment.core.text import fold
from recruitment.enrolments.queries import SITUATIONS, is_in, situation
from recruitment.rules.counters import COUNTERS, WITH_CONTRACT, WITHOUT_CONTRACT
from recruitment.rules.vocabulary import WITH_A_CONTRACT

REPLY_STATUS = {
    "pending": "pending",
    "accept": "accepted",
    "accept_keeping_wishes": "accepted_keeping_wishes",
    "decline": "declined",
    "expired": "expired",
}
WEEK = timedelta(days=7)

# The contract that a row shows: the last one entered for the application, active or not.
last_contract = (
    select(func.max(Contract.id))
    .where(Contract.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)
_COLUMNS: tuple[Any, ...] = (
    Application.id,
    Application.version,
    Application.state,
    Application.review_deadline,
    Application.auto_retain_at,
    Application.deadline_rule,
    Application.decision,
    Application.decision_origin,
    Application.decision_late,
    Application.decided_at,
    Application.confirmed_at,
    Candidate.candidate_number,
    Candidate.last_name,
    Candidate.first_name,
    Candidate.origin_school,
    Candidate.origin_department,
    Candidate.phone,
    Candidate.mobile,
    Candidate.email,
    Contract.employer_name,
    Contract.status.label("contract_status"),
    Contract.reply_until,
    Contract.replied_at,
    Contract.ended_at,
    situation.label("enrolment"),
)
_screen_order = case({str(state): rank for rank, state in enumerate(COUNTERS)}, value=Application.state)
_ia_order = case({which: rank for rank, which in enumerate(SITUATIONS)}, value=situation)
# Not IN: a statement prepared once takes no list.
_confirmed_or_contract = or_(
    Application.confirmed_at.is_not(None),
    *(Application.state == str(state) for state in sorted(WITH_A_CONTRACT)),
)
_phone = func.coalesce(func.nullif(Candidate.mobile, ""), func.nullif(Candidate.phone, ""))
_email = func.nullif(Candidate.email, "")
_SORTS: dict[str, tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]] = {
    "nom": (Candidate.sort_name,),
    "numero": (func.length(Candidate.candidate_number), Candidate.candidate_number),
    "origine": (Candidate.origin_school, Candidate.sort_name),
    "etat": (_screen_order, Candidate.sort_name),
    "limite": (Application.review_deadline, Candidate.sort_name),
    "passage": (Application.auto_retain_at, Candidate.sort_name),
    "reponse": (func.coalesce(Contract.replied_at, Contract.reply_until), Candidate.sort_name),
    "employeur": (Contract.employer_name, Candidate.sort_name),
    "ia": (_ia_order, Candidate.sort_name),
    "decision": (Application.decided_at, Candidate.sort_name),
    # What the list masks has no rank of its own: it comes last, by name (R2.8).
    "telephone": (case((_confirmed_or_contract, _phone)), Candidate.sort_name),
    "courriel": (case((_confirmed_or_contract, func.lower(_email))), Candidate.sort_name),
}


_programme = bindparam("programme", type_=Integer)
_COUNTS = QuickRead(
    select(Application.state, func.count().label("number"))
    .where(Application.programme_id == _programme)
    .group_by(Application.state)
)
_ENTERED = QuickRead(
    select(Contract.status, func.count().label("number"))
    .where(Contract.programme_id == _programme)
    .group_by(Contract.status)
)
_TO_DECIDE = QuickRead(
    select(Application.review_deadline, Application.auto_retain_at, func.count().label("number"))
    .where(Application.programme_id == _programme, Application.state == "confirmed")
    .group_by(Application.review_deadline, Application.auto_retain_at)
    .order_by(Application.review_deadline)
)


def counts(programme_id: int) -> dict[str, int]:
    """Return how many applications of a programme are in each of the nine states, in the screen's order."""
    found = {row.state: row.number for row in _COUNTS.rows(programme=programme_id)}
    return {str(state): found.get(state, 0) for state in COUNTERS}


def page(programme_id: int, listing: Listing, today: date) -> tuple[Listing, Sequence[Any]]:
    """Return the rows of one page of the list, and the listing with its total."""
    words = fold(listing.search).split()
    shape = replace(
        listing,
        path="",
        state="any" if listing.state else "",
        search="any" if words else "",
        page=1,
        per_page=1,
    )
    counted_rows, page_rows = _prepared(shape, len(words))
    values = {
        "programme": programme_id,
        "state": listing.state,
        "today": today,
        "in_a_week": today + WEEK,
        **{f"word{rank}": _containing(word) for rank, word in enumerate(words)},
    }
    counted = listing.counted(counted_rows.first(**values).number)
    return counted, page_rows.rows(**values, most=counted.per_page, start=counted.offset)


@lru_cache(maxsize=256)
def _prepared(shape: Listing, words: int) -> tuple[QuickRead, QuickRead]:
    """Return the two statements of a list with such filters and such a sort, whatever their values."""
    filled = _Values(
        bindparam("programme", type_=Integer),
        bindparam("state", type_=String),
        bindparam("today", type_=Date),
        bindparam("in_a_week", type_=Date),
        [bindparam(f"word{rank}", type_=String) for rank in range(words)],
    )
    condition = _condition(shape, filled)
    rows = _joined(select(*_COLUMNS), shape, contract=True).where(condition).order_by(*_order(shape))
    return (
        QuickRead(_joined(select(func.count().label("number")), shape).where(condition)),
        QuickRead(rows.limit(bindparam("most", type_=Integer)).offset(bindparam("start", type_=Integer))),
    )


def some(programme_id: int, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return rows of the list by their ids."""
    listing = Listing(path="")
    statement = _joined(select(*_COLUMNS), listing, contract=True)
    return db.session.execute(
        statement.where(Application.programme_id == programme_id, Application.id.in_(ids))
    ).all()


def everyone(programme_id: int, listing: Listing, today: date, *columns: Any) -> Select[Any]:
    """Return the statement that selects the whole filtered list in its order: the ids, or those columns.

    It reads `application`, its candidate and the contract that the list shows.
    """
    words = [_containing(word) for word in fold(listing.search).split()]
    values = _Values(programme_id, listing.state, today, today + WEEK, words)
    statement = _joined(select(*(columns or (Application.id,))), listing, contract=True)
    return statement.where(_condition(listing, values)).order_by(*_order(listing))


def neighbours(
    programme_id: int, listing: Listing, application_id: int, today: date
) -> dict[str, int | None]:
    """Return the rank of a file in the filtered list, its length, and the files before and after it."""
    ids = list(db.session.scalars(everyone(programme_id, listing, today)))
    if application_id not in ids:
        return {"rank": None, "total": len(ids), "previous": None, "next": ids[0] if ids else None}
    at = ids.index(application_id)
    return {
        "rank": at + 1,
        "total": len(ids),
        "previous": ids[at - 1] if at else None,
        "next": ids[at + 1] if at + 1 < len(ids) else None,
    }


def contracts_entered(programme_id: int) -> dict[str, int]:
    """Return how many contracts were ever entered (« saisis »), active or not, by status (R4.4)."""
    return {row.status: row.number for row in _ENTERED.rows(programme=programme_id)}


def to_decide(programme_id: int) -> list[tuple[date | None, datetime | None, int]]:
    """Return what is still to be decided by last day: (last day, passage, how many), the soonest first."""
    return [tuple(row) for row in _TO_DECIDE.rows(programme=programme_id)]


def _joined(statement: Select[Any], listing: Listing, *, contract: bool = False) -> Select[Any]:
    statement = statement.select_from(Application)
    if contract or listing.search:
        statement = statement.join(Candidate, Candidate.id == Application.candidate_id)
    if contract or listing.reply:
        statement = statement.outerjoin(Contract, Contract.id == last_contract)
    return statement


@dataclass(frozen=True, slots=True)
class _Values:
    """What the filters compare with: values, or the names of values to come."""

    programme: Any
    state: Any
    today: Any
    in_a_week: Any
    words: Sequence[Any]


def _containing(word: str) -> str:
    """Return the pattern of the texts that hold a word, whatever signs are in it."""
    for sign in "/%_":
        word = word.replace(sign, f"/{sign}")
    return f"%{word}%"


def _condition(listing: Listing, values: _Values) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [Application.programme_id == values.programme]
    if listing.state:
        conditions.append(Application.state == values.state)
    if listing.group:
        states = WITHOUT_CONTRACT if listing.group == "without_contract" else WITH_CONTRACT
        conditions.append(
            or_(*(Application.state == str(state) for state in states))
        )  # no IN: it is prepared once
    if listing.deadline:
        conditions.append(_deadline(listing.deadline, values))
    if listing.reply:
        conditions.append(Contract.status == REPLY_STATUS[listing.reply])
    if listing.enrolment:
        conditions.append(is_in(listing.enrolment))
    conditions.extend(Candidate.search_text.like(word, escape="/") for word in values.words)
    return and_(*conditions)


def _deadline(which: str, values: _Values) -> ColumnElement[bool]:
    last_day = Application.review_deadline
    wanted = {
        "today": last_day == values.today,
        "week": and_(last_day >= values.today, last_day <= values.in_a_week),
        "later": last_day > values.in_a_week,
        "past": last_day < values.today,
        "none": last_day.is_(None),
    }[which]
    return and_(Application.state == "confirmed", or_(wanted))


def _order(listing: Listing) -> list[ColumnElement[Any]]:
    name = listing.sort.removeprefix("-")
    down = listing.sort.startswith("-")
    keys = _SORTS["nom"] if name in CONTACT_SORTS and not listing.contacts else _SORTS[name]
    first = keys[0].desc().nulls_last() if down else keys[0].asc().nulls_last()
    return [first, *(key.asc() for key in keys[1:]), Application.id.asc()]
