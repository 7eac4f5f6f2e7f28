"""How Apogée writes a person: capitals without accents, fields of so many characters, ddMMyyyy (R7.1).

What is lost on the way is told: a name that is cut, a phone that does not fit. What would make two persons one,
or nobody of them, is refused.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from recruitment.rules.countries import FRANCE, country_code

OPI_CODE, INE, INE_KEY = 10, 10, 1
NAME, FIRST_NAME, TOWN, EMAIL, PHONE, ADDRESS = 30, 20, 30, 200, 15, 32
CGE, ETP, VET = 3, 6, 3
CATEGORY, MOTIVE = 10, 200

_NATIONAL_INE = re.compile(r"[0-9]{9}[A-HJK]{2}")
_SPELT = str.maketrans(
    {"ß": "SS", "Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Ħ": "H", "ı": "I"}
    | dict.fromkeys("‘’‚‛′‵ʹʻʼʽ`´＇", "'")
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
)
_NOT_WRITTEN = re.compile(r"[^A-Z0-9 '\-]+")
_NOT_IN_AN_ADDRESS = re.compile(r"[^A-Z0-9 '\-,./()]+")


class Unwritable(Exception):  # noqa: N818 - a refusal, like the others
    """A person who cannot go to Apogée as they are; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Losses:
    """What did not fit, by field: what the screen tells beside what was sent."""

    cut: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def fitted(self, name: str, text: str, width: int) -> str:
        """Return the text at that width, and keep that it was cut."""
        if len(text) > width:
            self.cut.append(name)
        return text[:width].rstrip()

    def whole(self, name: str, text: str, width: int) -> str:
        """Return the text if it fits, else nothing: half a number is no number."""
        if len(text) <= width:
            return text
        self.left_out.append(name)
        return ""


def capitals(text: str | None) -> str:
    """Spell in capitals without accents: A to Z, digits, spaces, apostrophes and hyphens."""
    return _only(_NOT_WRITTEN, text)


def address_line(text: str | None) -> str:
    """Spell a line of an address the same way, with its commas, points and slashes."""
    return _only(_NOT_IN_AN_ADDRESS, text)


def _only(others: re.Pattern[str], text: str | None) -> str:
    if not text:
        return ""
    raised = text.translate(_SPELT).upper().translate(_SPELT)
    plain = "".join(c for c in unicodedata.normalize("NFKD", raised) if not unicodedata.combining(c))
    return " ".join(others.sub(" ", plain.upper()).split())


def day(value: date | None) -> str:
    """Write a day as ddMMyyyy."""
    return "" if value is None else f"{value.day:02d}{value.month:02d}{value.year:04d}"


def ine_and_key(value: str | None) -> tuple[str, str]:
    """Part an INE from its key: nine and two characters of the national form, ten and one of the others."""
    if not value:
        return "", ""
    at = 9 if _NATIONAL_INE.fullmatch(value) else INE
    return value[:at], value[at:]


def opi_code(candidate_number: str) -> str:
    """Return the code of the person in Apogée's intake; a number that does not fit would name somebody else."""
    if len(candidate_number) > OPI_CODE:
        raise Unwritable("number_too_long")
    return candidate_number


def phone(text: str | None) -> str:
    """Keep the digits of a phone number, and the plus in front of it."""
    if not text:
        return ""
    digits = re.sub(r"[^0-9]", "", text)
    return f"+{digits}" if text.strip().startswith("+") and digits else digits


def email(text: str | None) -> str:
    """Keep an address as it was given, but for the spaces around it."""
    return (text or "").strip()


def birth_place(department: str | None, country: str | None) -> tuple[str, str]:
    """Return the code of the place of birth and its kind: D a French department, P a country (INSEE's codes)."""
    if department and re.fullmatch(r"[0-9]{2,3}|2[AB]", department):
        return department.zfill(3), "D"
    code = country_code(country or "") or ""
    return (code, "P") if code != FRANCE and code else ("", "")
