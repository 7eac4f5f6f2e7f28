"""The forms that cells of the exports take: each reads a value and returns its text, or raises Misfit.

None and blanks give an empty text: whether a cell may stay empty is its column's affair.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

Form: TypeAlias = Callable[[Any], str]

_MAIL = re.compile(r"[^@\s<>;|\"]+@[^@\s<>;|\"]+\.[^@\s<>;|\".]{2,}")
_PHONE = re.compile(r"(?:\+33|0033)?0?([1-9][0-9]{8})")
_LETTERS_APART = str.maketrans({"Œ": "OE", "Æ": "AE", "Ø": "O", "Ł": "L", "Đ": "D", "Þ": "TH", "ẞ": "SS"})


class Misfit(ValueError):  # noqa: N818 - expected, like a RuleViolation
    """A value that the column does not take; its text says why, in the words of the screen."""


def plain(value: Any) -> str:
    """Take a text as it is, on one line."""
    return " ".join(str(value).split()) if value is not None else ""


def upper(value: Any) -> str:
    """Write capitals without accents."""
    raised = plain(value).upper().translate(_LETTERS_APART)
    marks_apart = unicodedata.normalize("NFKD", raised)
    return "".join(letter for letter in marks_apart if not unicodedata.combining(letter))


def capital_name(value: Any) -> str:
    """Write a name in capitals, without accents, hyphens kept: no other sign goes through."""
    name = " ".join(re.sub(r"['’`.]", " ", upper(value)).split())
    if name and not re.fullmatch(r"[A-Z]+(?:[ -]+[A-Z]+)*-?", name):
        raise Misfit(
            f"« {plain(value)} » contient des signes que le fichier n’accepte pas (lettres et traits d’union)"
        )
    return name


def lettered_name(value: Any) -> str:
    """Take a name that holds a letter and no digit."""
    name = plain(value)
    if name and (not any(map(str.isalpha, name)) or any(map(str.isdigit, name))):
        raise Misfit(f"« {name} » : au moins une lettre et aucun chiffre sont attendus")
    return name


def capital_address(value: Any) -> str:
    """Write an address in capitals, without accents or what cuts the file."""
    return " ".join(re.sub('[;|"]', " ", re.sub("[’‘`´]", "'", upper(value))).split())


def dated(pattern: str) -> Form:
    """Write a day in this pattern."""

    def form(value: Any) -> str:
        if value is None or value == "":
            return ""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError as error:
            raise Misfit(f"« {plain(value)} » n’est pas une date") from error
        if day.year < 1900:
            raise Misfit(f"l’année {day.year} n’est pas plausible")
        return day.strftime(pattern)

    return form


def digits(count: int, what: str) -> Form:
    """Take exactly so many digits."""

    def form(value: Any) -> str:
        text = re.sub(r"\s", "", plain(value))
        if text and not re.fullmatch(f"[0-9]{{{count}}}", text):
            raise Misfit(f"« {text} » n’est pas {what} : {count} chiffres sont attendus")
        return text

    return form


def one_of(codes: dict[str, str]) -> Form:
    """Take one of these codes."""

    def form(value: Any) -> str:
        text = plain(value)
        if text and text not in codes:
            raise Misfit(f"« {text} » n’est pas un code de la nomenclature")
        return text

    return form


def months(least: int, most: int) -> Form:
    """Take a number of months within bounds."""

    def form(value: Any) -> str:
        text = plain(value)
        if text and not (re.fullmatch("[0-9]{1,3}", text) and least <= int(text) <= most):
            raise Misfit(f"« {text} » : une durée de {least} à {most} mois est attendue")
        return str(int(text)) if text else ""

    return form


def whole(value: Any) -> str:
    """Take a whole number."""
    text = plain(value)
    if text and not re.fullmatch("[0-9]{1,8}", text):
        raise Misfit(f"« {text} » n’est pas un nombre entier")
    return text


def mail(value: Any) -> str:
    """Take an address of mail."""
    text = plain(value)
    if text and not _MAIL.fullmatch(text):
        raise Misfit(f"« {text} » n’est pas une adresse de courriel que le fichier accepte")
    return text


def phone(value: Any) -> str:
    """Write a French number as ten digits."""
    text = re.sub(r"[\s.\-/()]", "", plain(value))
    found = _PHONE.fullmatch(text)
    if text and not found:
        raise Misfit(f"« {plain(value)} » n’est pas un numéro français à dix chiffres")
    return f"0{found[1]}" if found else ""


def any_phone(value: Any) -> str:
    """Write a number with its digits alone; one of abroad begins by 00."""
    text = re.sub(r"[\s.\-/()]", "", plain(value))
    if text.startswith("+"):
        text = "00" + text[1:]
    if text and not re.fullmatch("[0-9]{6,20}", text):
        raise Misfit(f"« {plain(value)} » n’est pas un numéro de téléphone")
    return phone(text) if _PHONE.fullmatch(text) else text


def school_year(value: Any) -> str:
    """Write 2025-2026 of 2025."""
    return f"{int(value)}-{int(value) + 1}" if value else ""


def truth(value: Any) -> str:
    """Write OUI or NON."""
    return "" if value in (None, "") else ("OUI" if value in (True, "oui") else "NON")
