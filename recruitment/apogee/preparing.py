"""Make the rows say what the pool says now: who is new, whose message changed, who cannot be written (R7.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from recruitment.apogee import message, queries
from recruitment.apogee.models import OpiPreparation, OpiRow, OpiTold
from recruitment.apogee.queries import Scope
from recruitment.apogee.wishes import Unsettled, Wish, wanted
from recruitment.core import lease
from recruitment.core.jobs import Run
from recruitment.core.transaction import transaction
from recruitment.rules.opi_fields import Unwritable

AT_ONCE = 250
#: The import that brought the person was undone: nothing of them is left to write.
PERSON_GONE = "person_gone"
_QUIET = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Made:
    """What has to go of one person: their message, or why it cannot be made; nothing of either: nothing goes."""

    wishes: Sequence[Wish] = ()
    data: dict[str, Any] = field(default_factory=dict)
    digest: str | None = None
    problem: str | None = None
    admitted: Sequence[Any] = ()

    @property
    def told(self) -> list[dict[str, Any]]:
        """Return the codes of the wishes."""
        return [wish.told() for wish in self.wishes]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the messages of a scope are made with."""

    settings: Mapping[int, Any]
    results_day: date | None
    now: datetime
    wall: datetime


def facts_of(session: Session, scope: Scope, now: datetime, wall: datetime) -> Facts:
    """Read what the messages of a scope are made with."""
    return Facts(queries.settings_of(session, scope), queries.results_day(session, scope), now, wall)


def made(admitted: Sequence[Any], known: Sequence[Mapping[str, Any]], facts: Facts) -> Made:
    """Return what has to go of one person."""
    if not admitted:
        return Made(problem=PERSON_GONE) if _favourable(known) else Made()
    try:
        found = wanted(admitted, facts.settings, known, facts.results_day, facts.now)
        if not found:
            return Made()
        data = message.opi(message.person(admitted[0]), found)
    except Unwritable as refusal:
        return Made(problem=refusal.code)
    except Unsettled as refusal:
        return Made(problem=refusal.problem)
    return Made(found, data, message.digest(data), admitted=admitted)


def _favourable(known: Sequence[Mapping[str, Any]]) -> bool:
    return any(one["code"] != "D" for one in known)


def prepare(run: Run, scope: Scope, now: datetime, wall: datetime) -> int:
    """Bring the rows of a scope up to date, by batches; return how many changed. Nothing changed: nothing is read."""
    with transaction() as session:
        lease.fenced(session, run.lease)
        if queries.is_prepared(session, scope, now):
            return 0
        signature = queries.signature(session, scope, now)
    last, changed = "", 0
    while True:
        run.check_stop()
        with transaction() as session:
            lease.fenced(session, run.lease)
            numbers = queries.numbers_after(session, scope, last, AT_ONCE)
            if not numbers:
                _remember(session, scope, signature, now)
                return changed
            changed += _bring(session, scope, numbers, facts_of(session, scope, now, wall))
            last = numbers[-1]


def _bring(session: Session, scope: Scope, numbers: Sequence[str], facts: Facts) -> int:
    pool = queries.admitted_of(session, scope, numbers)
    rows = {row.candidate_number: row for row in session.execute(_rows_of(scope, numbers))}
    new = []
    changed = 0
    for number in numbers:
        row = rows.get(number)
        one = made(pool[number], row.wishes if row else (), facts)
        if row is not None:
            changed += _change(session, row, one, facts)
        elif one.digest or one.problem:
            new.append(new_row(scope, number, one, facts))
    if new:
        session.execute(insert(OpiRow), new)
    return changed + len(new)


def _rows_of(scope: Scope, numbers: Sequence[str]) -> Any:
    return (
        select(*OpiRow.__table__.c)
        .where(
            OpiRow.centre_id == scope.centre_id,
            OpiRow.campaign_id == scope.campaign_id,
            OpiRow.candidate_number.in_(numbers),
        )
        .order_by(OpiRow.id)
        .with_for_update()
    )


def new_row(scope: Scope, number: str, one: Made, facts: Facts) -> dict[str, Any]:
    """Return the columns of somebody whom Apogée has not been told of."""
    return {
        "centre_id": scope.centre_id,
        "campaign_id": scope.campaign_id,
        "candidate_number": number,
        "status": "blocked" if one.problem else "queued",
        "problem": one.problem,
        "wanted": one.told,
        "wanted_digest": one.digest,
        "wishes": [],
        "attempts": 0,
        "next_try_at": facts.wall,
        "created_at": facts.now,
        "updated_at": facts.now,
    }


def _change(session: Session, row: Any, one: Made, facts: Facts) -> bool:
    """Write what changed of a row; one that Apogée never heard of and that no longer concerns it goes."""
    if one.digest is None and one.problem is None:
        if row.wishes or row.sent_digest:
            return False
        session.execute(delete(OpiRow).where(OpiRow.id == row.id).execution_options(**_QUIET))
        return True
    if (one.digest, one.problem) == (row.wanted_digest, row.problem):
        if one.told != row.wanted:  # the same message, for another reason
            _write(session, row.id, {"wanted": one.told})
        return False
    values: dict[str, Any] = {
        "status": "blocked" if one.problem else "sent" if one.digest == row.sent_digest else "queued",
        "problem": one.problem,
        "wanted": one.told,
        "wanted_digest": one.digest,
        "attempts": 0,
        "next_try_at": facts.wall,
        "updated_at": facts.now,
        "claim_token": None,
        "claimed_until": None,
    }
    _write(session, row.id, values)
    return True


def _write(session: Session, row_id: int, values: dict[str, Any]) -> None:
    session.execute(update(OpiRow).where(OpiRow.id == row_id).values(values).execution_options(**_QUIET))


def tell(session: Session, rows: Mapping[int, int]) -> None:
    """Remember whom of the pool (by id, with their row) Apogée was told of."""
    known = set(session.scalars(select(OpiTold.admitted_id).where(OpiTold.admitted_id.in_(rows))))
    if new := sorted(set(rows) - known):
        session.execute(insert(OpiTold), [{"admitted_id": id_, "row_id": rows[id_]} for id_ in new])


def _remember(session: Session, scope: Scope, signature: str, now: datetime) -> None:
    key = (OpiPreparation.centre_id == scope.centre_id, OpiPreparation.campaign_id == scope.campaign_id)
    session.execute(delete(OpiPreparation).where(*key).execution_options(**_QUIET))
    session.execute(
        insert(OpiPreparation).values(
            centre_id=scope.centre_id,
            campaign_id=scope.campaign_id,
            signature=signature,
            prepared_at=now,
        )
    )
