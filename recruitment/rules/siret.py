"""An employer's SIRET (R4.1): the stored form, or what exactly is wrong with what was typed."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from recruitment.rules.errors import RuleViolation

LENGTH = 14
SIREN_LENGTH = 9
LA_POSTE = "356000000"
LA_POSTE_HEAD_OFFICE = "35600000000048"
_SHOWN = ((0, 3), (3, 6), (6, 9), (9, LENGTH))


class SiretKind(StrEnum):
    """What a typed SIRET is found to be."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    ZEROS = "zeros"
    SIREN_WRONG = "siren_wrong"
    NIC_WRONG = "nic_wrong"
    VALID = "valid"
    LA_POSTE = "la_poste"


@dataclass(frozen=True)
class SiretDiagnosis:
    """The finding and its facts; `labels.siret_sentence` says it in French.

    `digits` holds what was typed without its spaces, `strangers` the characters that are no ASCII digit.
    """

    kind: SiretKind
    digits: str
    strangers: str = ""

    @property
    def valid(self) -> bool:
        """Tell whether the number can be stored."""
        return self.kind in (SiretKind.VALID, SiretKind.LA_POSTE)

    @property
    def missing(self) -> int:
        """How many digits are still to be typed."""
        return max(LENGTH - len(self.digits), 0)

    @property
    def extra(self) -> int:
        """How many digits there are too many."""
        return max(len(self.digits) - LENGTH, 0)

    @property
    def siren(self) -> str:
        """The enterprise's nine digits."""
        return self.digits[:SIREN_LENGTH]

    @property
    def nic(self) -> str:
        """The establishment's five digits, and any that are too many."""
        return self.digits[SIREN_LENGTH:]

    @property
    def groups(self) -> tuple[str, str, str, str]:
        """The digits 3-3-3-5, as far as typed."""
        first, second, third, _ = (self.digits[start:end] for start, end in _SHOWN)
        return first, second, third, self.nic

    @property
    def digit_sum(self) -> int:
        """The sum of the digits, a multiple of 5 for La Poste."""
        return sum(map(int, self.digits))


def siret_diagnosis(text: str) -> SiretDiagnosis:
    """Say what a typed SIRET is, while it is typed and when it is sent."""
    digits = _without_spaces(text)
    strangers = "".join(dict.fromkeys(c for c in digits if not (c.isascii() and c.isdigit())))
    return SiretDiagnosis(_kind(digits, strangers), digits, strangers)


def siret(text: str) -> str:
    """Return the 14 ASCII digits, or refuse with the diagnosis."""
    diagnosis = siret_diagnosis(text)
    if not diagnosis.valid:
        raise RuleViolation("siret_invalid", diagnosis=diagnosis)
    return diagnosis.digits


def siret_shown(number: str) -> str:
    """Return the shown form, 3-3-3-5."""
    return " ".join(number[start:end] for start, end in _SHOWN)


def _kind(digits: str, strangers: str) -> SiretKind:
    if not digits:
        return SiretKind.EMPTY
    if strangers:
        return SiretKind.NOT_DIGITS
    if len(digits) != LENGTH:
        return SiretKind.TOO_SHORT if len(digits) < LENGTH else SiretKind.TOO_LONG
    return _checked(digits)


def _checked(digits: str) -> SiretKind:
    """Check the keys: the nine first digits have their own, so that an error is said where it is."""
    if digits.startswith("0" * SIREN_LENGTH):
        return SiretKind.ZEROS  # passes Luhn, and no enterprise has it
    if not stdnum_siret.is_valid(digits):
        siren_holds = stdnum_siren.is_valid(digits[:SIREN_LENGTH])
        return SiretKind.NIC_WRONG if siren_holds else SiretKind.SIREN_WRONG
    own_rule = digits.startswith(LA_POSTE) and digits != LA_POSTE_HEAD_OFFICE
    return SiretKind.LA_POSTE if own_rule else SiretKind.VALID


def _without_spaces(text: str) -> str:
    """Drop spaces of every kind, and the invisible marks that come with a paste."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
