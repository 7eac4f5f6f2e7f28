"""What the address of a list asks for, and the numbers that forms carry."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_login import current_user

from recruitment.accounts import access as rights
from recruitment.accounts.access import programmes_where
from recruitment.core import clock
from recruitment.core.text import fold
from recruitment.enrolments.differences import followed
from recruitment.learners import access
from recruitment.learners.search import ORIGINS, SITUATIONS, Search
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import whole_number

LONGEST_SEARCH = 120
DATES = ("du", "au")


def years() -> list[int]:
    """Return the school years that one may choose, the latest first."""
    return access.years(current_user)


def year_asked() -> int:
    """Return the school year chosen: the one asked for, else the current campaign's, else the nearest before."""
    known, asked = years(), whole_number("annee", 0, most=9999)
    if asked in known:
        return asked
    this = clock.today().year
    return next((year for year in known if year <= this), known[-1] if known else this)


def search_asked(year: int) -> Search:
    """Return what is searched; anything that does not hold is not asked for."""
    words = tuple(fold(request.args.get("q", "")[:LONGEST_SEARCH]).split())
    since, until = (_day(name) for name in DATES)
    return Search(
        year=year,
        words=words,
        origin=_one_of("origine", ORIGINS),
        since=clock.paris_midnight(since) if since else None,
        until=clock.paris_midnight(until + timedelta(days=1)) if until else None,
        programme=request.args.get("formation", "")[:40],
        situation=_one_of("situation", SITUATIONS),
    )


def typed() -> dict[str, str]:
    """Return the search as it was typed, to show it again and to carry it along."""
    names = ("annee", "q", "origine", "du", "au", "formation", "situation", "vue")
    return {name: request.args[name][:LONGEST_SEARCH] for name in names if request.args.get(name)}


def reads() -> Any:
    """Return the condition on `programme` for those whose learners one may read."""
    return followed(current_user)


def writes() -> Any:
    """Return the condition on `programme` for those in which one may enrol."""
    return programmes_where(current_user, Permission.ENROL)


def may_write() -> bool:
    """Tell whether one may enrol somewhere."""
    return rights.may_somewhere(current_user, Permission.ENROL)


def _one_of(name: str, values: Collection[str]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in values else ""


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None
