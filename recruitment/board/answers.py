"""What the regional authority answered lately, for the banner of a programme's page (R4.9)."""

from datetime import datetime, timedelta
from typing import Any

from recruitment.contracts.queries import latest_answer

SHOWN_FOR = timedelta(days=14)
FRESH = timedelta(seconds=35)  # longer than the banner waits before it asks again by itself


def answered(programme: Any, now: datetime) -> Any:
    """Return the latest answer of the last two weeks; of a closed programme, the closure's, however old."""
    since = now - SHOWN_FOR
    if programme.closed_at is not None:
        since = min(since, programme.closed_at)
    return latest_answer(programme.id, since)


def has_just_changed(programme: Any, now: datetime) -> bool:
    """Tell whether the programme itself was changed a moment ago: its banner then goes with the counters (R1.2)."""
    return bool(now - programme.updated_at < FRESH)
