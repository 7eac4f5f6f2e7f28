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


def _request_not_open(facts: Facts) -> str:
    ended = {"withdrawn": "a été retirée", "granted": "a été accordée", "declined": "a été refusée"}
    what = ended.get(str(facts.get("status")), "n’est plus ouverte")
    by = f" par {facts['agent']}" if facts.get("agent") else ""
    on = f" le {instant(facts['at'])}" if facts.get("at") else ""
    return f"Cette demande {what}{by}{on}. Seule une demande sans réponse peut changer. Relisez-la."


def _capacity_not_raised(facts: Facts) -> str:
    now, largest = facts.get("capacity"), facts.get("largest")
    said = f" : elle est de {_counted(now, 'place')}" if isinstance(now, int) else ""
    bounds = f" entre {now + 1} et {largest}" if isinstance(now, int) and isinstance(largest, int) else ""
    return (
        f"La capacité ne serait pas augmentée{said}. Accorder une demande donne au moins une place de plus. "
        f"Indiquez un nombre{bounds or ' plus grand'}, ou refusez la demande."
    )


def _uai_taken(facts: Facts) -> str:
    known = f" : {facts['name']}" if facts.get("name") else ", hors de votre académie"
    code = f"Le code {facts['uai']}" if facts.get("uai") else "Ce code UAI"
    return (
        f"{code} est déjà celui d’un établissement{known}. Un établissement n’est ouvert qu’une fois. "
        "Vérifiez le code."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "capacity_below_contracts": _capacity_below_contracts,
    "seats_left": _seats_left,
    "wanted_capacity_invalid": _wanted_capacity_invalid,
    "request_already_open": _request_already_open,
    "request_not_open": _request_not_open,
    "capacity_not_raised": _capacity_not_raised,
    "answer_missing": (
        "Message manquant. L’établissement doit savoir pourquoi sa demande est refusée. Écrivez-le, puis "
        "recommencez."
    ),
    "uai_taken": _uai_taken,
    "has_administrator": (
        "Cet établissement a déjà un administrateur. C’est lui qui invite les autres personnes. Adressez-vous à lui."
    ),
    "no_request_selected": "Aucune demande sélectionnée. Cochez au moins une demande ouverte de la liste.",
}
