"""Complete registrations with a division, a régime, options, the documents asked for; one or many at once (R6.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record_by_chain
from recruitment.learners.locks import Author, lock_centre, lock_registrations
from recruitment.learners.models import Division, Registration, RegistrationDocument, RequiredDocument
from recruitment.rules.errors import RuleViolation
from recruitment.rules.registrations import check_open

MANY = 500  # at once
DIVISION, REGIME, OPTIONS, DOCUMENTS = "division", "regime", "options", "documents"


@dataclass(frozen=True, slots=True)
class Completion:
    """What to set, of these; what is not in `sets` stays as it is."""

    sets: frozenset[str]
    division_id: int | None = None
    regime: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completed:
    """What became of one: the fields that changed, seats passed where the division is full, or what refused it."""

    registration_id: int
    changed: tuple[str, ...] = ()
    over_seats: int = 0
    refusal: str | None = None


def complete(
    author: Author,
    registration_ids: Sequence[int],
    completion: Completion,
    *,
    submission: Submission | None = None,
) -> list[Completed]:
    """Set the same on each, in one transaction; what cannot be is told and left. A full division only warns.

    The caller has checked that the person may enrol for each. Raises RuleViolation: nothing_selected, key_reused.
    """
    wanted = list(dict.fromkeys(registration_ids))[:MANY]
    if not wanted:
        raise RuleViolation("nothing_selected")
    with transaction() as session:
        _lock_centres(session, wanted)
        rows = lock_registrations(session, wanted)
        answered = replay(session, submission)
        if answered is not None:
            return [Completed(**{**one, "changed": tuple(one["changed"])}) for one in answered["done"]]
        now = clock.now()
        batch = _Batch(session, author, completion, now)
        done = [batch.one(rows[id_]) for id_ in wanted if id_ in rows]
        record_by_chain(session, batch.lines)
        remember(session, submission, {"done": [asdict(one) for one in done]}, now)
    return done


def _lock_centres(session: Session, registration_ids: Sequence[int]) -> None:
    """Lock the centres first: the seats of a division are counted as they will be."""
    of = select(Registration.centre_id).where(Registration.id.in_(registration_ids)).distinct()
    for centre_id in sorted(session.scalars(of)):
        lock_centre(session, centre_id)


class _Batch:
    def __init__(self, session: Session, author: Author, completion: Completion, now: datetime) -> None:
        self._session, self._author, self._completion, self._now = session, author, completion, now
        self._division = _division(session, completion.division_id)
        self._taken = _taken(session, completion.division_id)
        self.lines: dict[int, list[Line]] = {}

    def one(self, row: Any) -> Completed:
        try:
            check_open(validated_at=row.validated_at, cancelled_at=row.cancelled_at)
            values = self._values(row)
        except RuleViolation as refusal:
            return Completed(row.id, refusal=refusal.code)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if changed:
            self._session.execute(
                update(Registration)
                .where(Registration.id == row.id)
                .values(**values, version=Registration.version + 1, updated_at=self._now)
                .execution_options(synchronize_session=False)
            )
        fields = [name.removesuffix("_id") for name in changed]
        if DOCUMENTS in self._completion.sets and ask(self._session, self._author.id, row, self._now):
            fields.append(DOCUMENTS)
        if fields:
            self._tell(row, fields)
        return Completed(row.id, tuple(fields), self._over(row))

    def _values(self, row: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if DIVISION in self._completion.sets:
            values["division_id"] = self._checked_division(row)
        if REGIME in self._completion.sets:
            values["regime"] = self._completion.regime
        if OPTIONS in self._completion.sets:
            values["options"] = list(self._completion.options)
        return values

    def _checked_division(self, row: Any) -> int | None:
        wanted = self._completion.division_id
        if wanted is None or wanted == row.division_id:
            return wanted
        check_division(self._division, row)
        self._taken += 1
        return wanted

    def _over(self, row: Any) -> int:
        """Return by how many the division's seats are passed, once this one is in it."""
        seats = self._division.seats if self._division is not None else None
        placed = DIVISION in self._completion.sets and self._completion.division_id != row.division_id
        return max(0, self._taken - seats) if placed and seats is not None else 0

    def _tell(self, row: Any, fields: Sequence[str]) -> None:
        line = told_of("registration_completed", self._author, self._now, row, {"fields": list(fields)})
        self.lines.setdefault(row.centre_id, []).append(line)


def told_of(event: str, author: Author, now: datetime, row: Any, more: Mapping[str, Any]) -> Line:
    """Return the line of the journal about a registration."""
    details = {"learner": row.learner_id, "registration": row.id, **more}
    return Line(event, person(author.id), now, row.programme_id, details=details)


def check_division(division: Any, row: Any) -> None:
    """Refuse a division of another centre, year or programme, or retired."""
    if division is None or (division.centre_id, division.year) != (row.centre_id, row.school_year):
        raise RuleViolation("division_elsewhere")
    if division.programme_id not in (None, row.programme_id):
        raise RuleViolation("division_elsewhere")
    if division.retired_at is not None:
        raise RuleViolation("division_retired")


def ask(session: Session, author_id: int, row: Any, now: datetime) -> int:
    """Ask for the documents of a registration that have not been asked for yet; return how many."""
    known = select(RegistrationDocument.document_id).where(RegistrationDocument.registration_id == row.id)
    wanted = session.scalars(
        select(RequiredDocument.id).where(
            RequiredDocument.centre_id == row.centre_id,
            RequiredDocument.retired_at.is_(None),
            RequiredDocument.programme_id.is_(None) | (RequiredDocument.programme_id == row.programme_id),
            RequiredDocument.id.not_in(known),
        )
    ).all()
    change = {"state": "asked", "changed_at": now, "changed_by_id": author_id}
    rows = [{"registration_id": row.id, "document_id": id_, **change} for id_ in wanted]
    if rows:
        session.execute(insert(RegistrationDocument), rows)
    return len(rows)


def _division(session: Session, division_id: int | None) -> Any:
    return session.execute(select(*Division.__table__.c).where(Division.id == division_id)).first()


def _taken(session: Session, division_id: int | None) -> int:
    taken = select(func.count()).where(
        Registration.division_id == division_id, Registration.cancelled_at.is_(None)
    )
    return int(session.scalar(taken) or 0)
