"""When a registration can be validated, and cancelled (R6.2): from the first day of term of its centre on."""

from collections.abc import Collection
from datetime import date, datetime

from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import paris_day
from recruitment.rules.registration_controls import Level, at_level

#: What the platform is told of a validated registration (`etatInscription`); 3 says that it was cancelled.
PRINCIPAL, DOUBLE, CANCELLED, PARALLEL, OTHER_PARALLEL = 1, 2, 3, 4, 5
NATURES = (PRINCIPAL, DOUBLE, PARALLEL, OTHER_PARALLEL)


def validation_day(first_day: date | None, now: datetime) -> date:
    """Return the Paris day that a validation bears, from the midnight that begins the first day of term on.

    Raises RuleViolation (no_first_day, before_first_day).
    """
    if first_day is None:
        raise RuleViolation("no_first_day")
    day = paris_day(now)
    if day < first_day:
        raise RuleViolation("before_first_day", first_day=first_day)
    return day


def check_open(*, validated_at: datetime | None, cancelled_at: datetime | None) -> None:
    """Raise RuleViolation (registration_cancelled, registration_validated) unless a registration may change."""
    if cancelled_at is not None:
        raise RuleViolation("registration_cancelled", at=cancelled_at)
    if validated_at is not None:
        raise RuleViolation("registration_validated", at=validated_at)


def check_findings(codes: Collection[str]) -> None:
    """Raise RuleViolation (registration_blocked) when a control stops the validation."""
    blocking = at_level(codes, Level.BLOCKING)
    if blocking:
        raise RuleViolation("registration_blocked", findings=blocking)


def check_cancellation(*, cancelled_at: datetime | None) -> None:
    """Raise RuleViolation (registration_cancelled) where it was cancelled already: once, and for good."""
    if cancelled_at is not None:
        raise RuleViolation("registration_cancelled", at=cancelled_at)


def check_first_day(first_day: date | None, earliest_validation: date | None) -> None:
    """Raise RuleViolation (first_day_passed_by) when a first day would leave validations before it."""
    if earliest_validation is not None and (first_day is None or first_day > earliest_validation):
        raise RuleViolation("first_day_passed_by", earliest=earliest_validation)
