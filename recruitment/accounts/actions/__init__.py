"""What can be done with logins and accounts."""

from recruitment.accounts.actions.accounts import NewAccount, close_account, create_account
from recruitment.accounts.actions.sign_in import (
    Opened,
    Origin,
    digest,
    keep_open,
    open_login,
    sign_in,
    sign_out,
)

__all__ = [
    "NewAccount",
    "Opened",
    "Origin",
    "close_account",
    "create_account",
    "digest",
    "keep_open",
    "open_login",
    "sign_in",
    "sign_out",
]
