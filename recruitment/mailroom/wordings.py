"""How a centre words its letters to candidates, and whom they go to: what its administrator changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.mail.models import MailText
from recruitment.mail.wording import Wording
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation

_text = MailText.__table__.c
_QUIET = {"synchronize_session": False}


class Author(Protocol):
    """The administrator of a centre."""

    @property
    def id(self) -> int: ...


def of_centre(session: Session, centre_id: int | None) -> dict[str, Row[Any]]:
    """Return the wordings of a centre, by template, with who wrote each and when."""
    rows = session.execute(
        select(_text.template, _text.subject, _text.body, _text.updated_at, Account.display_name)
        .join(Account, Account.id == _text.updated_by_id)
        .where(_text.centre_id == centre_id)
    )
    return {row.template: row for row in rows}


def save(author: Author, centre_id: int, template: str, wording: Wording, seen: str) -> None:
    """Word a letter; `seen` is `stamp` of what the page showed. Raises RuleViolation: mail_text_changed."""
    with _changing(centre_id) as session:
        known = _known(session, centre_id, template, seen)
        now = clock.now()
        values = {
            "subject": wording.subject,
            "body": wording.body,
            "updated_at": now,
            "updated_by_id": author.id,
        }
        if known is None:
            session.execute(insert(MailText).values(centre_id=centre_id, template=template, **values))
        else:
            session.execute(
                update(MailText).where(*_key(centre_id, template)).values(values).execution_options(**_QUIET)
            )
        _record(session, author, centre_id, "mail_text_changed", {"template": template}, now)


def forget(author: Author, centre_id: int, template: str) -> None:
    """Leave a letter to the product's own words again; nothing happens where it has them already."""
    with _changing(centre_id) as session:
        gone = session.execute(
            delete(MailText)
            .where(*_key(centre_id, template))
            .returning(_text.template)
            .execution_options(**_QUIET)
        ).first()
        if gone is not None:
            _record(session, author, centre_id, "mail_text_reset", {"template": template}, clock.now())


def choose(author: Author, centre_id: int, *, guardians: bool, contact: str) -> None:
    """Set whether a minor's guardians are written to, and whom the letters say to call."""
    with _changing(centre_id) as session:
        known = choices(session, centre_id)
        values = {"mail_guardians": guardians, "mail_contact": contact or None}
        changed = [name for name, value in values.items() if getattr(known, name) != value]
        if changed:
            session.execute(
                update(TrainingCentre)
                .where(TrainingCentre.id == centre_id)
                .values(values)
                .execution_options(**_QUIET)
            )
            details = {"changed": changed, "mail_guardians": guardians}
            _record(session, author, centre_id, "mail_settings_changed", details, clock.now())


def choices(session: Session, centre_id: int) -> Any:
    """Return what a centre has chosen."""
    columns = (TrainingCentre.mail_guardians, TrainingCentre.mail_contact)
    return session.execute(select(*columns).where(TrainingCentre.id == centre_id)).one()


def stamp(updated_at: datetime | None) -> str:
    """Return what tells a version of a wording from another; empty for the product's own."""
    return updated_at.isoformat() if updated_at else ""


@contextmanager
def _changing(centre_id: int) -> Iterator[Session]:
    """Open the transaction; two people never change the letters of one centre at once."""
    with transaction() as session:
        centre = select(TrainingCentre.id).where(TrainingCentre.id == centre_id)
        session.execute(centre.with_for_update(key_share=True))
        yield session


def _known(session: Session, centre_id: int, template: str, seen: str) -> datetime | None:
    known = session.scalar(select(MailText.updated_at).where(*_key(centre_id, template)))
    if stamp(known) != seen:
        raise RuleViolation("mail_text_changed")
    return known


def _key(centre_id: int, template: str) -> tuple[Any, Any]:
    return MailText.centre_id == centre_id, MailText.template == template


def _record(
    session: Session, author: Author, centre_id: int, event: str, details: dict[str, Any], at: datetime
) -> None:
    record(session, centre_id, Line(event, person(author.id), at, details=details))
