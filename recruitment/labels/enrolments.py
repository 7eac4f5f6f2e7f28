"""The words of what comes after the reply: administrative enrolments, lists that differ (R6.1, R5.2, R5.3)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.dates import day_long
from recruitment.labels.words import STATES
from recruitment.rules.vocabulary import ApplicationState

Facts = Mapping[str, Any]

#: As the platform's list writes them (FORMATS section 2).
DONE, NOT_DONE = "I.A effectuée", "Non renseigné"
ENROLMENTS = {"to_do": NOT_DONE, "done": DONE, "to_undo": "I.A à annuler"}

#: What the platform's list and ours say differently.
DISCREPANCIES = {
    "missing_here": "absent d’ici",
    "missing_there": "absent de la liste de la plateforme",
    "different": "différent",
}


def _not_accepted(facts: Facts) -> str:
    state = facts.get("state")
    now = f" Cette candidature est « {STATES[ApplicationState(state)].long} »." if state else ""
    return (
        f"Inscription administrative impossible.{now} Elle se fait après le « Oui » du candidat. Attendez sa "
        "réponse."
    )


def _sent(facts: Facts) -> str:
    when = f" le {day_long(facts['sent_at'])}" if facts.get("sent_at") else ""
    return (
        f"Cette inscription a déjà été transmise{when}. Une inscription transmise ne s’annule plus ici. "
        "Adressez-vous à la plateforme."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "not_accepted": _not_accepted,
    "already_enrolled": (
        "L’inscription administrative est déjà effectuée. Elle l’est une seule fois. Relisez le dossier."
    ),
    "not_enrolled": (
        "Aucune inscription administrative n’est à annuler ici : elle n’a pas été effectuée, ou quelqu’un l’a "
        "déjà annulée. Relisez le dossier."
    ),
    "enrolment_sent": _sent,
    "already_settled": (
        "Cet écart est déjà réglé. Le premier qui le règle en garde la note. Relisez la liste."
    ),
}
