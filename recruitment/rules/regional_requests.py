"""What may be asked of the regional authority once every seat is taken (R4.9)."""

from datetime import datetime

from recruitment.rules import capacity
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import RequestKind

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
    if not any(character.isalnum() for character in reason):
        raise RuleViolation("reason_missing")
    if kind is RequestKind.CAPACITY and not (seats or 0) < (wanted or 0) <= LARGEST_CAPACITY:
        raise RuleViolation("wanted_capacity_invalid", capacity=seats, largest=LARGEST_CAPACITY)
