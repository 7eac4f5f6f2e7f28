"""What the rooms of mail need to know of accounts: who they are."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.factors import mails as factors
from recruitment.accounts.models import Account
from recruitment.accounts.people import mails as life
from recruitment.mail.registry import Addressee, recipients

__all__ = ["accounts", "factors", "life"]


@recipients("account")
def accounts(session: Session, ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return the address and the name of each open account."""
    rows = session.execute(
        select(Account.id, Account.email, Account.display_name).where(
            Account.id.in_(ids), Account.closed_at.is_(None)
        )
    )
    return {row.id: Addressee(row.email, row.display_name) for row in rows}
