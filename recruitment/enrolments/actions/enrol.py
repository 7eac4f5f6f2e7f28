"""Mark the administrative enrolment done, for one candidate or many: after a « oui » and once (R6.1, I12)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments import uplink
from recruitment.enrolments.actions.locks import Author, lock_applications
from recruitment.enrolments.models import Enrolment
from recruitment.journal.actions import Line, person, record_by_chain
from recruitment.rules.enrolments import check_enrol
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState

MANY = 200  # at once


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An enrolment marked done."""

    enrolment_id: int
    application_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many: done, or the code of what refused it."""

    application_id: int
    refusal: str | None = None

    @property
    def done(self) -> bool:
        """Tell whether it was marked done."""
        return self.refusal is None


def enrol(author: Author, application_id: int, *, submission: Submission | None = None) -> Enrolled:
    """Mark the enrolment of an application done.

    Raises RuleViolation: not_accepted, already_enrolled, key_reused.
    """
    with transaction() as session:
        rows = lock_applications(session, [application_id])
        answered = replay(session, submission)
        if answered is not None:
            return Enrolled(**answered)
        if application_id not in rows:
            raise NoResultFound
        now = clock.now()
        clock_guard.check(session, now)
        row = rows[application_id]
        _check(row)
        (enrolment_id,) = _carry_out(session, author, [row], now)
        enrolled = Enrolled(enrolment_id, application_id)
        remember(session, submission, asdict(enrolled), now)
    return enrolled


def enrol_many(
    author: Author, application_ids: Sequence[int], *, submission: Submission | None = None
) -> list[Outcome]:
    """Mark the enrolment of each done, in one transaction; what cannot be is told and left.

    The caller has checked that the person may enrol for each. Raises RuleViolation: nothing_selected, key_reused.
    """
    wanted = list(dict.fromkeys(application_ids))[:MANY]
    if not wanted:
        raise RuleViolation("nothing_selected")
    with transaction() as session:
        rows = lock_applications(session, wanted)
        answered = replay(session, submission)
        if answered is not None:
            return [Outcome(**outcome) for outcome in answered["outcomes"]]
        now = clock.now()
        clock_guard.check(session, now)
        outcomes = [_try(rows[id_]) for id_ in wanted if id_ in rows]
        _carry_out(session, author, [rows[one.application_id] for one in outcomes if one.done], now)
        remember(session, submission, {"outcomes": [asdict(one) for one in outcomes]}, now)
    return outcomes


def mark_done(
    session: Session, author: Author, application_ids: Sequence[int], now: datetime, *, tell: bool = True
) -> list[Outcome]:
    """Mark enrolments done in the transaction of another act; without `tell`, that act has them go up itself."""
    rows = lock_applications(session, application_ids)
    outcomes = [_try(rows[id_]) for id_ in dict.fromkeys(application_ids) if id_ in rows]
    _carry_out(session, author, [rows[one.application_id] for one in outcomes if one.done], now, tell=tell)
    return outcomes


def _try(row: Any) -> Outcome:
    try:
        _check(row)
    except RuleViolation as refusal:
        return Outcome(row.application_id, refusal.code)
    return Outcome(row.application_id)


def _check(row: Any) -> None:
    check_enrol(ApplicationState(row.state), enrolled=row.enrolment_id is not None)


def _carry_out(
    session: Session, author: Author, rows: Sequence[Any], now: datetime, *, tell: bool = True
) -> Sequence[int]:
    """Write the enrolments and their lines; a new version of the application tells the colleagues' boards."""
    if not rows:
        return []
    values = [_values(author, row, now) for row in rows]
    made = session.execute(
        insert(Enrolment).values(values).returning(Enrolment.id, Enrolment.application_id)
    ).all()
    ids = {row.application_id: row.id for row in made}
    session.execute(
        update(Application)
        .where(Application.id.in_([row.application_id for row in rows]))
        .values(version=Application.version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    record_by_chain(session, lines_of("enrol", author, rows, now))
    if tell:
        uplink.tell_done(session, [(ids[row.application_id], row) for row in rows], now)
    return list(ids.values())


def _values(author: Author, row: Any, now: datetime) -> dict[str, Any]:
    return {
        "application_id": row.application_id,
        "contract_id": row.contract_id,
        "programme_id": row.programme_id,
        "centre_id": row.centre_id,
        "done_at": now,
        "done_by_id": author.id,
    }


def lines_of(event: str, author: Author, rows: Sequence[Any], now: datetime) -> dict[int, list[Line]]:
    """Return a line of the journal per application, under the chain of its centre."""
    chains: dict[int, list[Line]] = {}
    for row in rows:
        contract_id = row.contract_id or row.enrolled_contract_id
        about = (row.programme_id, row.candidate_id, row.application_id, contract_id)
        chains.setdefault(row.centre_id, []).append(Line(event, person(author.id), now, *about))
    return chains
