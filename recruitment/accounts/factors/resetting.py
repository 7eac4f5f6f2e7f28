"""Take a colleague's factors away, for a device that is lost: they enrol another at their next sign-in."""

from recruitment.accounts import open_logins
from recruitment.accounts.factors import changes
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Actor


def reset(account_id: int, actor: Actor) -> None:
    """Remove every factor of an account, end its logins, tell its owner. Raises account_unknown."""
    with transaction() as session:
        account = changes.locked(session, account_id)
        changes.forget_everything(session, account_id)
        open_logins.end(session, account_id, clock.wall())
        changes.journal(session, account, "factor_reset", actor, {"account": account_id})
        changes.mail(session, account_id, changes.RESET, f"factor_reset:{account_id}", {})
