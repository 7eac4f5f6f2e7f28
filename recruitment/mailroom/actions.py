"""What an administrator decides about mails: send again, put aside, let old ones leave or not."""

from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record
from recruitment.journal.models import JournalEntry
from recruitment.mail import queries
from recruitment.mail.actions import queue_again
from recruitment.mail.marks import Failure
from recruitment.mail.models import OutboxMail
from recruitment.mailroom.queries import TROUBLE
from recruitment.rules.errors import RuleViolation

TESTS_AN_HOUR = 10
_QUIET = {"synchronize_session": False}


class Author(Protocol):
    """Who decides."""

    @property
    def id(self) -> int: ...
    @property
    def centre_id(self) -> int | None: ...


def resend(author: Author, mine: ColumnElement[bool], mail_id: int) -> int:
    """Queue a mail that failed or came back once more, as a mail of its own; return its id.

    The address is looked up again when it leaves: it may have been corrected meanwhile.
    """
    with transaction() as session:
        row = _take(session, mine, mail_id)
        again = queue_again(session, row, clock.now())
        _record(session, author, "mail_resent", {"mail": row.id, "again": again, "template": row.template})
        return again


def put_aside(author: Author, mine: ColumnElement[bool], mail_id: int) -> None:
    """Take a failure off the list: the person was told otherwise, or nobody has to be."""
    with transaction() as session:
        row = _take(session, mine, mail_id)
        _record(session, author, "mail_put_aside", {"mail": row.id, "template": row.template})


def release(author: Author, mine: ColumnElement[bool], template: str) -> int:
    """Let the old mails of one kind leave; return how many."""
    return _decide_old(author, mine, template, "mail_released", {"released_at": clock.wall()})


def drop(author: Author, mine: ColumnElement[bool], template: str) -> int:
    """Keep the old mails of one kind from ever leaving; return how many."""
    wall = clock.wall()
    ended = {"status": "failed", "failure": Failure.DROPPED, "failed_at": wall, "settled_at": wall}
    return _decide_old(author, mine, template, "mail_dropped", ended)


def count_test(author: Author) -> None:
    """Count one more trial of the mail server, or refuse it: so many an hour."""
    with transaction() as session:
        now = clock.now()
        done = session.scalar(
            select(func.count())
            .select_from(JournalEntry)
            .where(
                JournalEntry.chain == _chain(author),
                JournalEntry.event == "mail_tested",
                JournalEntry.actor_id == author.id,
                JournalEntry.at > now - timedelta(hours=1),
            )
        )
        if (done or 0) >= TESTS_AN_HOUR:
            raise RuleViolation("too_many_mail_tests")
        _record(session, author, "mail_tested", {})


def _take(session: Session, mine: ColumnElement[bool], mail_id: int) -> Any:
    """Mark a failure as dealt with, and return it; the second to do so is told."""
    columns = OutboxMail.__table__.c
    row = session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, TROUBLE, mine)
        .values(settled_at=clock.wall())
        .returning(columns.id, columns.template, columns.recipient, columns.payload, columns.centre_id)
        .execution_options(**_QUIET)
    ).first()
    if row is None:
        raise RuleViolation("mail_settled")
    return row


def _decide_old(
    author: Author, mine: ColumnElement[bool], template: str, event: str, values: dict[str, Any]
) -> int:
    with transaction() as session:
        changed = session.execute(
            update(OutboxMail)
            .where(
                OutboxMail.status == "queued",
                OutboxMail.template == template,
                queries.held(clock.now()),
                mine,
            )
            .values(values)
            .returning(OutboxMail.id)
            .execution_options(**_QUIET)
        ).all()
        if changed:
            _record(session, author, event, {"template": template, "mails": len(changed)})
        return len(changed)


def _record(session: Session, author: Author, event: str, details: dict[str, Any]) -> None:
    record(session, _chain(author), Line(event, person(author.id), clock.now(), details=details))


def _chain(author: Author) -> int:
    return INSTALLATION if author.centre_id is None else author.centre_id
