"""One registered person with all that the exports read of them; values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from recruitment.rules.ages import is_minor
from recruitment.rules.countries import FRANCE, country_code


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract of apprenticeship that was accepted, in the order of entry; days are those of its signed form."""

    siret: str | None
    starts: str | None = None
    ends: str | None = None
    broken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A registration, with its learner, programme, centre; `facts` are those of centre, programme and person."""

    registration: Any
    learner: Any
    programme: Any
    centre: Any
    admitted: Any
    facts: Mapping[str, Any]
    agreements: tuple[Agreement, ...]
    guardians: tuple[Any, ...]
    first_day: date | None
    today: date

    def fact(self, name: str) -> Any:
        """Return one of the facts, None when nobody gave it."""
        return self.facts.get(name)

    def agreement(self, rank: int) -> Agreement | None:
        """Return the first, second… contract."""
        return self.agreements[rank - 1] if len(self.agreements) >= rank else None

    def guardian(self, rank: int) -> Any:
        """Return a guardian of who is under age: those of an adult are told to nobody."""
        if not is_minor(self.learner.birth_date, self.today):
            return None
        return next((one for one in self.guardians if one.position == rank), None)

    @property
    def entered_on(self) -> Any:
        """The day the person came: their own, else the programme's, else the first day of the centre's year."""
        return self.fact("entered_on") or self.fact("starts_on") or self.first_day

    @property
    def birth_country(self) -> str | None:
        """The three digits of the country of birth; a code of a French town says it too."""
        return country_code(self.learner.birth_country) or (FRANCE if self.learner.birth_town_code else None)

    @property
    def country(self) -> str | None:
        """The three digits of the country of the address; a French code of town says it too."""
        return country_code(self.learner.country) or (FRANCE if self.learner.town_code else None)

    @property
    def nationality(self) -> str | None:
        """The three digits of the nationality."""
        return country_code(self.learner.nationality)

    @property
    def address(self) -> str:
        """The lines of the address on one, without the town."""
        lines = (self.learner.address_1, self.learner.address_2, self.learner.address_3)
        return " ".join(line for line in lines if line)
