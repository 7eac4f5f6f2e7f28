"""A wait in words."""

from collections.abc import Mapping
from typing import Any


def duration(seconds: int) -> str:
    """Return « 45 secondes » or, rounded up, « 15 minutes »."""
    number, unit = (seconds, "seconde") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'s' if number > 1 else ''}"


def after_wait(facts: Mapping[str, Any]) -> str:
    """Return « dans 2 minutes » for the seconds that a refusal gives as `wait`."""
    wait = facts.get("wait")
    return f"dans {duration(wait)}" if isinstance(wait, int) else "dans un moment"
