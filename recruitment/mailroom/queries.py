"""What the pages of mails show, to those who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate, Guardian
from recruitment.labels.letters import of_name
from recruitment.labels.mails import bounce_sentence, failure_sentence, remedy
from recruitment.mail import queries, registry
from recruitment.mail.actions import GUARDIAN, to_guardian
from recruitment.mail.models import OutboxMail
from recruitment.mail.queries import Moment

SHOWN = 50
TROUBLE = and_(
    OutboxMail.settled_at.is_(None), or_(OutboxMail.status == "failed", OutboxMail.bounced_at.is_not(None))
)
NOBODY = {"account": "Compte fermé", "candidate": "Dossier effacé", "guardian": "Responsable effacé"}
_COLUMNS = (
    OutboxMail.id,
    OutboxMail.template,
    OutboxMail.recipient,
    OutboxMail.created_at,
    OutboxMail.sent_at,
    OutboxMail.attempts,
    OutboxMail.next_try_at,
    OutboxMail.failure,
    OutboxMail.failed_at,
    OutboxMail.last_error,
    OutboxMail.bounced_at,
    OutboxMail.bounce,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One mail of a list."""

    row: Any
    title: str
    name: str

    @property
    def reason(self) -> str:
        """Return why it did not arrive."""
        if self.row.bounced_at is not None:
            return bounce_sentence(self.row.bounce)
        return failure_sentence(self.row.failure, self.row.last_error)

    @property
    def words(self) -> str:
        """Return what the server said."""
        return (self.row.bounce if self.row.bounced_at is not None else self.row.last_error) or ""

    @property
    def remedy(self) -> str:
        """Return what can be done."""
        return remedy(self.row.failure)


@dataclass(frozen=True, slots=True)
class Old:
    """Mails of one kind that waited too long to leave by themselves."""

    template: str
    title: str
    number: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the page of mails."""

    waiting: int
    sent_lately: int
    trouble: int
    old: Sequence[Old]
    failures: Sequence[Line]
    queue: Sequence[Line]
    sent: Sequence[Line]

    @property
    def undecided(self) -> int:
        """Return how many old mails wait for a decision."""
        return sum(one.number for one in self.old)


def desk(session: Session, mine: ColumnElement[bool], at: Moment) -> Desk:
    """Return what waits, failed and left, of those mails."""
    held = queries.held(at.now)
    waits = and_(OutboxMail.status == "queued", ~held, mine)
    lately = and_(OutboxMail.status == "sent", OutboxMail.sent_at > at.wall - 24 * queries.HOUR, mine)
    order = OutboxMail.id.desc()
    return Desk(
        count(session, waits),
        count(session, lately),
        count(session, and_(TROUBLE, mine)),
        old_mails(session, mine, at.now),
        _lines(session, _rows(session, and_(TROUBLE, mine), order)),
        _lines(session, _rows(session, waits, OutboxMail.id)),
        _lines(session, _rows(session, and_(OutboxMail.status == "sent", mine), OutboxMail.sent_at.desc())),
    )


def old_mails(session: Session, mine: ColumnElement[bool], now: datetime) -> list[Old]:
    """Return, by kind, the mails that only leave if somebody says so."""
    rows = session.execute(
        select(
            OutboxMail.template,
            func.count(),
            func.min(OutboxMail.created_at),
            func.max(OutboxMail.created_at),
        )
        .where(OutboxMail.status == "queued", queries.held(now), mine)
        .group_by(OutboxMail.template)
        .order_by(OutboxMail.template)
    )
    return [Old(name, title_of(name), number, first, last) for name, number, first, last in rows]


def trouble(session: Session, mail_id: int, mine: ColumnElement[bool]) -> Line | None:
    """Return a mail of one's own that failed or came back, whether or not it was dealt with."""
    ended = or_(OutboxMail.status == "failed", OutboxMail.bounced_at.is_not(None))
    found = _lines(session, _rows(session, and_(OutboxMail.id == mail_id, ended, mine), OutboxMail.id))
    return found[0] if found else None


def count(session: Session, condition: ColumnElement[bool]) -> int:
    """Return how many mails there are."""
    return session.scalar(select(func.count()).select_from(OutboxMail).where(condition)) or 0


def title_of(name: str) -> str:
    """Return what a kind of mail is called; one of another version is shown by its code."""
    found = registry.find(name)
    return found.title if found else name


def _rows(session: Session, condition: ColumnElement[bool], order: Any) -> Sequence[Any]:
    return session.execute(select(*_COLUMNS).where(condition).order_by(order).limit(SHOWN)).all()


def _lines(session: Session, rows: Sequence[Any]) -> list[Line]:
    known = registry.addressees(session, {row.recipient for row in rows})
    families = _families(session, [row.recipient for row in rows])
    return [
        Line(row, title_of(row.template), families.get(row.recipient) or _name(known, row.recipient))
        for row in rows
    ]


def _families(session: Session, names: Sequence[str]) -> dict[str, str]:
    """Return what guardians are called here: whose they are, since their own name is a contact detail (R2.8)."""
    ids = {int(name.partition(":")[2]) for name in names if name.startswith(f"{GUARDIAN}:")}
    if not ids:
        return {}
    statement = select(Guardian.id, Candidate.first_name, Candidate.last_name).where(Guardian.id.in_(ids))
    rows = session.execute(statement.join(Candidate, Candidate.id == Guardian.candidate_id))
    return {
        to_guardian(row.id): f"Responsable légal {of_name(f'{row.first_name} {row.last_name}')}"
        for row in rows
    }


def _name(known: dict[str, registry.Addressee], recipient: str) -> str:
    found = known.get(recipient)
    return found.name if found and found.name else NOBODY.get(recipient.partition(":")[0], "Inconnu")
