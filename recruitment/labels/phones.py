"""How a telephone number is read: by twos, as one says it in French."""

import re

_NATIONAL = re.compile(r"0\d{9}")
_INTERNATIONAL = re.compile(r"(?:\+|00)33(?:\(0\))?0?([1-9]\d{8})")
_SEPARATORS = re.compile(r"[\s./-]")


def phone(number: str | None) -> str:
    """Return « 06 39 98 12 34 », as one may copy it; what is no French number stays as it was typed."""
    if not number:
        return ""
    digits = _SEPARATORS.sub("", number)
    if _NATIONAL.fullmatch(digits):
        return " ".join(digits[start : start + 2] for start in range(0, 10, 2))
    abroad = _INTERNATIONAL.fullmatch(digits)
    if abroad is None:
        return number
    rest = abroad[1]
    return " ".join(("+33", rest[0], *(rest[start : start + 2] for start in range(1, 9, 2))))
