"""The two decisions that nobody takes back, one file or many at a time, and the team's notes.

Each decision is one transaction: the programme's row is locked, then the applications', the clock is read
under the lock, the rules are asked, and the decision, its journal line and its mail are committed together.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications import drafts
from recruitment.applications.models import Application, Note, RefusalReason
from recruitment.core import clock, clock_guard
from recruitment.core.database import db
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record, record_many
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.programmes.families import with_guardians
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules import deadlines
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import check_event, next_state
from recruitment.rules.vocabulary import ApplicationState, Decision, Event, LateRefusals

EVENTS = {Decision.REFUSED: Event.REFUSE, Decision.RETAINED: Event.RETAIN}
MANY = 500  # files of one bulk decision
Read: TypeAlias = Row[*tuple[Any, ...]]


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it was chosen: which, and for a refusal why, and who drafted it where two are asked."""

    decision: Decision
    reason_id: int | None = None
    details: str = ""
    drafted_by: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: done (late or not), only drafted, or the code of the refusal with its facts."""

    application_id: int
    done: bool
    late: bool = False
    refusal: str | None = None
    facts: dict[str, Any] | None = None
    drafted: bool = False


def refuse(
    author: Author,
    application_id: int,
    *,
    reason_id: int,
    details: str = "",
    version: int | None = None,
    submission: Submission | None = None,
) -> Outcome:
    """Refuse an application for good, for a reason of the centre's list (R2.3, R2.7).

    Where the programme asks for two people the refusal is only drafted (R8.3): another confirms it.
    Raises RuleViolation: reason_missing, details_missing, refusal_already_drafted, and those of `_check`.
    """
    return _decide_one(
        author, application_id, Ruling(Decision.REFUSED, reason_id, details), version, submission
    )


def confirm_refusal(
    author: Author, application_id: int, *, version: int | None = None, submission: Submission | None = None
) -> Outcome:
    """Refuse for good what another person drafted (R8.3); the journal names both.

    Raises RuleViolation: no_refusal_draft, own_refusal_draft, and those of `_check`.
    """
    with transaction() as session:
        centre, row, answered = _lock_one(session, application_id, submission)
        if answered is not None:
            return Outcome(**answered["outcome"])
        now = clock.now()
        clock_guard.check(session, now)
        late = _check(session, row, Decision.REFUSED, centre.late_refusals, now, version)
        draft = drafts.to_confirm(session, author, application_id)
        outcome = Outcome(application_id, done=True, late=late)
        ruling = Ruling(Decision.REFUSED, draft.reason_id, draft.details or "", draft.drafted_by_id)
        _write(session, author, centre.centre_id, [(row, outcome)], ruling, now)
        drafts.forget(session, [application_id])
        remember(session, submission, {"outcome": asdict(outcome)}, now)
    return outcome


def retain(
    author: Author, application_id: int, *, version: int | None = None, submission: Submission | None = None
) -> Outcome:
    """Place an application in contract search for good (R2.3).

    Raises RuleViolation as `_check` does.
    """
    return _decide_one(author, application_id, Ruling(Decision.RETAINED), version, submission)


def decide_many(
    author: Author,
    programme_id: int,
    application_ids: Sequence[int],
    ruling: Ruling,
    *,
    submission: Submission | None = None,
) -> list[Outcome]:
    """Take the same decision for many files of one programme: one outcome per file, in their order (R2.3).

    A file that cannot be decided any more is told and left; the others are decided. Raises RuleViolation
    (nothing_selected, reason_missing, details_missing) when nothing at all can be done.
    """
    if not application_ids:
        raise RuleViolation("nothing_selected")
    with transaction() as session:
        campaign = _lock_programme(session, programme_id)
        rows = _lock_applications(session, programme_id, application_ids[:MANY])
        answered = replay(session, submission)
        if answered is not None:
            return [Outcome(**outcome) for outcome in answered["outcomes"]]
        now = clock.now()
        clock_guard.check(session, now)
        _check_reason(session, campaign.centre_id, ruling)
        drafted = drafts.pending(session, list(rows)) if _in_two_steps(campaign, ruling) else {}
        outcomes = [
            _try(session, rows[application_id], ruling, campaign, now, drafted.get(application_id))
            for application_id in dict.fromkeys(application_ids[:MANY])
            if application_id in rows
        ]
        done = [(rows[o.application_id], o) for o in outcomes if o.done]
        _carry_out(session, author, campaign, done, ruling, now)
        remember(session, submission, {"outcomes": [asdict(outcome) for outcome in outcomes]}, now)
    return outcomes


def why_not(application_id: int, decision: Decision) -> RuleViolation | None:
    """Return the refusal that this decision would meet now, read without a lock, for a page; None where it is open."""
    session = db.session()
    statement = _facts().add_columns(Campaign.late_refusals)
    row = session.execute(
        statement.join(Campaign, Campaign.id == Application.campaign_id).where(
            Application.id == application_id
        )
    ).one()
    try:
        _check(session, row, decision, row.late_refusals, clock.now())
    except RuleViolation as refusal:
        return refusal
    return None


def add_note(author: Author, application_id: int, body: str, *, submission: Submission | None = None) -> None:
    """Add a note of the team to a file, with its line in the journal."""
    with transaction() as session:
        row = session.execute(
            select(Application.centre_id, Application.programme_id)
            .where(Application.id == application_id)
            .with_for_update()
        ).one()
        if replay(session, submission) is not None:
            return
        now = clock.now()
        note = {"application_id": application_id, "centre_id": row.centre_id, "author_id": author.id}
        session.execute(insert(Note).values(**note, written_at=now, body=body))
        line = Line("note_added", person(author.id), now, row.programme_id, application_id=application_id)
        record(session, row.centre_id, line)
        remember(session, submission, {}, now)


def _decide_one(
    author: Author, application_id: int, ruling: Ruling, version: int | None, submission: Submission | None
) -> Outcome:
    with transaction() as session:
        campaign, row, answered = _lock_one(session, application_id, submission)
        if answered is not None:
            return Outcome(**answered["outcome"])
        now = clock.now()
        clock_guard.check(session, now)
        late = _check(session, row, ruling.decision, campaign.late_refusals, now, version)
        _check_reason(session, campaign.centre_id, ruling)
        in_two_steps = _in_two_steps(campaign, ruling)
        if in_two_steps:
            drafts.refuse_twice(drafts.pending(session, [application_id]).get(application_id))
        outcome = Outcome(application_id, done=True, late=late, drafted=in_two_steps)
        _carry_out(session, author, campaign, [(row, outcome)], ruling, now)
        remember(session, submission, {"outcome": asdict(outcome)}, now)
    return outcome


def _lock_one(
    session: Session, application_id: int, submission: Submission | None
) -> tuple[Read, Read, dict[str, Any] | None]:
    """Lock a file and its programme; return both, with the answer already given to this form."""
    programme_id = session.scalars(
        select(Application.programme_id).where(Application.id == application_id)
    ).one()
    campaign = _lock_programme(session, programme_id)
    row = _lock_applications(session, programme_id, [application_id])[application_id]
    return campaign, row, replay(session, submission)


def _in_two_steps(campaign: Read, ruling: Ruling) -> bool:
    """Tell whether the decision is one that a second person must confirm."""
    return bool(campaign.two_step_refusals) and ruling.decision == Decision.REFUSED


def _carry_out(
    session: Session,
    author: Author,
    campaign: Read,
    decided: Sequence[tuple[Read, Outcome]],
    ruling: Ruling,
    now: datetime,
) -> None:
    """Write decisions that were checked, or their drafts."""
    if not _in_two_steps(campaign, ruling):
        _write(session, author, campaign.centre_id, decided, ruling, now)
        return
    rows = [row for row, _outcome in decided]
    drafts.write(session, author, campaign.centre_id, rows, ruling.reason_id or 0, ruling.details, now)


def _lock_programme(session: Session, programme_id: int) -> Read:
    """Lock the programme's row first: whoever needs both locks takes them in the same order."""
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update())
    return session.execute(
        select(Programme.centre_id, Programme.two_step_refusals, Campaign.late_refusals)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(Programme.id == programme_id)
    ).one()


