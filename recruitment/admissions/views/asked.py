"""What the address of a list asks for, here and in the rooms above that list the same people."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from flask import request

from recruitment.admissions import queries
from recruitment.admissions.search import ORIGINS, Search
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.web.forms import whole_number

LONGEST = 120
NAMES = ("annee", "q", "origine", "du", "au", "formation", "situation")


def year_asked(known: list[int]) -> int:
    """Return the school year asked for, else the nearest to now that there is."""
    asked = whole_number("annee", 0, most=9999)
    return asked if asked in known else nearest(known)


def nearest(known: list[int]) -> int:
    """Return the current school year's session, else the one before."""
    this = clock.today().year
    return next((year for year in known if year <= this), known[-1] if known else this)


def years(mine: Any) -> list[int]:
    """Return the school years that one may choose."""
    return queries.years(db.session(), mine)


def search(year: int, situations: Collection[str]) -> Search:
    """Return what is searched; anything that does not hold is not asked for."""
    since, until = _day("du"), _day("au")
    return Search(
        year=year,
        words=tuple(fold(request.args.get("q", "")[:LONGEST]).split()),
        origin=_one_of("origine", ORIGINS),
        since=clock.paris_midnight(since) if since else None,
        until=clock.paris_midnight(until + timedelta(days=1)) if until else None,
        programme=request.args.get("formation", "")[:40],
        situation=_one_of("situation", situations),
    )


def typed(*more: str) -> dict[str, str]:
    """Return the search as it was typed, to show it again and to carry it along; `more`: names of that page."""
    return {name: request.args[name][:LONGEST] for name in (*NAMES, *more) if request.args.get(name)}


def _one_of(name: str, values: Collection[str]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in values else ""


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None
