"""Which mails an administrator sees: those that speak for their centre, and those to its people."""

from sqlalchemy import ColumnElement, String, cast, literal, or_, select, true

from recruitment.accounts.models import Account
from recruitment.accounts.sight import Person
from recruitment.mail.models import OutboxMail


def mails_of(user: Person) -> ColumnElement[bool]:
    """Return the SQL condition on the outbox; the installation's administrator sees all of it."""
    if user.centre_id is None:
        return true()
    people = select(literal("account:") + cast(Account.id, String)).where(Account.centre_id == user.centre_id)
    return or_(OutboxMail.centre_id == user.centre_id, OutboxMail.recipient.in_(people))
