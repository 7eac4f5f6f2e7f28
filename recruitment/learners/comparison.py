"""Two records of one person, field by field: what differs, and what a person's choices make of it (R6.2)."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from recruitment.learners.people import CONTACT, FIELDS, GUARDIAN, NEEDED, POSITIONS, SCHOOLING, Guardians

#: Of a person surely or probably the same, what the newer source says is offered first.
FRESH = frozenset({*CONTACT, *SCHOOLING})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two records say otherwise; `offered` is what is ticked beforehand: the incoming one."""

    field: str
    known: Any
    incoming: Any
    offered: bool


def flat(values: Mapping[str, Any], guardians: Guardians) -> dict[str, Any]:
    """Return a person with their guardians as one row of fields (`guardian1.email`)."""
    row = {field: values[field] or None for field in FIELDS}
    for position in POSITIONS:
        one = guardians.get(position, {})
        row |= {f"guardian{position}.{field}": one.get(field) or None for field in GUARDIAN}
    return row


def differences(
    known: Mapping[str, Any], incoming: Mapping[str, Any], seen: Mapping[str, str] | None = None
) -> list[Difference]:
    """Return every field that differs between two flat records, in the order of the file.

    What the incoming one already said when it was read (`seen`) is not offered again.
    """
    new = news(incoming, seen)
    return [
        Difference(
            field,
            known[field],
            incoming[field],
            field in new and _offered(field, known[field], incoming[field]),
        )
        for field in known
        if known[field] != incoming[field]
    ]


def digests(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a digest of each field of a flat record that says something: enough to tell whether it changed."""
    return {
        field: hashlib.sha256(f"{field}\x1f{value}".encode()).hexdigest()[:16]
        for field, value in row.items()
        if value is not None
    }


def news(incoming: Mapping[str, Any], seen: Mapping[str, str] | None) -> set[str]:
    """Return the fields of which a source says something else than when it was read; all where it never was."""
    now = digests(incoming)
    return {field for field in incoming if seen is None or now.get(field) != seen.get(field)}


def settled(known: Mapping[str, Any], incoming: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """Return the flat record that the choices make: the incoming value of those taken, else the known one.

    A name is never emptied.
    """
    return {
        field: incoming[field] if field in taken and (incoming[field] or field not in NEEDED) else value
        for field, value in known.items()
    }


def agreed(values: Mapping[str, Any], incoming: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the incoming record says too of settled values: the others are as they were."""
    return {field: value for field, value in values.items() if value == (incoming[field] or None)}


def unflat(row: Mapping[str, Any]) -> tuple[dict[str, Any], Guardians]:
    """Return a flat record as a learner's columns and their guardians."""
    guardians = {
        position: {field: row[f"guardian{position}.{field}"] for field in GUARDIAN} for position in POSITIONS
    }
    return {field: row[field] for field in FIELDS}, {
        position: one for position, one in guardians.items() if any(one.values())
    }


def _offered(field: str, known: Any, incoming: Any) -> bool:
    if incoming is None:
        return False
    return known is None or field in FRESH or field.startswith("guardian")
