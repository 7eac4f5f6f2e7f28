"""Write again to a candidate or a guardian, from the file: a mail of its own, which the journal knows."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.applications import correspondence
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.mail import registry
from recruitment.mail.actions import queue_again
from recruitment.mail.models import OutboxMail
from recruitment.mail.registry import NoLongerNeeded
from recruitment.rules.errors import RuleViolation

A_DAY = timedelta(hours=24)
RESENT_A_DAY = 3  # to one person


class Author(Protocol):
    """Who writes again."""

    @property
    def id(self) -> int: ...


def resend(author: Author, application: Any, mail_id: int, *, submission: Submission | None = None) -> int:
    """Queue a mail about an application once more; return the id of the new one.

    Raises RuleViolation: mail_waiting, mail_not_needed, too_many_resends, key_reused; NoResultFound for a mail
    that is not one of the application's.
    """
    with transaction() as session:
        session.execute(select(OutboxMail.id).where(OutboxMail.id == mail_id).with_for_update())
        rows = correspondence.rows_of(session, application, mail_id)
        if not rows:
            raise NoResultFound
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["again"])
        row, now = rows[0], clock.now()
        _check(session, row, now)
        again = queue_again(session, row, now)
        _settle(session, row)
        details = {"mail": row.id, "again": again, "template": row.template}
        about = (application.programme_id, application.candidate_id, application.id)
        record(
            session,
            application.centre_id,
            Line("mail_resent", person(author.id), now, *about, details=details),
        )
        remember(session, submission, {"again": again}, now)
    return again


def _check(session: Session, row: Any, now: datetime) -> None:
    to_them = OutboxMail.recipient == row.recipient
    all_of_them = select(OutboxMail.id).where(to_them).order_by(OutboxMail.id)
    session.execute(all_of_them.with_for_update()).all()  # two of their mails, sent again at once, count both
    waiting = select(OutboxMail.id).where(
        to_them, OutboxMail.status == "queued", OutboxMail.template == row.template
    )
    alike = select(OutboxMail.payload).where(OutboxMail.id.in_(waiting))
    if any(payload == row.payload for payload in session.scalars(alike)):
        raise RuleViolation("mail_waiting")
    resent = OutboxMail.event_key.startswith("resent:") & (OutboxMail.created_at > now - A_DAY)
    if (
        session.scalar(select(func.count()).select_from(OutboxMail).where(to_them, resent)) or 0
    ) >= RESENT_A_DAY:
        raise RuleViolation("too_many_resends")
    template = registry.find(row.template)
    try:
        if template is not None:
            template.variables(session, row.payload)
    except NoLongerNeeded as reason:
        raise RuleViolation("mail_not_needed", reason=str(reason)) from None


def _settle(session: Session, row: Any) -> None:
    """Take a failure off the list of the administrator: it has been dealt with."""
    failed = row.status == "failed" or row.bounced_at is not None
    if failed and row.settled_at is None:
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.id == row.id)
            .values(settled_at=clock.wall())
            .execution_options(synchronize_session=False)
        )
