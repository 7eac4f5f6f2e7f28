"""What the address of a list of learners asks for, and whom one may read and write there."""

from typing import Any

from flask_login import current_user

from recruitment.accounts import access as rights
from recruitment.accounts.access import followed, programmes_where
from recruitment.admissions.search import Search
from recruitment.admissions.views import asked
from recruitment.learners import access
from recruitment.learners.search import SITUATIONS
from recruitment.rules.vocabulary import Permission


def years() -> list[int]:
    """Return the school years that one may choose, the latest first."""
    return access.years(current_user)


def year_asked() -> int:
    """Return the school year chosen: the one asked for, else the current campaign's, else the nearest before."""
    return asked.year_asked(years())


def search_asked(year: int) -> Search:
    """Return what is searched; anything that does not hold is not asked for."""
    return asked.search(year, SITUATIONS)


def typed() -> dict[str, str]:
    """Return the search as it was typed, to show it again and to carry it along."""
    return asked.typed("vue")


def reads() -> Any:
    """Return the condition on `programme` for those whose learners one may read."""
    return followed(current_user)


def writes() -> Any:
    """Return the condition on `programme` for those in which one may enrol."""
    return programmes_where(current_user, Permission.ENROL)


def may_write() -> bool:
    """Tell whether one may enrol somewhere."""
    return rights.may_somewhere(current_user, Permission.ENROL)
