"""How long an address or an account waits after failed sign-ins.

Two limits, each with a delay that doubles up to a quarter of an hour, so that nobody is locked out for good:
one per account, one per network address (of IPv6 its /64: one subscriber's). From an address where the account has
been opened lately, only the failures from there count for the account: a stranger who tries elsewhere cannot keep
its owner out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
KNOWN_FOR = timedelta(days=30)  # how long an address where a sign-in succeeded stays known


@dataclass(frozen=True)
class Limit:
    """So many failures for free, then a delay that doubles."""

    free: int
    first: timedelta
    most: timedelta

    def delay(self, failures: int) -> timedelta:
        """Return the delay after so many failures within the window."""
        if failures < self.free:
            return timedelta()
        return min(self.first * (1 << min(failures - self.free, 20)), self.most)


# 3 + 7 attempts in the first hour, then fewer: 10 an hour reach the password (ASVS 6.3.1).
PER_ACCOUNT = Limit(free=3, first=timedelta(minutes=1), most=timedelta(minutes=15))
# A whole centre may share one network address.
PER_ADDRESS = Limit(free=30, first=timedelta(minutes=1), most=timedelta(minutes=15))


@dataclass(frozen=True)
class Attempt:
    """One attempt within the window."""

    email_folded: str
    ip: str
    at: datetime
    succeeded: bool


def opens_at(attempts: Sequence[Attempt], email_folded: str, ip: str, *, known: bool) -> datetime | None:
    """Return when the next attempt is taken, or None when it may be made at once.

    `attempts` are those of the window that share the account or the address, oldest first; `known` tells
    whether the account was opened from this address lately.
    """
    from_here = [a for a in attempts if a.ip == ip]
    of_account = _since_success(from_here, email_folded) if known else attempts
    moments = [
        _opens(PER_ACCOUNT, [a for a in of_account if a.email_folded == email_folded and not a.succeeded]),
        _opens(PER_ADDRESS, [a for a in from_here if not a.succeeded]),
    ]
    return max((moment for moment in moments if moment), default=None)


def seconds_left(opens: datetime, at: datetime) -> int:
    """Return the whole seconds to wait, rounded up, for the sentence that says it."""
    return -(-(opens - at) // timedelta(seconds=1))


def _since_success(attempts: Sequence[Attempt], email_folded: str) -> Sequence[Attempt]:
    """Return what follows the account's last success: its owner's slips of the keyboard are forgotten."""
    ends = [index for index, a in enumerate(attempts) if a.succeeded and a.email_folded == email_folded]
    return attempts[ends[-1] + 1 :] if ends else attempts


def _opens(limit: Limit, failures: Sequence[Attempt]) -> datetime | None:
    delay = limit.delay(len(failures))
    return failures[-1].at + delay if delay else None
