"""Under which key a fact of a registration goes up, once: the same for who queues, who takes back and who reads."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal

VALIDATED, CANCELLED = "validated", "cancelled"


def of_registration(registration_id: int, what: str = VALIDATED) -> str:
    """Return the key of what is told of a registration."""
    return f"registration:{registration_id}:{what}"


def of_registrations(registration_id: Any, what: str = VALIDATED) -> ColumnElement[str]:
    """Return the same key, of the registrations of a statement."""
    return literal("registration:", String) + cast(registration_id, String) + literal(f":{what}", String)
