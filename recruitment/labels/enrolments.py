"""The words of what comes after the reply: administrative enrolments, lists that differ (R6.1, R5.2, R5.3)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.dates import day_long
from recruitment.labels.words import STATES
from recruitment.rules.siret import siret_shown
from recruitment.rules.vocabulary import ApplicationState

Facts = Mapping[str, Any]

#: As the platform's list writes them (formats, section 2).
DONE, NOT_DONE = "I.A effectuée", "Non renseigné"
ENROLMENTS = {"to_do": NOT_DONE, "done": DONE, "to_undo": "I.A à annuler"}

#: What the platform's list and ours say differently.
DISCREPANCIES = {
    "missing_here": "Manque ici",
    "missing_there": "Manque sur la plateforme",
    "different": "Différent",
}
#: What to do about each.
REMEDIES = {
    "missing_here": "La plateforme connaît une réponse que nous n’avons pas : saisissez le contrat ou la candidature, "
    "puis importez la liste à nouveau.",
    "missing_there": "Nous avons un fait que la plateforme n’a pas : reportez-le sur la plateforme.",
    "different": "Les deux disent autre chose : demandez au candidat, puis corrigez du côté qui se trompe.",
}
FACTS = {
    "candidate": "Candidature",
    "contract": "Contrat",
    "reply": "Réponse",
    "replied_on": "Date de réponse",
    "siret": "SIRET",
    "ia": "Inscription administrative",
}
#: The replies as the platform's list tells them, and where a contract of ours stands.
VALUES = {
    "0": "en attente",
    "1": "oui, définitif",
    "2": "oui, avec vœux en attente",
    "3": "renonce",
    "A": "formation acceptée",
    "absent": "absent de la liste",
    "none": "aucun contrat",
    "no_wish": "aucune candidature",
    "entered": "contrat saisi",
    "pending": "en attente de réponse",
    "too_late": "délai de réponse dépassé",
    "accepted": "oui, définitif",
    "accepted_keeping_wishes": "oui, avec vœux en attente",
    "declined": "renonce",
    "expired": "expirée, sans réponse",
    "cancelled": "contrat annulé",
    "broken": "contrat rompu",
    "done": DONE,
    "to_do": NOT_DONE,
}


def told(facts: str) -> list[tuple[str, str, str]]:
    """Return what is different, in words: of what, here, there."""
    return [
        (FACTS[what], _value(what, ours), _value(what, theirs)) for what, ours, theirs in json.loads(facts)
    ]


def _value(what: str, value: str) -> str:
    if what == "siret":
        return siret_shown(value)
    return day_long(value) if what == "replied_on" and value else VALUES.get(value, value)


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
        f"Cette inscription a déjà été transmise{when}. Elle ne peut plus être défaite sans que la plateforme le "
        "sache. Annulez-la comme inscription transmise : la plateforme en sera informée."
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
    "enrolment_being_sent": (
        "Cette inscription est en cours de transmission à la plateforme, qui ne l’a pas encore confirmée. Rien n’a été "
        "changé. Attendez la fin de l’envoi (page « Remontées »), puis recommencez."
    ),
    "enrolment_not_sent": (
        "Cette inscription n’a pas encore été transmise à la plateforme : celle-ci n’a rien à apprendre. Annulez-la "
        "simplement, avec un motif."
    ),
    "enrolment_of_registration": (
        "Cette inscription administrative tient à l’inscription validée de l’apprenant. Elle ne s’annule pas seule. "
        "Annulez cette inscription-là, depuis la fiche de l’apprenant : celle-ci prendra fin en même temps, et la "
        "plateforme en sera informée si elle la connaît."
    ),
    "already_settled": (
        "Cet écart est déjà réglé. Le premier qui le règle en garde la note. Relisez la liste."
    ),
}
