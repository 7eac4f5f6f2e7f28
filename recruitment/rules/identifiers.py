"""The numbers of the domain, each normalised and its key checked, or refused (the SIRET is in `siret.py`)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from recruitment.rules.errors import RuleViolation
from recruitment.rules.siret import SiretDiagnosis, SiretKind, siret, siret_diagnosis, siret_shown

__all__ = [
    "Ine", "IneForm", "SiretDiagnosis", "SiretKind", "candidate_number", "diploma_code", "ine", "rncp",
    "siret", "siret_diagnosis", "siret_shown", "uai",
]  # fmt: skip

#: The key letter of a UAI and of the INE of the BEA: the number modulo 23; no I, O or Q.
KEY_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
#: The two last letters of a national INE stand for the digits of its key.
NATIONAL_LETTERS = "ABCDEFGHJK"
NATIONAL_MODULUS = 97

_UAI = re.compile(r"([0-9]{6,7})([A-Z])")
_BEA = re.compile(r"([0-9]{10})([A-Z])")
_UNIVERSITY = re.compile(r"([0-9A-Z]{10})([0-9])")
_NATIONAL = re.compile(r"([0-9]{9})([A-HJK]{2})")
_APPRENTICESHIP = re.compile(r"[0-9]{4}A[0-9]{5}[A-Z]")
_PROVISIONAL = re.compile(r"[0-9]{4}D[0-9]{5}[A-Z]")
_CANDIDATE_NUMBER = re.compile(r"[0-9]{1,20}")
_RNCP = re.compile(r"RNCP[0-9]{4,5}")
_DIPLOMA_CODE = re.compile(r"[0-9A-Z]{8}")


class IneForm(StrEnum):
    """The five forms of an INE in use."""

    BEA = "bea"
    UNIVERSITY = "university"
    NATIONAL = "national"
    APPRENTICESHIP = "apprenticeship"
    PROVISIONAL = "provisional"


@dataclass(frozen=True)
class Ine:
    """A pupil's national number; `doubtful` when its key is wrong but was never officially published."""

    value: str
    form: IneForm
    doubtful: bool = False


def uai(text: str) -> str:
    """Return an establishment's code, its leading zero put back when a spreadsheet has eaten it."""
    found = _UAI.fullmatch(_compact(text))
    if found and _key_letter(found[1]) == found[2]:
        return found[1].zfill(7) + found[2]
    raise RuleViolation("uai_invalid", text=text)


def ine(text: str) -> Ine:
    """Return the number with its form, or refuse it; a wrong national key is a doubt, never a refusal."""
    value = _compact(text)
    if found := _BEA.fullmatch(value):
        if _key_letter(found[1]) == found[2]:
            return Ine(value, IneForm.BEA)
    elif found := _UNIVERSITY.fullmatch(value):
        if int(found[1], 36) % 10 == int(found[2]):
            return Ine(value, IneForm.UNIVERSITY)
    elif found := _NATIONAL.fullmatch(value):
        return Ine(value, IneForm.NATIONAL, doubtful=not _national_key_holds(found[1], found[2]))
    elif _APPRENTICESHIP.fullmatch(value):
        return Ine(value, IneForm.APPRENTICESHIP)
    elif _PROVISIONAL.fullmatch(value):
        return Ine(value, IneForm.PROVISIONAL)
    raise RuleViolation("ine_invalid", text=text)


def candidate_number(text: str) -> str:
    """Return a candidate's number, the key of a candidate in a campaign: digits, zeros kept."""
    return _of_form(_CANDIDATE_NUMBER, text, "candidate_number_invalid")


def rncp(text: str) -> str:
    """Return a certification's number: RNCP and 4 or 5 digits."""
    return _of_form(_RNCP, text, "rncp_invalid")


def diploma_code(text: str) -> str:
    """Return a diploma's code (CFD): 8 digits or letters."""
    return _of_form(_DIPLOMA_CODE, text, "diploma_code_invalid")


def _of_form(form: re.Pattern[str], text: str, code: str) -> str:
    value = _compact(text)
    if form.fullmatch(value):
        return value
    raise RuleViolation(code, text=text)


def _compact(text: str) -> str:
    """Drop spaces and raise ASCII letters; `str.upper` alone would make `SS` of `ß`."""
    text = "".join(text.split())
    return text.upper() if text.isascii() else "".join(c.upper() if c.isascii() else c for c in text)


def _key_letter(digits: str) -> str:
    return KEY_LETTERS[int(digits) % len(KEY_LETTERS)]


def _national_key_holds(number: str, letters: str) -> bool:
    key = int("".join(str(NATIONAL_LETTERS.index(letter)) for letter in letters))
    return key == NATIONAL_MODULUS - int(number) % NATIONAL_MODULUS
