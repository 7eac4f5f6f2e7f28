"""The cells of an import: each read into the one form that is stored, or refused with a code.

Hundreds of thousands of rows go through here: the usual shapes are told with one comparison, the odd ones
fall to the rules.
Dates and instants are in `moments`.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from recruitment.core.text import TextRefused, clean_name
from recruitment.rules import identifiers
from recruitment.rules.errors import RuleViolation

Reader: TypeAlias = Callable[[str], str | None]
REMEMBERED = 20_000  # different values of one column that are worth remembering

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_PHONE_SEPARATORS = str.maketrans("", "", " .()/-")
_POSTAL_CODE = re.compile(r"[0-9A-Z][0-9A-Z -]{1,9}", re.ASCII)
_DEPARTMENT = re.compile(r"0?(2[AB]|\d{1,3})", re.ASCII)
_PROGRAMME_CODE = re.compile(r"[\w.-]{1,30}", re.ASCII)
_INTEGER = re.compile(r"(\d{1,9})(?:[.,]0+)?", re.ASCII)
SEXES = {"m": "M", "h": "M", "masculin": "M", "homme": "M", "m.": "M", "f": "F", "féminin": "F",
         "feminin": "F", "femme": "F", "mme": "F", "monsieur": "M", "madame": "F"}  # fmt: skip
BOOLEANS = {"oui": "oui", "o": "oui", "1": "oui", "vrai": "oui", "true": "oui", "yes": "oui",
            "non": "non", "n": "non", "0": "non", "faux": "non", "false": "non", "no": "non"}  # fmt: skip
PHONE_DIGITS = range(6, 16)


class CellRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """Why a cell cannot be taken; the code has its sentence in `wording`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def remembered(reader: Reader) -> Reader:
    """Read each different cell of a column once, for columns whose values come again: schools, towns,
    series."""
    known: dict[str, str | None] = {}

    def read(cell: str) -> str | None:
        try:
            return known[cell]
        except KeyError:
            value = reader(cell)
            if len(known) < REMEMBERED:
                known[cell] = value
            return value

    return read


def text_up_to(limit: int) -> Reader:
    """Read a text that is kept as typed, cleaned, of so many characters at most."""

    def read(cell: str) -> str | None:
        return _clean(cell, limit) or None

    return read


def name(cell: str) -> str | None:
    """Read a person's name."""
    try:
        return clean_name(cell) or None
    except TextRefused as refusal:
        raise CellRefused(f"text_{refusal.code}") from refusal


def candidate_number(cell: str) -> str:
    """Read the number of a candidate; a spreadsheet may have written it with decimals."""
    cell = cell.strip()
    if cell.isdigit() and cell.isascii() and len(cell) <= 20:
        return cell
    return _by_rule(identifiers.candidate_number, cell.removesuffix(".0"), "candidate_number")


def ine(cell: str) -> str:
    """Read an INE; `ine_is_doubtful` tells those whose key nobody published."""
    try:
        return identifiers.ine(cell).value
    except RuleViolation as violation:
        raise CellRefused("ine") from violation


def ine_is_doubtful(value: str) -> bool:
    """Tell whether the key of a national INE does not match: a warning, never a refusal."""
    return value[-2:].isalpha() and identifiers.ine(value).doubtful


def uai(cell: str) -> str:
    """Read the code of an establishment, its leading zero put back."""
    return _by_rule(identifiers.uai, cell, "uai")


def siret(cell: str) -> str:
    """Read a SIRET."""
    return _by_rule(identifiers.siret, cell, "siret")


def rncp(cell: str) -> str:
    """Read an RNCP number, with or without its letters."""
    text = cell.strip().upper()
    return _by_rule(identifiers.rncp, text if text.startswith("RNCP") else f"RNCP{text}", "rncp")


def diploma_code(cell: str) -> str:
    """Read the code of a diploma."""
    return _by_rule(identifiers.diploma_code, cell.removesuffix(".0"), "diploma_code")


def programme_code(cell: str) -> str:
    """Read the code of a programme: no space, no sign that would break an address."""
    text = cell.strip().removesuffix(".0")
    if _PROGRAMME_CODE.fullmatch(text) and text not in (".", ".."):
        return text
    raise CellRefused("programme_code")


def sex(cell: str) -> str:
    """Read M or F."""
    return _one_of(SEXES, cell, "sex")


def boolean(cell: str) -> str:
    """Read oui or non."""
    return _one_of(BOOLEANS, cell, "boolean")


def capacity(cell: str) -> str:
    """Read a number of seats, as text."""
    found = _INTEGER.fullmatch(cell.strip())
    if found is None or int(found[1]) > 9999:
        raise CellRefused("capacity")
    return str(int(found[1]))


def email(cell: str) -> str:
    """Read an address: its shape only, since nothing is sent now."""
    text = _clean(cell, 254)
    if _EMAIL.fullmatch(text) and ".." not in text and text[0] != "." and ".@" not in text:
        return text
    raise CellRefused("email")


def phone(cell: str) -> str:
    """Read a number, kept as typed: 6 to 15 digits with their usual separators."""
    text = _clean(cell, 30)
    digits = text.translate(_PHONE_SEPARATORS).removeprefix("+")
    if digits.isdigit() and digits.isascii() and len(digits) in PHONE_DIGITS:
        return text
    raise CellRefused("phone")


def postal_code(cell: str) -> str:
    """Read a postal code; a French one gets back the zero that a spreadsheet has eaten."""
    text = _clean(cell, 10).removesuffix(".0").upper()
    if not _POSTAL_CODE.fullmatch(text):
        raise CellRefused("postal_code")
    return f"0{text}" if len(text) == 4 and text.isdigit() and text[0] != "0" else text


def department(cell: str) -> str:
    """Read the number of a department: 63, 2A, 971; Parcoursup writes 063."""
    found = _DEPARTMENT.fullmatch(cell.strip().upper().removesuffix(".0"))
    if found is None:
        raise CellRefused("department")
    return found[1].zfill(2)


def _clean(cell: str, limit: int) -> str:
    try:
        return clean_name(cell, limit=limit)
    except TextRefused as refusal:
        raise CellRefused(f"text_{refusal.code}") from refusal


def _by_rule(rule: Callable[[str], str], cell: str, code: str) -> str:
    try:
        return rule(cell)
    except RuleViolation as violation:
        raise CellRefused(code) from violation


def _one_of(known: dict[str, str], cell: str, code: str) -> str:
    try:
        return known[cell.strip().casefold()]
    except KeyError as error:
        raise CellRefused(code) from error
