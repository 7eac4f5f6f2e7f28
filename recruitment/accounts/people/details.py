"""What each person keeps up to date about themselves (R8.4)."""

from recruitment.accounts.models import Account
from recruitment.accounts.people.invitations import named
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role


def change_details(account_id: int, name: str, mobile: str) -> None:
    """Write a name and a mobile number; the administrator of a centre must have one (R8.1)."""
    name = named(name)
    with transaction() as session:
        account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
        if not mobile and account.role == Role.ADMINISTRATOR and account.centre_id is not None:
            raise RuleViolation("mobile_missing")
        changed = [
            field
            for field, before, after in (
                ("display_name", account.display_name, name),
                ("mobile", account.mobile or "", mobile),
            )
            if before != after
        ]
        if not changed:
            return
        account.display_name, account.mobile = name, mobile or None
        details = {"account": account_id, "fields": changed}
        line = Line("details_changed", person(account_id), clock.now(), details=details)
        record(session, account.centre_id or INSTALLATION, line)