def _facts() -> Select[Any]:
    """Select what the rules ask of an application."""
    columns: tuple[Any, ...] = (
        Application.id,
        Application.programme_id,
        Application.candidate_id,
        Application.state,
        Application.decision,
        Application.review_deadline,
        Application.auto_retain_at,
        Application.version,
        Application.decided_at,
        Application.decided_by_id,
    )
    return select(*columns)


def _lock_applications(session: Session, programme_id: int, ids: Sequence[int]) -> dict[int, Read]:
    statement = _facts().where(Application.programme_id == programme_id, Application.id.in_(ids))
    statement = statement.order_by(Application.id).with_for_update()
    return {row.id: row for row in session.execute(statement)}


def _check(
    session: Session,
    row: Read,
    decision: Decision,
    late_refusals: str,
    now: datetime,
    version: int | None = None,
) -> bool:
    """Tell whether a decision is late, or refuse it (R2.1, R2.5, R3.3, R3.5)."""
    event = EVENTS[decision]
    facts = _first_decision(session, row) if row.decision else {}
    check_event(ApplicationState(row.state), event, **facts)
    late = deadlines.check_decision(
        event,
        last_day=row.review_deadline,
        auto_retain_at=row.auto_retain_at,
        now=now,
        late_refusals=LateRefusals(late_refusals),
    )
    if version is not None and version != row.version:
        raise RuleViolation("stale_version")
    return late


