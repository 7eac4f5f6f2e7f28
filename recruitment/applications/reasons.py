"""The reasons that a centre offers for refusing an application (R2.7): the first list, and what changes it.

The words of a reason never change and a reason is never deleted: a past decision keeps those it was taken
with. To rename is to retire the reason and to put another in its place.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import RefusalReason
from recruitment.core import clock
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation

#: The label, and whether a free text must come with it.
DEFAULT_REFUSAL_REASONS = (
    ("Projet sans lien avec la formation", False),
    ("Résultats insuffisants dans les matières clés", False),
    ("Prérequis de la formation non remplis", False),
    ("Dossier incomplet", False),
    ("Autre, à préciser", True),
)
EVENT = "reasons_changed"


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """What a reason says, and whether a free text must come with it."""

    label: str
    needs_details: bool = False


def add_default_reasons(session: Session, centre_ids: Sequence[int]) -> None:
    """Give new centres their first list."""
    rows = [
        {"centre_id": centre_id, "label": label, "needs_details": needs_details, "position": position}
        for centre_id in centre_ids
        for position, (label, needs_details) in enumerate(DEFAULT_REFUSAL_REASONS, start=1)
    ]
    if rows:
        session.execute(insert(RefusalReason), rows)


def add_reason(author: Author, centre_id: int, wording: Wording) -> int:
    """Add a reason at the end of the list; one that was retired with these words comes back.

    Raises RuleViolation: reason_taken.
    """
    with _changing(author, centre_id) as change:
        reason_id = change.put(wording, change.end)
        change.note("added", reason_id)
    return reason_id


def change_reason(author: Author, centre_id: int, reason_id: int, wording: Wording) -> int:
    """Change whether details are asked, or the words: then another reason takes the place of this one.

    Raises RuleViolation: reason_taken, reason_retired.
    """
    with _changing(author, centre_id) as change:
        known = change.offered_or_refuse(reason_id)
        if known.label != wording.label:
            new_id = change.put(wording, known.position, instead_of=known)
            change.write(known, retired_at=change.at)
            change.note("renamed", new_id, instead_of=known.id)
            return new_id
        if known.needs_details != wording.needs_details:
            change.write(known, needs_details=wording.needs_details)
            change.note("details_asked" if wording.needs_details else "details_left", known.id)
    return reason_id


def move_reason(author: Author, centre_id: int, reason_id: int, step: int) -> int:
    """Move a reason up (-1) or down (1) in the list; return its place from 1. At the end it stays."""
    with _changing(author, centre_id) as change:
        order = list(change.offered)
        known = change.offered_or_refuse(reason_id)
        place = order.index(known)
        wanted = max(0, min(len(order) - 1, place + step))
        if wanted != place:
            order.insert(wanted, order.pop(place))
            change.number(order)
            change.note("moved", reason_id, place=wanted + 1)
    return wanted + 1


def retire_reason(author: Author, centre_id: int, reason_id: int) -> None:
    """Offer a reason no more. Raises RuleViolation: last_reason."""
    with _changing(author, centre_id) as change:
        known = change.find(reason_id)
        if known.retired_at is None:
            if len(change.offered) == 1:
                raise RuleViolation("last_reason")
            change.write(known, retired_at=change.at)
            change.note("retired", reason_id)


def restore_reason(author: Author, centre_id: int, reason_id: int) -> None:
    """Offer a retired reason again, at the end of the list. Raises RuleViolation: reason_taken."""
    with _changing(author, centre_id) as change:
        known = change.find(reason_id)
        if known.retired_at is not None:
            change.refuse_twice(known.label)
            change.write(known, retired_at=None, position=change.end)
            change.note("restored", reason_id)


class _Change:
    """One change of a centre's list, in its transaction."""

    def __init__(self, session: Session, author: Author, centre_id: int) -> None:
        self._session, self._author, self._centre_id = session, author, centre_id
        self.at: datetime = clock.now()
        columns = select(*RefusalReason.__table__.c).where(RefusalReason.centre_id == centre_id)
        self._all = session.execute(columns.order_by(RefusalReason.position, RefusalReason.id)).all()
        self.offered = [row for row in self._all if row.retired_at is None]
        self.end = max((row.position for row in self._all), default=0) + 1

    def find(self, reason_id: int) -> Row[Any]:
        return next(row for row in self._all if row.id == reason_id)

    def offered_or_refuse(self, reason_id: int) -> Row[Any]:
        known = self.find(reason_id)
        if known.retired_at is not None:
            raise RuleViolation("reason_retired")
        return known

    def refuse_twice(self, label: str, but: Row[Any] | None = None) -> None:
        """Refuse words that the list offers already, whatever the accents and the case."""
        if any(fold(row.label) == fold(label) for row in self.offered if row is not but):
            raise RuleViolation("reason_taken")

    def put(self, wording: Wording, position: int, instead_of: Row[Any] | None = None) -> int:
        """Offer these words at that place: a retired reason that says exactly that, or a new one."""
        self.refuse_twice(wording.label, instead_of)
        values = {"needs_details": wording.needs_details, "position": position}
        back = next((row for row in self._all if row.label == wording.label), None)
        if back is not None:
            self.write(back, **values, retired_at=None)
            return int(back.id)
        statement = insert(RefusalReason).values(centre_id=self._centre_id, label=wording.label, **values)
        return self._session.execute(statement.returning(RefusalReason.id)).scalar_one()

    def number(self, order: Sequence[Row[Any]]) -> None:
        """Write the places of the list, from 1."""
        for position, row in enumerate(order, start=1):
            if row.position != position:
                self.write(row, position=position)

    def write(self, row: Row[Any], **values: Any) -> None:
        statement = update(RefusalReason).where(RefusalReason.id == row.id).values(**values)
        self._session.execute(statement.execution_options(synchronize_session=False))

    def note(self, act: str, reason_id: int, **more: Any) -> None:
        details = {"act": act, "reason_id": reason_id, **more}
        record(self._session, self._centre_id, Line(EVENT, person(self._author.id), self.at, details=details))


@contextmanager
def _changing(author: Author, centre_id: int) -> Iterator[_Change]:
    """Open the transaction; two people never change the list of one centre at once."""
    with transaction() as session:
        centre = select(TrainingCentre.id).where(TrainingCentre.id == centre_id)
        session.execute(centre.with_for_update(key_share=True))
        yield _Change(session, author, centre_id)
