"""What a list of learners is searched by: words, origin, import date, programme, situation (R6.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from recruitment.admissions.models import Admitted
from recruitment.learners.models import Registration
from recruitment.programmes.models import Programme

PLATFORM = "parcoursup"
#: « Parcoursup » is every way of the platform (R6.5).
ORIGINS: dict[str, tuple[str, ...]] = {
    PLATFORM: ("file", "pull", "push"),
    "file": ("file",),
    "pull": ("pull",),
    "push": ("push",),
    "own": ("own",),
}

missing = or_(Registration.division_id.is_(None), Registration.regime.is_(None))
_open = and_(Registration.validated_at.is_(None), Registration.cancelled_at.is_(None))
changed = and_(
    Registration.cancelled_at.is_(None), Registration.admitted_version.is_distinct_from(Admitted.version)
)
#: Where a registration stands.
SITUATIONS: dict[str, ColumnElement[bool]] = {
    "": Registration.cancelled_at.is_(None),
    "a-completer": and_(_open, missing),
    "completes": and_(_open, ~missing),
    "validees": and_(Registration.validated_at.is_not(None), Registration.cancelled_at.is_(None)),
    "modifiees": changed,
    "retires": and_(Registration.cancelled_at.is_(None), Admitted.gone_at.is_not(None)),
    "annulees": Registration.cancelled_at.is_not(None),
}


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for; an empty one leaves everybody."""

    year: int
    words: tuple[str, ...] = ()
    origin: str = ""
    since: datetime | None = None
    until: datetime | None = None
    programme: str = ""
    situation: str = ""

    def conditions(self, text: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on `admitted` and `programme`; `text`: the column that holds the words."""
        found = [text.contains(word, autoescape=True) for word in self.words]
        if self.origin:
            found.append(Admitted.origin.in_(ORIGINS[self.origin]))
        if self.since is not None:
            found.append(Admitted.imported_at >= self.since)
        if self.until is not None:
            found.append(Admitted.imported_at < self.until)
        return [*found, Programme.code == self.programme if self.programme else true()]
