"""What was asked of the regional authority and what it answered lately, for a programme's banners (R4.9)."""

from datetime import datetime, timedelta
from typing import Any

from recruitment.contracts.queries import standing_requests

SHOWN_FOR = timedelta(days=14)
FRESH = timedelta(seconds=35)  # longer than the banner waits before it asks again by itself


def answered(programme: Any, now: datetime) -> dict[str, Any]:
    """Return, for the templates, `answer` and `asked`: what has no answer yet, by kind.

    The answer is the latest of the last two weeks; of a closed programme, the closure's, however old.
    """
    since = now - SHOWN_FOR
    if programme.closed_at is not None:
        since = min(since, programme.closed_at)
    answer, asked = standing_requests(programme.id, since)
    return {"answer": answer, "asked": asked}


def has_just_changed(programme: Any, now: datetime) -> bool:
    """Tell whether the programme itself was changed a moment ago: its banner then goes with the counters (R1.2)."""
    return bool(now - programme.updated_at < FRESH)
