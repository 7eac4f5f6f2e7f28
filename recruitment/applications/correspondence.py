"""The mails about an application, to the candidate and to guardians: what became of each, and what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Guardian
from recruitment.labels.mails import Fate, fate
from recruitment.mail import registry, rendering
from recruitment.mail.actions import CANDIDATE, to_candidate, to_guardian
from recruitment.mail.models import OutboxMail
from recruitment.mail.registry import Addressee, NoLongerNeeded
from recruitment.mail.wording import LINK

HIDDEN_LINK = "/candidat/(lien personnel masqué)"
_mail = OutboxMail.__table__.c


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of a file: to whom, under which title, and what became of it."""

    row: Row[Any]
    title: str
    to: str
    address: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says when it is made again now, or why it would no longer be made."""

    texts: rendering.Texts | None
    obstacle: str


def letters_of(session: Session, application: Any, now: datetime, *, contacts: bool) -> list[Letter]:
    """Return the mails about an application, the last first; addresses where contact details may be seen (R2.8)."""
    rows = rows_of(session, application)
    known = registry.addressees(session, {row.recipient for row in rows}) if contacts and rows else {}
    names = _names(session, application.candidate_id)
    return [_letter(row, names, known, now) for row in reversed(rows)]


def rows_of(session: Session, application: Any, mail_id: int | None = None) -> list[Row[Any]]:
    """Return the rows of the outbox about an application to its candidate's family, in order, or the one asked."""
    statement = select(*_mail).where(_mail.recipient.in_(_names(session, application.candidate_id)))
    if mail_id is not None:
        statement = statement.where(_mail.id == mail_id)
    rows: Sequence[Row[Any]] = session.execute(statement.order_by(_mail.id)).all()
    return [row for row in rows if row.payload.get("application") == application.id]


def reading(session: Session, row: Any, base_url: str, *, contacts: bool) -> Reading:
    """Make a mail again: the personal link is the candidate's alone, a guardian's name is a contact detail."""
    template = registry.find(row.template)
    if template is None or template.letter is None:
        return Reading(None, "Ce courriel ne se relit pas.")
    try:
        variables = dict(template.variables(session, row.payload))
    except NoLongerNeeded as reason:
        return Reading(None, str(reason))
    if LINK in variables["values"]:
        variables["values"] = {**variables["values"], LINK: HIDDEN_LINK}
    to = registry.addressees(session, [row.recipient]).get(row.recipient, Addressee(""))
    shown = Addressee("", to.name) if contacts or is_to_candidate(row) else Addressee("")
    return Reading(rendering.render(template, shown, variables, base_url), "")


def is_to_candidate(row: Any) -> bool:
    """Tell a mail to the candidate from one to a guardian."""
    return str(row.recipient).startswith(f"{CANDIDATE}:")


def _letter(row: Row[Any], names: dict[str, str], known: dict[str, Addressee], now: datetime) -> Letter:
    template = registry.find(row.template)
    title = template.title.partition(" : ")[2] if template else row.template
    address = known[row.recipient].address if row.recipient in known else ""
    return Letter(row, title[:1].upper() + title[1:], names[row.recipient], address, fate(row, now))


def _names(session: Session, candidate_id: int) -> dict[str, str]:
    """Return the recipients of a candidate's family, and what each is called."""
    rows = session.execute(
        select(Guardian.id, Guardian.position)
        .where(Guardian.candidate_id == candidate_id)
        .order_by(Guardian.position)
    )
    guardians = {to_guardian(row.id): f"Responsable légal {row.position}" for row in rows}
    return {to_candidate(candidate_id): "Candidat", **guardians}
