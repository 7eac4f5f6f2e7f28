"""The day on site: stations in their order, who waits where, what an amount or a reference may be (R6.8)."""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime

from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import midnight_after

KINDS = ("identity", "file", "payment", "card", "other")
METHODS = ("card", "cheque", "cash", "transfer", "waived")
PAYERS = ("learner", "guardian", "employer", "other")
#: The stations that a centre starts with: their kind and their name.
DEFAULT = (("identity", "Identité"), ("file", "Dossier"), ("payment", "Paiement"), ("card", "Carte"))
_AMOUNT = re.compile(r"(\d{1,5})(?:[.,](\d{1,2}))?\Z", re.ASCII)
_DIGITS = re.compile(r"\d", re.ASCII)
CARD_DIGITS, USUAL_CARD = range(13, 20), 16


def waits_at(order: Sequence[int], passed: Collection[int]) -> int | None:
    """Return the first station, in their order, that somebody has not passed; None when all are."""
    return next((station for station in order if station not in passed), None)


def check_pass(order: Sequence[int], passed: Collection[int], station_id: int) -> None:
    """Refuse a station before its turn: one goes from one to the next. Raises not_at_this_station."""
    if waits_at(order, passed) != station_id:
        raise RuleViolation("not_at_this_station")


def cents(typed: str) -> int | None:
    """Return the cents of « 125,50 », « 125.5 € » or « 1 250 »; None for anything else."""
    text = re.sub(r"[\s€]", "", typed)
    found = _AMOUNT.match(text)
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def looks_like_a_card(text: str) -> bool:
    """Tell whether a text holds what may be the number of a payment card, which is never to be kept.

    Sixteen digits, whatever they are; of 13 to 19, those whose key is that of a card.
    """
    digits = [int(one) for one in _DIGITS.findall(text)]
    if len(digits) not in CARD_DIGITS:
        return False
    if len(digits) == USUAL_CARD:
        return True
    doubled = [2 * one - 9 * (one > 4) for one in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def receipt(year: int, rank: int) -> str:
    """Return the number of a receipt: « 2025-00012 »."""
    return f"{year}-{rank:05d}"


def links_end(year: int) -> datetime:
    """Return when the links of a session open nothing any more: with its calendar year."""
    return midnight_after(date(year, 12, 31))
