"""Mobile numbers of people with an account: one spelling."""

import re

DIGITS = re.compile(r"(?:\+|00)?[0-9]{8,15}")


class MobileRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """What was typed is no telephone number."""


def clean_mobile(text: str) -> str:
    """Return « 06 39 98 12 34 », or +33… for a number from elsewhere; nothing stays nothing."""
    digits = re.sub(r"[\s.\-()\u00a0\u202f]", "", text)
    if not digits:
        return ""
    if not digits.isascii() or not DIGITS.fullmatch(digits):
        raise MobileRefused
    national = re.sub(r"^(?:\+|00)33", "0", digits)
    if len(national) == 10 and national[0] == "0":
        return " ".join(national[start : start + 2] for start in range(0, 10, 2))
    if digits[0] == "+" or digits[:2] == "00":
        return "+" + digits.removeprefix("+").removeprefix("00")
    raise MobileRefused
