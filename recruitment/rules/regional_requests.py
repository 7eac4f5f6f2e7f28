"""What may be asked of the regional authority once every seat is taken, and what it may answer (R4.9)."""

from datetime import datetime

from recruitment.rules import capacity
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import RequestKind
from recruitment.rules.written import says_something

LARGEST_CAPACITY = 9999


def check_programme(seats: int | None, taken: int, closed_at: datetime | None) -> None:
    """Refuse a request for a programme that is closed, or not at capacity."""
    if closed_at is not None:
        raise RuleViolation("programme_closed", closed_at=closed_at)
    if not capacity.is_set(seats):
        raise RuleViolation("capacity_not_set")
    left = capacity.seats_left(seats, taken)
    if left:
        raise RuleViolation("seats_left", capacity=seats, taken=taken, left=left)


def check_request(
    kind: RequestKind,
    *,
    seats: int | None,
    taken: int,
    closed_at: datetime | None,
    wanted: int | None,
    reason: str,
) -> None:
    """Refuse a request that is not due, has no reason, or wants no more seats than there are."""
    check_programme(seats, taken, closed_at)
    if not says_something(reason):
        raise RuleViolation("reason_missing")
    if kind is RequestKind.CAPACITY and not (seats or 0) < (wanted or 0) <= LARGEST_CAPACITY:
        raise RuleViolation("wanted_capacity_invalid", capacity=seats, largest=LARGEST_CAPACITY)


def check_answer(*, granted: bool, message: str, ended: str | None) -> None:
    """Refuse to answer what is no longer open (`ended` is how), or to decline without a word."""
    if ended is not None:
        raise RuleViolation("request_not_open", status=ended)
    if not granted and not says_something(message):
        raise RuleViolation("answer_missing")


def check_grant(
    kind: RequestKind, *, seats: int | None, taken: int, closed_at: datetime | None, given: int | None
) -> None:
    """Refuse to grant what cannot be.

    A recruitment is closed once. A capacity that is granted is above the one of now, which may have been
    raised since it was asked for, and never under the active contracts; it need not be the one asked for.
    """
    if closed_at is not None:
        raise RuleViolation("programme_closed", closed_at=closed_at)
    if kind is RequestKind.CLOSURE:
        return
    capacity.check_capacity(given, taken)
    if not (seats or 0) < (given or 0) <= LARGEST_CAPACITY:
        raise RuleViolation("capacity_not_raised", capacity=seats or 0, largest=LARGEST_CAPACITY)
