"""What somebody signed in still owes before any page: each gate gives the page to go to, or None.

A gate reads only what `identity.load` brought with the login: it costs no statement. Views that a gate leads to
are marked `web.access.before_gates`, or nobody would ever get there.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recruitment.accounts.identity import User

CHARTER_PATH = "/charte"


def charter(user: "User") -> str | None:
    """Lead to the charter until it is accepted (R8.5)."""
    return CHARTER_PATH if user.owes_charter else None


GATES: Sequence[Callable[["User"], str | None]] = (charter,)


def owed(user: "User") -> str | None:
    """Return the path of the first thing that is owed, or None when the way is free."""
    return next((path for gate in GATES if (path := gate(user)) is not None), None)
