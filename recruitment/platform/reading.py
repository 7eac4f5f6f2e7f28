"""One candidate as the platform sends them, read field by field; whatever does not hold is told by field.

The case of the platform's keys is uncertain, and its numbers come now as numbers, now as text: both are taken.
What is absent, `null` or empty is nothing. Sentences never repeat what was sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from recruitment.core.text import continued
from recruitment.platform import fields
from recruitment.platform.fields import Field
from recruitment.rules.paris import paris_day
from recruitment.transfers.cells import CellRefused, ine_is_doubtful
from recruitment.transfers.wording import REMARKS

LONGEST = 600  # characters of any one value
_DATES = ("birth_date",)
_MOMENTS = ("answered_at",)
_NUMBERS = ("session", "situation", "bac_year")
_FLAGS = ("gap_year", "boarding")
_NOT_KEPT = ("bac_month",)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of a candidate; without a field, with the candidate as a whole."""

    field: str
    words: str
    rank: int = 0
    candidate_number: str | None = None

    @property
    def sentence(self) -> str:
        """« Candidat 3 (n° 1234567), champ « dateNaissance » : … »."""
        who = f"Candidat {self.rank}" if self.rank else ""
        if self.rank and self.candidate_number:
            who += f" (n° {self.candidate_number})"
        what = f"champ « {self.field} »" if self.field else ""
        place = ", ".join(part for part in (who, what) if part)
        place = place[:1].upper() + place[1:]
        return f"{place} : {self.words}" if place else self.words[:1].upper() + self.words[1:]


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian of a candidate, the first or the second."""

    position: int
    last_name: str | None
    first_name: str | None
    email: str | None
    phone: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Received:
    """One candidate as the platform knows them, in our words: the columns of `admitted` and their guardians."""

    session: int
    programme_code: str
    candidate_number: str
    situation: int
    columns: Mapping[str, Any]
    guardians: tuple[Guardian, ...]
    ine_doubtful: bool = False


@dataclass(slots=True)
class Reader:
    """Reads the fields of one candidate, and keeps what is wrong with them."""

    sent: Mapping[str, Any]
    rank: int
    now: datetime
    problems: list[Problem] = field(default_factory=list)

    def value(self, wanted: Field) -> str | None:
        """Return what a field holds, as our text; None when it holds nothing or nothing usable."""
        try:
            text = _text_of(self.sent.get(wanted.name.casefold()), wanted)
            found = wanted.read(text) if text else None
        except CellRefused as refusal:
            self.problem(wanted.name, refusal.code)
            return None
        if found is None and wanted.needed:
            self.problem(wanted.name, "missing")
        return found

    def problem(self, name: str, code: str) -> None:
        """Keep what is wrong with a field."""
        words = fields.WORDS.get(code) or REMARKS[code]
        number = _shown(self.sent.get("codecandidat"))
        self.problems.append(Problem(name, continued(words), self.rank, number))


def read_one(sent: Any, *, rank: int, now: datetime) -> Received | list[Problem]:
    """Return a candidate, or everything that is wrong with what was sent of them."""
    if not isinstance(sent, Mapping):
        return [Problem("", "un objet est attendu pour chaque candidat.", rank)]
    folded, doubled = _folded(sent)
    reader = Reader(folded, rank, now)
    for name in doubled:
        reader.problem(name, "twice")
    values = {one.column: reader.value(one) for one in fields.PERSON}
    guardians = tuple(_guardians(reader))
    columns = {name: _typed(name, text) for name, text in values.items() if name not in _NOT_KEPT}
    _check_moments(reader, columns)
    if reader.problems:
        return reader.problems
    session, code = columns.pop("session"), columns.pop("programme_code")
    number, situation = columns.pop("candidate_number"), columns.pop("situation")
    doubtful = bool(columns["ine"]) and ine_is_doubtful(columns["ine"])
    return Received(session, code, number, situation, columns, guardians, doubtful)


def _folded(sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields by their name in lower case, and those given twice with two values."""
    known = {one.name.casefold(): one.name for one in fields.EVERY}
    folded: dict[str, Any] = {}
    doubled = []
    for name, value in sent.items():
        key = str(name).strip().casefold()
        if key in folded and folded[key] != value and key in known:
            doubled.append(known[key])
        folded[key] = value
    return folded, doubled


def _text_of(value: Any, wanted: Field) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise CellRefused("text_too_long")
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**20 else "-"
    raise CellRefused("not_a_number" if wanted.number else "not_a_text")


def _typed(name: str, text: str | None) -> Any:
    if text is None:
        return None
    if name in _NUMBERS:
        return int(text)
    if name in _FLAGS:
        return text == "1"
    if name in _DATES:
        return fields.day(text)
    return fields.moment(text) if name in _MOMENTS else text


def _guardians(reader: Reader) -> Iterator[Guardian]:
    for position, known in enumerate(fields.GUARDIANS, 1):
        found = {one.column: reader.value(one) for one in known}
        lines = [found[f"address_{line}"] for line in (1, 2, 3)]
        town = " ".join(part for part in (found["postal_code"], found["town"]) if part)
        address = ", ".join(part for part in (*lines, town, found["country"]) if part)[:LONGEST] or None
        who = (found["last_name"], found["first_name"], found["email"], found["phone"])
        if any(who):
            yield Guardian(position, *who, address)


def _check_moments(reader: Reader, columns: Mapping[str, Any]) -> None:
    born: date | None = columns["birth_date"]
    if born is not None and born >= paris_day(reader.now):
        reader.problem("dateNaissance", "born_later")


def _shown(value: Any) -> str | None:
    """Return a candidate's number for a sentence, when what was sent looks like one."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if text.isascii() and text.isdigit() and len(text) <= 20 else None
