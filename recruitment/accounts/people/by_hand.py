"""A link handed over by an operator, where no mail leaves: the same one, single use, as a mail would hold."""

from sqlalchemy import select

from recruitment.accounts import addresses, passwords
from recruitment.accounts.models import Account, AccountLink
from recruitment.accounts.people import links
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Actor, Line, record
from recruitment.rules.errors import RuleViolation


def new_link(email: str, actor: Actor) -> str:
    """Make a link for the account of that address and return its path; those made before end."""
    with transaction() as session:
        account = session.execute(
            select(Account.id, Account.centre_id, Account.password_hash).where(
                Account.email_folded == addresses.folded(email), Account.closed_at.is_(None)
            )
        ).first()
        if account is None:
            raise RuleViolation("account_unknown", email=email)
        first = account.password_hash == passwords.NO_PASSWORD
        purpose = links.INVITATION if first else links.RESET
        link_id = links.issue(session, account.id, purpose, clock.wall())
        event = "invitation_sent" if first else "password_reset_asked"
        line = Line(event, actor, clock.now(), details={"account": account.id, "by_hand": True})
        record(session, account.centre_id or INSTALLATION, line)
        row = session.execute(select(AccountLink.__table__).where(AccountLink.id == link_id)).one()
        return links.path_of(row)


def latest_path(account_id: int) -> str | None:
    """Return the path of the link that an account may still use: shown in the demonstration, which mails nobody."""
    row = (
        db.session()
        .execute(
            select(AccountLink.__table__)
            .where(
                AccountLink.account_id == account_id,
                AccountLink.used_at.is_(None),
                AccountLink.expires_at > clock.wall(),
            )
            .order_by(AccountLink.id.desc())
        )
        .first()
    )
    return links.path_of(row) if row is not None else None
