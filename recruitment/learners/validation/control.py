"""Run the controls on registrations, as many as wanted, and keep what they say (R6.2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.learners.locks import Author
from recruitment.learners.models import Registration
from recruitment.learners.validation import reports
from recruitment.learners.validation.facts import facts_of, open_
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import paris_day
from recruitment.rules.registration_controls import findings, verdict

WRITTEN_AT_ONCE = 500


def control(
    author: Author,
    registration_ids: Sequence[int],
    *,
    centre_id: int,
    school_year: int,
    submission: Submission | None = None,
) -> int:
    """Run the controls; return the id of the report. Those validated or cancelled meanwhile are left out.

    The caller has checked that the person may enrol for each. Raises RuleViolation: nothing_selected, key_reused.
    """
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["report"])
        now = clock.now()
        ids = _still_open(session, registration_ids, centre_id)
        if not ids:
            raise RuleViolation("nothing_selected")
        found = {id_: findings(facts) for id_, facts in facts_of(session, ids, paris_day(now)).items()}
        _write(session, found, now)
        said = [reports.Said(id_, verdict(codes), tuple(codes)) for id_, codes in sorted(found.items())]
        report_id = reports.keep(
            session,
            reports.CONTROLS,
            centre_id=centre_id,
            school_year=school_year,
            account_id=author.id,
            said=said,
            now=now,
        )
        details = {"report": report_id, "number": len(said)}
        record(session, centre_id, Line("registrations_controlled", person(author.id), now, details=details))
        remember(session, submission, {"report": report_id}, now)
    return report_id


def _still_open(session: Session, registration_ids: Sequence[int], centre_id: int) -> list[int]:
    wanted = sorted(set(registration_ids))
    found: list[int] = []
    for at in range(0, len(wanted), WRITTEN_AT_ONCE):
        part = wanted[at : at + WRITTEN_AT_ONCE]
        mine = select(Registration.id).where(
            Registration.id.in_(part), Registration.centre_id == centre_id, open_
        )
        found.extend(session.scalars(mine.order_by(Registration.id).with_for_update()))
    return found


def _write(session: Session, found: dict[int, list[str]], now: Any) -> None:
    """Write the findings, those that are the same at once."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for id_, codes in found.items():
        alike.setdefault(tuple(codes), []).append(id_)
    for same, ids in alike.items():
        for at in range(0, len(ids), WRITTEN_AT_ONCE):
            session.execute(
                update(Registration)
                .where(Registration.id.in_(ids[at : at + WRITTEN_AT_ONCE]))
                .values(findings=list(same), controlled_at=now)
                .execution_options(synchronize_session=False)
            )
