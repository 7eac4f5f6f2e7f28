"""Validate registrations, one or many, from the first day of term on; each goes up to the platform once (R6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions import mark_done
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges import moments, uplink_keys, uplink_queue
from recruitment.journal.actions import Line, person, record
from recruitment.learners.locks import Author
from recruitment.learners.models import Registration
from recruitment.learners.validation import reports
from recruitment.learners.validation.facts import facts_of
from recruitment.learners.validation.rows import locked
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import paris_day
from recruitment.rules.registration_controls import Level, at_level, findings
from recruitment.rules.registrations import (
    NATURES,
    PRINCIPAL,
    check_findings,
    check_open,
    validation_day,
)
from recruitment.rules.replies import ACCEPTED_STATES

MANY = 200  # at once
DONE = "done"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A registration, what the controls found, the day it may bear or the refusal."""

    row: Any
    codes: list[str]
    day: Any = None
    refusal: str | None = None


def validate(
    author: Author, registration_id: int, *, nature: int = PRINCIPAL, submission: Submission | None = None
) -> int:
    """Validate one; return the id of its report.

    Raises RuleViolation: nature_unknown, registration_cancelled, registration_validated, registration_blocked,
    no_first_day, before_first_day, key_reused.
    """
    return _act(author, [registration_id], nature, submission, alone=True)


def validate_many(
    author: Author,
    registration_ids: Sequence[int],
    *,
    nature: int = PRINCIPAL,
    submission: Submission | None = None,
) -> int:
    """Validate those of one centre that can be, in one transaction; return the id of the report on all.

    The caller has checked that the person may enrol for each. Raises RuleViolation: nothing_selected, key_reused.
    """
    wanted = list(dict.fromkeys(registration_ids))[:MANY]
    if not wanted:
        raise RuleViolation("nothing_selected")
    return _act(author, wanted, nature, submission, alone=False)


def _act(
    author: Author, wanted: Sequence[int], nature: int, submission: Submission | None, *, alone: bool
) -> int:
    if nature not in NATURES:
        raise RuleViolation("nature_unknown")
    with transaction() as session:
        rows = locked(session, wanted)
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["report"])
        now = clock.now()
        clock_guard.check(session, now)
        facts = facts_of(session, list(rows), paris_day(now))
        judged = [_judge(rows[id_], findings(facts[id_]), now, alone=alone) for id_ in wanted if id_ in rows]
        done = [one for one in judged if one.refusal is None]
        _carry_out(session, author, done, nature, now)
        report_id = _keep(session, author, judged, now)
        remember(session, submission, {"report": report_id}, now)
    return report_id


def _judge(row: Any, codes: list[str], now: datetime, *, alone: bool) -> _Judged:
    try:
        check_open(validated_at=row.validated_at, cancelled_at=row.cancelled_at)
        check_findings(codes)
        return _Judged(row, codes, validation_day(row.first_day, now))
    except RuleViolation as refusal:
        if alone:
            raise
        return _Judged(row, codes, refusal=refusal.code)


def _carry_out(session: Session, author: Author, done: Sequence[_Judged], nature: int, now: datetime) -> None:
    if not done:
        return
    enrolments = _enrolled(session, author, [one.row for one in done], now)
    for one in done:
        session.execute(
            update(Registration)
            .where(Registration.id == one.row.id)
            .values(
                validated_at=now,
                validated_by_id=author.id,
                validated_on=one.day,
                platform_state=nature,
                enrolment_id=enrolments.get(one.row.application_id),
                findings=one.codes,
                controlled_at=now,
                version=one.row.version + 1,
                updated_at=now,
            )
            .execution_options(synchronize_session=False)
        )
        if moments.at_validation(session, one.row.centre_id):
            _tell(session, one.row, nature, now)
        record(
            session, one.row.centre_id, _line("registration_validated", author, one.row, now, nature=nature)
        )


def _enrolled(session: Session, author: Author, rows: Sequence[Any], now: datetime) -> dict[int, int]:
    """Mark our own applications' enrolments done (R6.1); return each standing one by application."""
    mine = [row for row in rows if row.application_id is not None]
    to_mark = [
        row.application_id
        for row in mine
        if row.standing_enrolment_id is None and row.wish_state in ACCEPTED_STATES
    ]
    if to_mark:
        mark_done(
            session, author, to_mark, now, tell=False
        )  # what is validated goes up, not its mark as well
    standing = select(Enrolment.application_id, Enrolment.id).where(
        Enrolment.application_id.in_([row.application_id for row in mine]), Enrolment.undone_at.is_(None)
    )
    return {row.application_id: row.id for row in session.execute(standing)}


def _tell(session: Session, row: Any, nature: int, now: datetime) -> None:
    uplink_queue.queue(
        session,
        event_key=uplink_keys.of_registration(row.id),
        centre_id=row.centre_id,
        campaign_id=row.campaign_id,
        programme_id=row.programme_id,
        candidate_number=row.candidate_number,
        platform_state=nature,
        source="registration",
        source_id=row.id,
        now=now,
    )


def _line(event: str, author: Author, row: Any, now: datetime, **details: Any) -> Line:
    about = {"learner": row.learner_id, "registration": row.id, **details}
    return Line(
        event, person(author.id), now, row.programme_id, row.candidate_id, row.application_id, details=about
    )


def _keep(session: Session, author: Author, judged: Sequence[_Judged], now: datetime) -> int:
    """Keep the report: what was found when it was validated, or what refused it."""
    first = judged[0].row
    said = [
        reports.Said(
            one.row.id,
            one.refusal or DONE,
            tuple(at_level(one.codes, Level.BLOCKING) if one.refusal else one.codes),
        )
        for one in judged
    ]
    return reports.keep(
        session,
        reports.VALIDATION,
        centre_id=first.centre_id,
        school_year=first.school_year,
        account_id=author.id,
        said=said,
        now=now,
    )
