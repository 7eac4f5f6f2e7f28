"""The dates of a calendar in words: their names, and what a missing one blocks."""

from collections.abc import Iterable

from recruitment.core.text import continued
from recruitment.rules.calendar import Blocked, MissingDate

DATES = {
    "wishes_open": "Ouverture des vœux",
    "wishes_until": "Fin des vœux",
    "confirmation_until": "Fin de la confirmation des vœux",
    "contact_details_from": "Accès aux coordonnées des candidats",
    "examination_pivot": "Date qui sépare les deux délais d’examen",
    "examination_fixed_last_day": "Date limite fixe d’examen",
    "examination_days": "Nombre de jours d’examen",
    "admissions_from": "Premier jour des admissions",
    "contracts_from": "Ouverture de la saisie des contrats",
    "contracts_until": "Fin de la saisie des contrats",
    "reply_rules": "Délais de réponse aux propositions",
    "public_report_from": "Ouverture du rapport public",
    "public_report_until": "Fin du rapport public",
}

BLOCKED = {
    Blocked.DRAWING: "cette période n’est pas dessinée sur la frise de la session",
    Blocked.CONFIRMATION_MAILS: "les vœux nouvellement confirmés ne sont pas annoncés par mail",
    Blocked.CONTACT_DETAILS: "les coordonnées des candidats restent masquées",
    Blocked.REVIEW_DEADLINES: "les dates limites d’examen ne sont pas calculées",
    Blocked.AUTOMATIC_PASSAGE: "aucun vœu ne passe automatiquement en recherche de contrat",
    Blocked.CONTRACT_ENTRY: "aucun contrat ne peut être saisi",
    Blocked.PUBLIC_REPORT: "le rapport public ne peut pas être saisi",
}


def missing_date(missing: MissingDate) -> str:
    """Say that a date is to be given, and what waits for it."""
    return (
        f"{DATES[missing.field]} : à renseigner. D’ici là, {' et '.join(BLOCKED[b] for b in missing.blocks)}."
    )


def date_names(fields: object) -> str:
    """Return the names of some dates, in a sentence."""
    names = fields if isinstance(fields, Iterable) else ()
    return ", ".join(continued(DATES[name]) for name in names if name in DATES)
