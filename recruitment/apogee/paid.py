"""The way back (R7.4; S3 II.A): paid first-year enrolments enter the work table, and go up to the platform each day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment.apogee import paid_lines
from recruitment.apogee.actions import Author
from recruitment.apogee.lists import ReadList, Wrong
from recruitment.apogee.models import PaidEnrolment
from recruitment.apogee.queries import Scope
from recruitment.core import clock, lease
from recruitment.core.jobs import Run
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges import log, uplink_queue
from recruitment.exchanges.log import LogLine
from recruitment.journal.actions import Line, person, record
from recruitment.labels.apogee import IA_STATES
from recruitment.programmes.models import Programme

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """How many states were new, and how many were known already."""

    new: int
    unchanged: int


def take(
    author: Author, scope: Scope, found: ReadList, file_name: str, submission: Submission
) -> Taken | list[Wrong]:
    """Take a file of paid and cancelled enrolments: all its lines, or none and what is wrong."""
    with transaction() as session:
        places = paid_lines.places(session, scope)
        _lock_programmes(
            session, {one for _line, values in found.lines for one in places.get(paid_lines.vet(values), ())}
        )
        answered = replay(session, submission)
        if answered is not None:
            return Taken(**answered)
        people = paid_lines.people(session, scope, [values["number"] for _line, values in found.lines])
        wrong = [*found.wrong, *paid_lines.wrong(found, places, people)]
        if wrong:
            return sorted(wrong, key=lambda one: (one.line, one.column))
        now = clock.now()
        taken = _write(session, author, scope, found, paid_lines.Where(places, people), (file_name, now))
        remember(session, submission, {"new": taken.new, "unchanged": taken.unchanged}, now)
        return taken


def _write(
    session: Session,
    author: Author,
    scope: Scope,
    found: ReadList,
    where: paid_lines.Where,
    told: tuple[str, datetime],
) -> Taken:
    file_name, now = told
    exchange = log.open_exchange(
        session, centre_id=scope.centre_id, campaign_id=scope.campaign_id, programme_id=None, direction="in",
        source="paid_enrolments", school_year=scope.year, account_id=author.id, state="done",
        file_name=file_name, now=now,
    )  # fmt: skip
    rows, lines = [], []
    for line, values, key, new in paid_lines.told(found, where, _histories(session, scope)):
        state = int(values["state"])
        words = f"Inscription {IA_STATES[state].lower()}."
        lines.append(LogLine(line, "new" if new else "unchanged", values["number"], {}, words))
        if new:
            rows.append(_row(scope, exchange.id, key, values, now))
    if rows:
        session.execute(insert(PaidEnrolment), rows)
    taken = Taken(len(rows), len(lines) - len(rows))
    log.add_lines(session, exchange.id, lines)
    counts = {"new": taken.new, "unchanged": taken.unchanged}
    log.finish(session, exchange, state="done", counts=counts, now=now)
    record(session, scope.centre_id, Line("paid_enrolments_taken", person(author.id), now, details=counts))
    return taken


def _row(
    scope: Scope, exchange_id: int, key: tuple[int, str], values: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    return {
        "centre_id": scope.centre_id,
        "campaign_id": scope.campaign_id,
        "programme_id": key[0],
        "candidate_number": key[1],
        "platform_state": int(values["state"]),
        "told_on": date.fromisoformat(values["day"]) if values.get("day") else None,
        "exchange_id": exchange_id,
        "received_at": now,
    }


def _histories(session: Session, scope: Scope) -> dict[tuple[int, str], list[int]]:
    """Return the states of each person in each programme, in their order."""
    found: dict[tuple[int, str], list[int]] = {}
    for row in session.execute(
        select(PaidEnrolment.programme_id, PaidEnrolment.candidate_number, PaidEnrolment.platform_state)
        .where(PaidEnrolment.centre_id == scope.centre_id, PaidEnrolment.campaign_id == scope.campaign_id)
        .order_by(PaidEnrolment.id)
    ):
        found.setdefault((row.programme_id, row.candidate_number), []).append(row.platform_state)
    return found


def pass_on(run: Run) -> None:
    """Have what came back go up to the platform (the daily run of S3 II.A), each state once and in its order."""
    while True:
        run.check_stop()
        with transaction() as session:
            lease.fenced(session, run.lease)
            rows = session.execute(
                select(*PaidEnrolment.__table__.c)
                .where(PaidEnrolment.queued_at.is_(None))
                .order_by(PaidEnrolment.id)
                .limit(AT_ONCE)
                .with_for_update()
            ).all()
            if not rows:
                return
            _lock_programmes(session, {row.programme_id for row in rows})
            now = clock.now()
            for row in rows:
                run.rows += _queue(session, row, now)
            session.execute(
                update(PaidEnrolment)
                .where(PaidEnrolment.id.in_([row.id for row in rows]))
                .values(queued_at=now)
                .execution_options(synchronize_session=False)
            )


def _lock_programmes(session: Session, ids: set[int]) -> None:
    """Lock what every act that goes up locks first, by id: the same fact told at the same instant counts once."""
    session.execute(
        select(Programme.id)
        .where(Programme.id.in_(ids))
        .order_by(Programme.id)
        .with_for_update(key_share=True)
    )


def _queue(session: Session, row: Any, now: datetime) -> bool:
    return uplink_queue.queue(
        session,
        event_key=f"paid:{row.id}:{row.platform_state}",
        centre_id=row.centre_id,
        campaign_id=row.campaign_id,
        programme_id=row.programme_id,
        candidate_number=row.candidate_number,
        platform_state=row.platform_state,
        source="paid",
        source_id=row.id,
        now=now,
    )
