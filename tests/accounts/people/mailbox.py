"""What the outbox would send: the path that the latest mail of a kind holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.mail.models import OutboxMail
from recruitment.mail.registry import find


def templates(session: Session) -> list[str]:
    """Return the kinds of the mails queued, oldest first."""
    session.rollback()
    return list(session.scalars(select(OutboxMail.template).order_by(OutboxMail.id)))


def latest_path(session: Session, template: str) -> str:
    """Return the path in the latest mail of that kind, made as it is when the mail leaves."""
    session.rollback()
    payload = session.scalars(
        select(OutboxMail.payload).where(OutboxMail.template == template).order_by(OutboxMail.id.desc())
    ).first()
    known = find(template)
    assert payload is not None
    assert known is not None
    return str(known.variables(session, payload)["path"])
