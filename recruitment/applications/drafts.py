"""Refusals that one person prepares and another confirms, where a programme asks for two (R8.3).

A draft binds nobody: the file may still be retained, or pass when its deadline comes, and then the draft is
without effect. `actions.refuse` writes it on such a programme, `actions.confirm_refusal` carries it out.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, Row, delete, insert, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate, RefusalDraft, RefusalReason
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record, record_many
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState

DRAFTED, DROPPED = "refusal_drafted", "refusal_draft_dropped"
Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def pending(session: Session, application_ids: Collection[int]) -> dict[int, Any]:
    """Return the drafts of those files, by file, with the name of who prepared each."""
    rows = session.execute(
        select(*RefusalDraft.__table__.c, Account.display_name.label("drafter"))
        .join(Account, Account.id == RefusalDraft.drafted_by_id)
        .where(RefusalDraft.application_id.in_(application_ids))
    )
    return {row.application_id: row for row in rows}


def shown(session: Session, application_id: int) -> Any:
    """Return the draft of a file with its reason's words and who prepared it, or None."""
    return session.execute(
        select(
            *RefusalDraft.__table__.c,
            Account.display_name.label("drafter"),
            RefusalReason.label.label("reason_label"),
        )
        .join(Account, Account.id == RefusalDraft.drafted_by_id)
        .join(RefusalReason, RefusalReason.id == RefusalDraft.reason_id)
        .where(RefusalDraft.application_id == application_id)
    ).first()


def awaiting(session: Session, condition: ColumnElement[bool], now: datetime) -> Rows:
    """Return the drafts that can still be confirmed, in the programmes that the condition leaves, the soonest first."""
    open_still = Application.auto_retain_at.is_(None) | (Application.auto_retain_at > now)
    return session.execute(
        select(
            RefusalDraft.application_id,
            RefusalDraft.drafted_by_id,
            Application.review_deadline,
            Candidate.first_name,
            Candidate.last_name,
            Programme.code,
            Programme.title,
        )
        .join(Application, Application.id == RefusalDraft.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == RefusalDraft.programme_id)
        .where(Application.state == ApplicationState.CONFIRMED, open_still, condition)
        .order_by(Application.review_deadline, Candidate.sort_name, RefusalDraft.application_id)
    ).all()


def refuse_twice(found: Any) -> None:
    """Refuse a second draft for one file. Raises RuleViolation: refusal_already_drafted."""
    if found is not None:
        raise RuleViolation("refusal_already_drafted", agent=found.drafter, at=found.drafted_at)


def to_confirm(session: Session, author: Author, application_id: int) -> Any:
    """Return the draft that this person may confirm. Raises no_refusal_draft, own_refusal_draft."""
    found = pending(session, [application_id]).get(application_id)
    if found is None:
        raise RuleViolation("no_refusal_draft")
    if found.drafted_by_id == author.id:
        raise RuleViolation("own_refusal_draft")
    return found


def write(
    session: Session,
    author: Author,
    centre_id: int,
    rows: Sequence[Any],
    reason_id: int,
    details: str,
    now: datetime,
) -> None:
    """Write drafts that were checked, and their journal lines."""
    if not rows:
        return
    forget(session, [row.id for row in rows])
    session.execute(
        insert(RefusalDraft),
        [
            {
                "application_id": row.id,
                "programme_id": row.programme_id,
                "centre_id": centre_id,
                "drafted_by_id": author.id,
                "drafted_at": now,
                "reason_id": reason_id,
                "details": details.strip() or None,
            }
            for row in rows
        ],
    )
    actor = person(author.id)
    why = {"reason_id": reason_id}
    lines = [
        Line(DRAFTED, actor, now, row.programme_id, row.candidate_id, row.id, details=why) for row in rows
    ]
    record_many(session, centre_id, lines)


def forget(session: Session, application_ids: Collection[int]) -> None:
    """Remove drafts: what they said is in the journal, or in the refusal that they became."""
    session.execute(
        delete(RefusalDraft)
        .where(RefusalDraft.application_id.in_(application_ids))
        .execution_options(synchronize_session=False)
    )


def drop_draft(author: Author, application_id: int, *, submission: Submission | None = None) -> None:
    """Give a draft up: the file is again as if nothing had been prepared. Raises no_refusal_draft."""
    with transaction() as session:
        row = session.execute(
            select(Application.centre_id, Application.programme_id, Application.candidate_id)
            .where(Application.id == application_id)
            .with_for_update()
        ).one()
        if replay(session, submission) is not None:
            return
        now = clock.now()
        found = pending(session, [application_id]).get(application_id)
        if found is None:
            raise RuleViolation("no_refusal_draft")
        forget(session, [application_id])
        why = {"drafted_by": found.drafted_by_id}
        line = Line(
            DROPPED, person(author.id), now, row.programme_id, row.candidate_id, application_id, details=why
        )
        record(session, row.centre_id, line)
        remember(session, submission, {}, now)
