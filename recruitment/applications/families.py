"""Whom a mail about an application is for: the candidate, and the guardians of a minor where the centre says so."""

from sqlalchemy.orm import Session

from recruitment.mail.actions import Mail


def with_guardians(session: Session, mails: list[Mail]) -> list[Mail]:  # noqa: ARG001 - guardians come next
    """Return those mails to candidates, and those that their guardians get beside."""
    return mails
