"""Cells that hold a number which somebody registers: its key is checked where it has one."""

import re
from collections.abc import Callable
from typing import Any

from recruitment.returns.cells import Form, Misfit, digits, plain
from recruitment.rules import identifiers
from recruitment.rules.errors import RuleViolation

_OVERSEAS = "02A 02B 971 972 973 974 975 976 977 978 986 987 988 990 991 993 995"
_CORSICA = 20  # in two: 2A and 2B
_DEPARTMENTS = frozenset(
    [*(f"{number:03d}" for number in range(1, 96) if number != _CORSICA), *_OVERSEAS.split()]
)


def _by_rule(rule: Callable[[str], str], what: str) -> Form:
    def form(value: Any) -> str:
        text = plain(value)
        if not text:
            return ""
        try:
            return rule(text)
        except RuleViolation as refusal:
            raise Misfit(f"« {text} » n’est pas {what} : sa clé ou sa forme est fausse") from refusal

    return form


uai = _by_rule(identifiers.uai, "un code UAI")
siret = _by_rule(identifiers.siret, "un numéro SIRET")
diploma = _by_rule(identifiers.diploma_code, "un code diplôme")
rncp = _by_rule(identifiers.rncp, "un code RNCP")
postal_code = digits(5, "un code postal français")


def uai_or_department(value: Any) -> str:
    """Take the code of an establishment, or the three characters of a département."""
    text = plain(value).upper()
    return text if text in _DEPARTMENTS else uai(text)


def uai_or_none(value: Any) -> str:
    """Take the code of an establishment, or NC: not concerned."""
    return "NC" if plain(value) == "NC" else uai(value)


def insee_town(value: Any) -> str:
    """Take the code of a French municipality, or 99 and the country's three digits."""
    text = plain(value).upper()
    if text and not re.fullmatch(r"[0-9]{5}|2[AB][0-9]{3}", text):
        raise Misfit(f"« {text} » n’est pas un code INSEE de commune : cinq caractères sont attendus")
    return text


def ine_of(*patterns: str) -> Form:
    """Take a national number of the forms that the file knows."""

    def form(value: Any) -> str:
        text = plain(value).upper()
        if text and not any(re.fullmatch(pattern, text) for pattern in patterns):
            raise Misfit(f"l’INE « {text} » n’est pas d’une forme que ce fichier accepte")
        return text

    return form


def naf(value: Any) -> str:
    """Take the code of an activity, with or without its point."""
    text = plain(value).upper().replace(".", "")
    if text and not re.fullmatch("[0-9]{4}[A-Z]", text):
        raise Misfit(f"« {text} » n’est pas un code NAF : quatre chiffres et une lettre sont attendus")
    return text
