"""Why a capacity is not changed, and why a request to the regional authority is not taken (R4.9)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.dates import instant

Facts = Mapping[str, Any]


def seats_figures(facts: Facts) -> str:
    """Return « 18 contrats pour 18 places »; nothing without the figures."""
    if "taken" not in facts:
        return ""
    return f"{_counted(facts['taken'], 'contrat')} pour {_counted(facts['capacity'], 'place')}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


def _capacity_below_contracts(facts: Facts) -> str:
    figures = f" : {_counted(facts['taken'], 'contrat')}" if "taken" in facts else ""
    return (
        f"Capacité trop basse{figures}. Une capacité ne descend jamais sous les contrats saisis. Indiquez un "
        "nombre au moins égal."
    )


def _seats_left(facts: Facts) -> str:
    figures = f" : {seats_figures(facts)}" if "taken" in facts else ""
    return (
        f"Il reste des places{figures}. Une demande à la DRAIO se fait une fois la capacité atteinte. "
        "Saisissez d’abord les contrats."
    )


def _wanted_capacity_invalid(facts: Facts) -> str:
    now, largest = facts.get("capacity"), facts.get("largest")
    bounds = f" entre {now + 1} et {largest}" if isinstance(now, int) and isinstance(largest, int) else ""
    return (
        "Capacité demandée incorrecte. Elle doit dépasser la capacité actuelle. "
        f"Indiquez un nombre{bounds or ' plus grand'}."
    )


def _request_already_open(facts: Facts) -> str:
    by = f", par {facts['agent']} le {instant(facts['at'])}" if facts.get("agent") else ""
    return (
        f"La même demande est déjà ouverte{by}. Une seule à la fois est transmise à la DRAIO. Attendez sa "
        "réponse, ou retirez la demande."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "capacity_below_contracts": _capacity_below_contracts,
    "seats_left": _seats_left,
    "wanted_capacity_invalid": _wanted_capacity_invalid,
    "request_already_open": _request_already_open,
    "request_not_open": (
        "Cette demande n’est plus ouverte. Seule une demande sans réponse peut être retirée. Relisez-la."
    ),
}
