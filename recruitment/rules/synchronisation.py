"""When somebody admitted may be registered (R6.2); the options that a registration carries."""

from datetime import datetime

from recruitment.rules.errors import RuleViolation

#: The platform's situations that are an acceptance: for good, or keeping other wishes (formats, section 4).
ACCEPTED_SITUATIONS = (1, 2)
LONGEST_OPTION, MOST_OPTIONS = 60, 10


def check_synchronise(*, gone_at: datetime | None, situation: int, registered: bool, fresh: bool) -> None:
    """Refuse who is no longer admitted, who has not accepted, who is registered and about whom nothing is new."""
    if gone_at is not None:
        raise RuleViolation("admitted_gone", gone_at=gone_at)
    if situation not in ACCEPTED_SITUATIONS:
        raise RuleViolation("admitted_not_accepted")
    if registered and not fresh:
        raise RuleViolation("already_registered")


def options_of(text: str) -> list[str]:
    """Return the options typed, one per line or between semicolons, each once, in order."""
    found = (" ".join(part.split()) for line in text.splitlines() for part in line.split(";"))
    return list(dict.fromkeys(one for one in found if one))
