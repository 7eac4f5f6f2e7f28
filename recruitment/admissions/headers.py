"""Headers of a list, matched without case, accents, doubled spaces and school years; a profile says the rest.

A column that is there twice counts once: the one of the latest school year, else the first. The others, and those that
nobody knows, are reported.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recruitment.admissions.columns import BY_FIELD, COLUMNS, NAMES, NEEDED
from recruitment.core.text import fold
from recruitment.transfers.columns import HeadersRefused

_YEARS = re.compile(r"\b(\d{4})\s*[/-]\s*(?:\d\d)?\d\d\b")
_SIGNS = re.compile(r"[^\w]+")
IGNORED = ""  # what a profile says of a header that is known and must not be read


@dataclass(frozen=True, slots=True)
class Headers:
    """Where each field stands, from 0; the headers that nobody knows, those left for being there twice."""

    positions: dict[str, int]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]


def spelt(header: str) -> str:
    """Return the one spelling of a header that is compared."""
    text = _YEARS.sub(" ", header.replace("_", " "))
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


def year_of(header: str) -> int:
    """Return the school year that a header holds, 0 without one."""
    found = _YEARS.search(header)
    return int(found[1]) if found else 0


_NAMES = {spelt(alias): column.field for column in COLUMNS for alias in (column.name, *column.aliases)}


def match(headers: Sequence[str], profile: Mapping[str, str] | None = None) -> Headers:
    """Find the columns of a file; `profile` maps spellings of headers to fields. Raises HeadersRefused."""
    known = _NAMES | dict(profile or {})
    places: dict[str, list[int]] = {}
    unknown = []
    for place, header in enumerate(headers):
        field = known.get(spelt(header))
        if field in BY_FIELD:
            places.setdefault(field, []).append(place)
        elif header:
            unknown.append(header)
    positions = {
        field: max(found, key=lambda one: (year_of(headers[one]), -one)) for field, found in places.items()
    }
    doubled = [headers[one] for field, found in places.items() for one in found if one != positions[field]]
    missing = missing_fields(positions)
    if missing:
        raise HeadersRefused(missing, [])
    return Headers(positions, tuple(unknown), tuple(doubled))


def missing_fields(fields: Mapping[str, object] | Sequence[str]) -> list[str]:
    """Return the names of the columns without which no list can be read."""
    missing = [BY_FIELD[field].name for field in NEEDED if field not in fields]
    if "full_name" in fields:
        return missing
    return missing + [BY_FIELD[field].name for field in NAMES if field not in fields]


def suggested(header: str, profile: Mapping[str, str] | None = None) -> str:
    """Return the field that a header is taken for, or an empty text."""
    return (_NAMES | dict(profile or {})).get(spelt(header), "")
