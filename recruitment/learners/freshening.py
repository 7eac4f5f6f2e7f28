"""What is taken without asking of a newer source, about a person surely known (R6.2)."""

from collections.abc import Collection, Mapping
from typing import Any

from recruitment.core.text import fold
from recruitment.learners.people import ADDRESS, CONTACT, FIELDS, GUARDIAN, POSITIONS, SCHOOLING, Guardians


def freshened(known: Mapping[str, Any], incoming: Mapping[str, Any], new: Collection[str]) -> dict[str, Any]:
    """Return the fields taken; `new`: those of which the source says something that has not been read yet.

    Who one is only fills blanks; how to reach one, and one's schooling, are replaced by what the source says.
    """
    taken = {
        field: incoming[field]
        for field in FIELDS
        if field in new and incoming[field] and (not known[field] or field in (*CONTACT, *SCHOOLING))
    }
    if any(field in taken for field in ADDRESS):  # one address: never half of each
        taken |= {field: incoming[field] or None for field in ADDRESS}
    return taken


def joined_guardians(known: Guardians, incoming: Guardians) -> Guardians:
    """Return the guardians of a person surely known: the same ones freshened, others where there is room."""
    kept = {position: dict(one) for position, one in known.items()}
    for _position, one in sorted(incoming.items()):
        place = _place(kept, one)
        if place is not None:
            said = {field: value for field, value in one.items() if value}
            kept[place] = dict.fromkeys(GUARDIAN) | kept.get(place, {}) | said
    return kept


def left_guardians(kept: Guardians, incoming: Guardians) -> int:
    """Return how many incoming guardians found no room."""
    return sum(not any(_same(mine, one) for mine in kept.values()) for one in incoming.values())


def _place(kept: Guardians, one: Mapping[str, Any]) -> int | None:
    same = (position for position, mine in kept.items() if _same(mine, one))
    free = (position for position in POSITIONS if position not in kept)
    return next(same, next(free, None))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _name(one) == _name(other)


def _name(one: Mapping[str, Any]) -> str:
    return fold(f"{one.get('last_name') or ''} {one.get('first_name') or ''}")
