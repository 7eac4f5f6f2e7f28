"""What lists of admitted candidates, and of those registered, are searched by: words, origin, import date (R6.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from recruitment.admissions.models import Admitted
from recruitment.programmes.models import Programme
from recruitment.rules.admissions import PLATFORM_ORIGINS

#: « Parcoursup » is every way of the platform (R6.5).
ORIGINS: dict[str, tuple[str, ...]] = {
    "parcoursup": PLATFORM_ORIGINS,
    **{one: (one,) for one in (*PLATFORM_ORIGINS, "own")},
}


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for; an empty one leaves everybody. What a year or a situation means is each list's own."""

    year: int
    words: tuple[str, ...] = ()
    origin: str = ""
    since: datetime | None = None
    until: datetime | None = None
    programme: str = ""
    situation: str = ""

    def conditions(self, text: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on `admitted` and `programme`; `text`: the column that holds the words."""
        found: list[ColumnElement[bool]] = [text.contains(word, autoescape=True) for word in self.words]
        if self.origin:
            found.append(Admitted.origin.in_(ORIGINS[self.origin]))
        if self.since is not None:
            found.append(Admitted.imported_at >= self.since)
        if self.until is not None:
            found.append(Admitted.imported_at < self.until)
        if self.programme:
            found.append(Programme.code == self.programme)
        return found
