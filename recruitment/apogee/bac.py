"""Enter results of the baccalauréat, of one person or by a file: what the decision codes follow (R7.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.apogee.actions import Author
from recruitment.apogee.lists import ReadList, Wrong
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme

AT_ONCE = 500
UNKNOWN = "Aucun admis de votre établissement ne porte ce numéro dans cette session."


@dataclass(frozen=True, slots=True)
class Entered:
    """How many persons were told of, and of how many the result changed."""

    people: int
    changed: int


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose results a person may enter: of a centre and a session, on the programmes that a condition leaves."""

    centre_id: int
    campaign_id: int
    mine: ColumnElement[bool]


def enter(author: Author, whose: Whose, results: Mapping[str, str], submission: Submission) -> Entered:
    """Keep the results of some persons, by their number, in each programme where they are admitted."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return Entered(**answered)
        now = clock.now()
        entered = _write(session, author, whose, results, now)
        remember(session, submission, {"people": entered.people, "changed": entered.changed}, now)
        return entered


def enter_list(
    author: Author, whose: Whose, found: ReadList, submission: Submission
) -> Entered | list[Wrong]:
    """Keep the results of a file: all of them, or none and what is wrong."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return Entered(**answered)
        numbers = [values["number"] for _line, values in found.lines]
        known = set(_rows(session, whose, numbers))
        unknown = [
            Wrong(line, "numero_inscription", UNKNOWN)
            for line, values in found.lines
            if values["number"] not in known
        ]
        if found.wrong or unknown:
            return sorted([*found.wrong, *unknown], key=lambda one: (one.line, one.column))
        now = clock.now()
        results = {values["number"]: values["result"] for _line, values in found.lines}
        entered = _write(session, author, whose, results, now)
        remember(session, submission, {"people": entered.people, "changed": entered.changed}, now)
        return entered


def _write(
    session: Session, author: Author, whose: Whose, results: Mapping[str, str], now: datetime
) -> Entered:
    rows = _rows(session, whose, list(results))
    changed: dict[str, list[int]] = {}
    for number, held in rows.items():
        for row in held:
            if row.bac_result != results[number]:
                changed.setdefault(results[number], []).append(row.id)
    for result, ids in changed.items():
        for at in range(0, len(ids), AT_ONCE):
            session.execute(
                update(Admitted)
                .where(Admitted.id.in_(ids[at : at + AT_ONCE]))
                .values(bac_result=result, bac_result_at=now, version=Admitted.version + 1, updated_at=now)
                .execution_options(synchronize_session=False)
            )
    counts = {result: len(ids) for result, ids in changed.items()}
    if counts:
        record(session, whose.centre_id, Line("bac_results_entered", person(author.id), now, details=counts))
    return Entered(len(rows), sum(counts.values()))


def _rows(session: Session, whose: Whose, numbers: Sequence[str]) -> dict[str, list[Any]]:
    """Return, locked, the rows of the pool of these numbers, by number."""
    found: dict[str, list[Any]] = {}
    for at in range(0, len(numbers), AT_ONCE):
        rows = session.execute(
            select(Admitted.id, Admitted.candidate_number, Admitted.bac_result)
            .join(Programme, Programme.id == Admitted.programme_id)
            .where(
                Admitted.centre_id == whose.centre_id,
                Admitted.campaign_id == whose.campaign_id,
                Admitted.candidate_number.in_(numbers[at : at + AT_ONCE]),
                whose.mine,
            )
            .order_by(Admitted.id)
            .with_for_update(of=Admitted)
        )
        for row in rows:
            found.setdefault(row.candidate_number, []).append(row)
    return found