def _first_decision(session: Session, row: Read) -> dict[str, Any]:
    """Return who decided what and when, for the one who comes second (R2.5)."""
    name = session.scalar(select(Account.display_name).where(Account.id == row.decided_by_id))
    return {"decision": row.decision, "decided_by": name, "decided_at": row.decided_at}


def _check_reason(session: Session, centre_id: int, ruling: Ruling) -> None:
    if ruling.decision != Decision.REFUSED:
        return
    needs_details = session.scalar(
        select(RefusalReason.needs_details).where(
            RefusalReason.id == ruling.reason_id,
            RefusalReason.centre_id == centre_id,
            RefusalReason.retired_at.is_(None),
        )
    )
    if needs_details is None:
        raise RuleViolation("reason_missing")
    if needs_details and not ruling.details.strip():
        raise RuleViolation("details_missing")


def _try(session: Session, row: Read, ruling: Ruling, campaign: Read, now: datetime, drafted: Any) -> Outcome:
    try:
        late = _check(session, row, ruling.decision, campaign.late_refusals, now)
        drafts.refuse_twice(drafted)
    except RuleViolation as refusal:
        facts = {name: _json(value) for name, value in refusal.details.items()}
        return Outcome(row.id, done=False, refusal=refusal.code, facts=facts)
    return Outcome(row.id, done=True, late=late, drafted=_in_two_steps(campaign, ruling))


def _write(
    session: Session,
    author: Author,
    centre_id: int,
    decided: Sequence[tuple[Read, Outcome]],
    ruling: Ruling,
    now: datetime,
) -> None:
    """Write decisions that were checked, their journal lines and their mails."""
    event = EVENTS[ruling.decision]
    refused = ruling.decision == Decision.REFUSED
    for late in (False, True):
        ids = [row.id for row, outcome in decided if outcome.late is late]
        if not ids:
            continue
        session.execute(
            update(Application)
            .where(Application.id.in_(ids), Application.decision.is_(None))
            .values(
                state=next_state(ApplicationState.CONFIRMED, event),
                decision=ruling.decision,
                decided_at=now,
                decided_by_id=author.id,
                decision_origin="person",
                decision_late=late,
                refusal_reason_id=ruling.reason_id if refused else None,
                refusal_details=(ruling.details.strip() or None) if refused else None,
                version=Application.version + 1,
                updated_at=now,
            )
            .execution_options(synchronize_session=False)
        )
    actor = person(author.id)
    lines = [
        Line(
            event,
            actor,
            now,
            row.programme_id,
            row.candidate_id,
            row.id,
            details=_details(author, row, outcome, ruling),
        )
        for row, outcome in decided
    ]
    record_many(session, centre_id, lines)
    mails = [
        Mail(
            f"application:{row.id}:{event}",
            str(ruling.decision),
            to_candidate(row.candidate_id),
            now,
            {"application": row.id},
            centre_id,
        )
        for row, _outcome in decided
    ]
    queue_many(session, with_guardians(session, mails))


def _details(author: Author, row: Read, outcome: Outcome, ruling: Ruling) -> dict[str, Any]:
    details: dict[str, Any] = {"late": True} if outcome.late else {}
    if row.review_deadline is not None:
        details["review_deadline"] = row.review_deadline
    if ruling.reason_id is not None:
        details["reason_id"] = ruling.reason_id
    if ruling.drafted_by is not None:
        details |= {"drafted_by": ruling.drafted_by, "confirmed_by": author.id}
    return details


def _json(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
