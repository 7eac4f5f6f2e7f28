"""Whether somebody admitted is a learner already known: same INE, else same name and birth date (R6.2).

Names come folded: no accents, case, hyphens nor apostrophes (`core.text.fold`). Only the same INE under the same name
is taken without asking; everything else that looks like a known learner is for a person to confirm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_NAME_KEY = 280


class Verdict(StrEnum):
    """What a matching says."""

    SAME = "same"
    CONFIRM = "confirm"
    NEW = "new"


class Reason(StrEnum):
    """Why two records are alike, and what keeps from taking them for one."""

    SAME_NUMBER = "same_number"  # registered already under this candidate's number, for another programme
    SAME_INE = "same_ine"
    INE_OTHER_NAME = "ine_other_name"
    INE_OTHER_BIRTH_DATE = "ine_other_birth_date"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"
    NAME_WITHOUT_BIRTH_DATE = "name_without_birth_date"
    NAME_OTHER_INE = "name_other_ine"


#: Taken without asking; every other reason asks somebody.
SURE = frozenset({Reason.SAME_NUMBER, Reason.SAME_INE})
#: The likeliest first.
ORDER = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Identity:
    """A person by what tells one from another; names folded."""

    last_name: str
    first_name: str
    birth_date: date | None = None
    ine: str | None = None
    usual_name: str = ""

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Return each pair of names that the person goes by."""
        births = ((self.last_name, self.first_name),)
        return (*births, (self.usual_name, self.first_name)) if self.usual_name else births


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: the verdict, and the learners that look alike with the reason of each, the likeliest first."""

    verdict: Verdict
    alike: tuple[tuple[int, Reason], ...] = ()

    @property
    def learner_id(self) -> int | None:
        """Return the likeliest learner."""
        return self.alike[0][0] if self.alike else None


def name_key(last_name: str, first_name: str) -> str:
    """Return what the name has whatever its order, its spaces and its hyphens: its letters, sorted."""
    return "".join(sorted((last_name + first_name).replace(" ", "")))[:LONGEST_NAME_KEY]


def match_key(last_name: str, first_name: str, birth_date: date | None) -> str:
    """Return what two records of one person share: the name's letters, then the birth date if it is known."""
    return f"{name_key(last_name, first_name)}|{birth_date.isoformat() if birth_date else ''}"


def same_name(one: Identity, other: Identity) -> bool:
    """Tell whether two folded names are one: same words in whatever order, or the two names swapped or glued."""
    return any(_same_pair(mine, theirs) for mine in one.names for theirs in other.names)


def likeness(one: Identity, other: Identity) -> Reason | None:
    """Return why two records look like one person, or None where they do not."""
    named = same_name(one, other)
    both_born = one.birth_date is not None and other.birth_date is not None
    born = not both_born or one.birth_date == other.birth_date
    if one.ine is not None and one.ine == other.ine:
        if not named:
            return Reason.INE_OTHER_NAME
        return Reason.SAME_INE if born else Reason.INE_OTHER_BIRTH_DATE
    if not named or not born:
        return None
    if not both_born:
        return Reason.NAME_WITHOUT_BIRTH_DATE
    if one.ine is not None and other.ine is not None:
        return Reason.NAME_OTHER_INE
    return Reason.NAME_AND_BIRTH_DATE


def match(person: Identity, known: Mapping[int, Identity], *, same_number: Sequence[int] = ()) -> Match:
    """Say whether a person is one of these learners; `same_number`: who holds this candidate's number already."""
    found = {id_: reason for id_, one in known.items() if (reason := likeness(person, one)) is not None}
    found |= dict.fromkeys(same_number, Reason.SAME_NUMBER)
    alike = tuple(sorted(found.items(), key=lambda one: (ORDER.index(one[1]), one[0])))
    if not alike:
        return Match(Verdict.NEW)
    return Match(Verdict.SAME if alike[0][1] in SURE else Verdict.CONFIRM, alike)


def _same_pair(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    words = sorted(" ".join(mine).split()) == sorted(" ".join(theirs).split())
    return words or sorted(map(_glued, mine)) == sorted(map(_glued, theirs))


def _glued(name: str) -> str:
    return name.replace(" ", "")
