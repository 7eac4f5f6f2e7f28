"""Seats: how many are taken, how many are left, and what may not be done with them."""

from recruitment.rules.errors import RuleViolation


def is_set(capacity: int | None) -> bool:
    """Tell whether a capacity has been given; 0 is what an empty field was once stored as."""
    return bool(capacity)


def seats_left(capacity: int | None, taken: int) -> int:
    """Return how many contracts may still be entered; none while the capacity is not set."""
    return max((capacity or 0) - taken, 0)


def check_seat(capacity: int | None, taken: int) -> None:
    """Refuse one more contract when there is no seat for it (R4.3)."""
    if not is_set(capacity):
        raise RuleViolation("capacity_not_set")
    if seats_left(capacity, taken) == 0:
        raise RuleViolation("capacity_reached", capacity=capacity, taken=taken)


def check_capacity(wanted: int | None, taken: int) -> None:
    """Refuse a capacity under the seats taken (R4.9)."""
    if (wanted or 0) < taken:
        raise RuleViolation("capacity_below_contracts", wanted=wanted, taken=taken)
