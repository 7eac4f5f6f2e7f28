"""The words of `words.toml`, of which invented people, schools and employers are made."""

import tomllib
from pathlib import Path
from typing import Any

with Path(__file__).with_suffix(".toml").open("rb") as _stream:
    _WORDS: dict[str, Any] = tomllib.load(_stream)

FEMININE: tuple[str, ...] = tuple(_WORDS["feminine"].split())
MASCULINE: tuple[str, ...] = tuple(_WORDS["masculine"].split())
FAMILY: tuple[str, ...] = tuple(_WORDS["family"].split())
SCHOOLS: tuple[tuple[str, str, str, int], ...] = tuple(map(tuple, _WORDS["schools"]))
TOWNS: tuple[tuple[str, str], ...] = tuple(map(tuple, _WORDS["towns"]))
STREETS: tuple[str, ...] = tuple(_WORDS["streets"])
SERIES: tuple[tuple[str, int], ...] = tuple(map(tuple, _WORDS["series"]))
EMPLOYERS: tuple[tuple[str, str, str], ...] = tuple(map(tuple, _WORDS["employers"]))
REFUSAL_DETAILS: tuple[str, ...] = tuple(_WORDS["refusal_details"])
NOTES: tuple[str, ...] = tuple(_WORDS["notes"])
