"""What the page of imported registrations reads: who is admitted and not registered yet, and how each is matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from recruitment.admissions.models import Admitted
from recruitment.admissions.search import Search
from recruitment.core.database import db
from recruitment.learners.known import Known
from recruitment.learners.models import Learner, Registration
from recruitment.learners.search import changed
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.matching import Match, Verdict
from recruitment.rules.synchronisation import ACCEPTED_SITUATIONS

TO_DO, TO_CONFIRM, CHANGED = "a-traiter", "a-confirmer", "modifiees"
VIEWS = (TO_DO, TO_CONFIRM, CHANGED)
MOST = 2000  # matched at once

standing = (
    select(Registration.id)
    .where(Registration.admitted_id == Admitted.id, Registration.cancelled_at.is_(None))
    .correlate(Admitted)
    .exists()
)
#: Who can be registered: in the pool, accepted, not registered.
waiting = and_(Admitted.gone_at.is_(None), Admitted.situation.in_(ACCEPTED_SITUATIONS), ~standing)
#: Registered, and said otherwise by the pool since.
fresh = and_(
    Admitted.gone_at.is_(None),
    select(Registration.id)
    .where(Registration.admitted_id == Admitted.id, changed)
    .correlate(Admitted)
    .exists(),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """Somebody admitted, with the learners known who look like them."""

    row: Any
    match: Match


def listed(condition: ColumnElement[bool], search: Search, which: str) -> list[Imported]:
    """Return those of a view, those to confirm first, then by name; MOST at the most."""
    rows = db.session.execute(
        _from(select(*_COLUMNS), condition, search)
        .where(fresh if which == CHANGED else waiting)
        .order_by(Admitted.sort_name, Admitted.id)
        .limit(MOST)
    ).all()
    if which == CHANGED:
        return [Imported(row, Match(Verdict.SAME)) for row in rows]
    found = [Imported(row, match) for row, match in zip(rows, _matched(rows), strict=True)]
    doubtful = [one for one in found if one.match.verdict is Verdict.CONFIRM]
    if which == TO_CONFIRM:
        return doubtful
    return doubtful + [one for one in found if one.match.verdict is not Verdict.CONFIRM]


def counts(condition: ColumnElement[bool], year: int) -> dict[str, int]:
    """Return how many wait, and how many are said otherwise since."""
    every = Search(year)
    return {
        which: db.session.scalar(_from(select(func.count()), condition, every).where(where)) or 0
        for which, where in ((TO_DO, waiting), (CHANGED, fresh))
    }


def named(admitted_ids: Sequence[int], condition: ColumnElement[bool]) -> dict[int, Any]:
    """Return these people, of the programmes that the condition leaves."""
    rows = db.session.execute(
        select(*_COLUMNS)
        .join(Programme, Programme.id == Admitted.programme_id)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .where(condition, Admitted.id.in_(admitted_ids))
        .order_by(Admitted.sort_name, Admitted.id)
    )
    return {row.id: row for row in rows}


def seen_among(learner_ids: Sequence[int], condition: ColumnElement[bool]) -> dict[int, Any]:
    """Return these learners, of those that a person may complete."""
    columns = select(*Learner.__table__.c).where(Learner.id.in_(learner_ids), condition)
    return {row.id: row for row in db.session.execute(columns)}


def matched(row: Any) -> Match:
    """Match one person admitted."""
    return Known(db.session(), row.centre_id, [row]).of(row)


def _matched(rows: Sequence[Any]) -> list[Match]:
    known = {
        centre: Known(db.session(), centre, [row for row in rows if row.centre_id == centre])
        for centre in {row.centre_id for row in rows}
    }
    return [known[row.centre_id].of(row) for row in rows]


_COLUMNS = (
    Admitted.id,
    Admitted.campaign_id,
    Admitted.centre_id,
    Admitted.programme_id,
    Admitted.candidate_number,
    Admitted.last_name,
    Admitted.usual_name,
    Admitted.first_name,
    Admitted.birth_date,
    Admitted.ine,
    Admitted.origin,
    Admitted.imported_at,
    Admitted.updated_at,
    Programme.code,
    Programme.title,
)


def _from(statement: Any, condition: ColumnElement[bool], search: Search) -> Any:
    return (
        statement.select_from(Admitted)
        .join(Programme, Programme.id == Admitted.programme_id)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .where(condition, Campaign.year == search.year, *search.conditions(Admitted.search_text))
    )
