"""What an act gives back, and the single-use key that it is sent with."""

from typing import TypeAlias

from recruitment.core.submission import Submission

Outcome: TypeAlias = tuple[str, str]
NOTHING: Outcome = ("nothing", "")


def sending(person_id: int, route: str, key: str | None, body: str = "") -> Submission | None:
    """Return one sending of a form; without a key, a form that is sent once."""
    return None if key is None else Submission(person_id, route, key.ljust(16, "-"), body or "same")
