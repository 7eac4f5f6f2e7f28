"""Send an admitted person the link of their pre-registration; a renewed link ends those before (R6.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record, record_by_chain
from recruitment.mail.actions import Mail, queue
from recruitment.mail.models import OutboxMail
from recruitment.rules.errors import RuleViolation
from recruitment.rules.stations import links_end
from recruitment.stations import pool
from recruitment.stations.actions.pre_register import of_person

MANY = 200
RECIPIENT = "admitted"
TEMPLATE = "pre_registration_link"
SENT_A_DAY, A_DAY = 5, timedelta(hours=24)  # to one person: a candidate's own link has the same limit


class Author(Protocol):
    """The colleague who invites."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of one of many: sent, or the code of what refused it."""

    admitted_id: int
    refusal: str | None = None


def to_admitted(admitted_id: int) -> str:
    """Return the recipient that stands for somebody admitted; the address is looked up when the mail leaves."""
    return f"{RECIPIENT}:{admitted_id}"


def invite_many(
    author: Author, admitted_ids: Sequence[int], *, submission: Submission | None = None
) -> list[Invited]:
    """Send their links to several people; whoever cannot be invited is told and left. Raises key_reused."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return [Invited(*one) for one in answered["outcomes"]]
        now = clock.now()
        wanted = sorted(set(admitted_ids))[:MANY]
        pool.lock_all(session, wanted)
        lines: dict[int, list[Line]] = {}
        done = [_try(session, author, one, now, lines) for one in wanted]
        record_by_chain(
            session, lines
        )  # last: whoever holds one of these people may be waiting for the chain
        remember(session, submission, {"outcomes": [[one.admitted_id, one.refusal] for one in done]}, now)
    return done


def renew(author: Author, admitted_id: int, *, submission: Submission | None = None) -> None:
    """End the links that somebody was given and send another.

    Raises RuleViolation: not_in_pool, birth_date_unknown, pre_registration_closed, links_ended, too_many_invitations,
    key_reused.
    """
    with transaction() as session:
        found = pool.lock(session, admitted_id)
        if replay(session, submission) is not None:
            return
        now = clock.now()
        record(session, found.Admitted.centre_id, _invite(session, author, found, now, renewed=True))
        remember(session, submission, {}, now)


def _try(
    session: Session, author: Author, admitted_id: int, now: datetime, lines: dict[int, list[Line]]
) -> Invited:
    try:
        found = pool.lock(session, admitted_id)
        line = _invite(session, author, found, now, renewed=False)
    except RuleViolation as refusal:
        return Invited(admitted_id, refusal.code)
    lines.setdefault(found.Admitted.centre_id, []).append(line)
    return Invited(admitted_id)


def _sent_since(session: Session, admitted_id: int, since: datetime) -> int:
    mine = (OutboxMail.recipient == to_admitted(admitted_id), OutboxMail.template == TEMPLATE)
    return session.scalar(select(func.count()).where(*mine, OutboxMail.created_at > since)) or 0


def _invite(session: Session, author: Author, found: Row[Any], now: datetime, *, renewed: bool) -> Line:
    """Queue the mail and return the line of the journal."""
    admitted = found.Admitted
    if admitted.birth_date is None:
        raise RuleViolation("birth_date_unknown")
    if found.validated_at is not None:
        raise RuleViolation("pre_registration_closed")
    if now >= links_end(found.year):
        raise RuleViolation("links_ended")
    if _sent_since(session, admitted.id, now - A_DAY) >= SENT_A_DAY:
        raise RuleViolation("too_many_invitations")
    row = of_person(session, found)
    row.link_generation += renewed
    row.invited_at, row.invited_by_id = now, author.id
    row.version += 1
    session.flush()
    key = f"admitted:{admitted.id}:link:{row.version}"
    payload = {"admitted": admitted.id}
    queue(
        session,
        Mail(key, TEMPLATE, to_admitted(admitted.id), now, payload, admitted.centre_id),
    )
    return Line(
        "pre_registration_invited",
        person(author.id),
        now,
        admitted.programme_id,
        application_id=admitted.application_id,
        details={"admitted": admitted.id, "renewed": renewed},
    )
