"""The words of learners: how they are matched with those known, what completes them, what is refused (R6.2)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from recruitment.core.text import continued
from recruitment.labels import registrations
from recruitment.labels.dates import day_long
from recruitment.labels.phones import phone

Facts = Mapping[str, Any]

PHONES = frozenset({"phone", "mobile"})
REGIMES = {"day": "Externe", "half_board": "Demi-pensionnaire", "board": "Interne"}
DOCUMENT_STATES = {"asked": "Demandée", "received": "Reçue", "refused": "Refusée", "waived": "Dispensé"}
#: Where somebody admitted comes from, as the search by origin names it (R6.5).
ORIGINS = {
    "file": "Parcoursup, fichier",
    "pull": "Parcoursup, service web",
    "push": "Parcoursup, envoi automatique",
    "own": "Nos acceptations",
}
#: Why a learner known looks like somebody admitted.
REASONS = {
    "same_number": "Même numéro d’inscription, déjà inscrit pour une autre formation",
    "same_ine": "Même INE, même nom",
    "ine_other_name": "Même INE, mais un autre nom",
    "ine_other_birth_date": "Même INE et même nom, mais une autre date de naissance",
    "name_and_birth_date": "Même nom et même date de naissance",
    "name_without_birth_date": "Même nom, une date de naissance manque",
    "name_other_ine": "Même nom et même date de naissance, mais un autre INE",
}
SEXES = {"M": "Monsieur", "F": "Madame"}
VERDICTS = {"same": "Déjà connu", "confirm": "À confirmer", "new": "Nouveau"}

RESULTS = {
    "created": "Nouvelle fiche",
    "joined": "Rattachée à l’apprenant connu",
    "updated": "Fiche mise à jour",
}
COMPLETED = {
    "division": "division",
    "regime": "régime",
    "options": "options",
    "documents": "pièces demandées",
}
#: Where a registration stands, as the list is searched by it.
SITUATIONS = {
    "": "Toutes, sauf annulées",
    "a-completer": "À compléter",
    "completes": "Complétées",
    "validees": "Validées",
    "modifiees": "Changées depuis",
    "retires": "Qui ne sont plus admis",
    "annulees": "Annulées",
}

LEARNER_FIELDS = {
    "last_name": "Nom",
    "usual_name": "Nom d’usage",
    "first_name": "Prénom",
    "first_name_2": "Deuxième prénom",
    "first_name_3": "Troisième prénom",
    "sex": "Civilité",
    "birth_date": "Date de naissance",
    "birth_town": "Commune de naissance",
    "birth_department": "Département de naissance",
    "birth_country": "Pays de naissance",
    "birth_town_code": "Code de la commune de naissance",
    "nationality": "Nationalité",
    "ine": "INE",
    "email": "Adresse mail",
    "phone": "Téléphone fixe",
    "mobile": "Téléphone portable",
    "address_1": "Adresse",
    "address_2": "Adresse, 2e ligne",
    "address_3": "Adresse, 3e ligne",
    "postal_code": "Code postal",
    "town": "Commune",
    "town_code": "Code de la commune",
    "country": "Pays",
    "last_school_uai": "UAI d’origine",
    "last_school": "Établissement d’origine",
    "bac_series": "Série du baccalauréat",
    "bac_honours": "Mention",
    "bac_year": "Année du baccalauréat",
}
GUARDIAN_FIELDS = {
    "last_name": "Nom",
    "first_name": "Prénom",
    "email": "Adresse mail",
    "phone": "Téléphone",
    "address": "Adresse",
}


def field_name(field: str) -> str:
    """Name a field of a learner, or of one of their guardians (`guardian1.email`)."""
    if not field.startswith("guardian") or "." not in field:
        return {**LEARNER_FIELDS, **COMPLETED, "guardians": "Responsables"}.get(field, field)
    owner, _, part = field.partition(".")
    name = GUARDIAN_FIELDS[part]
    return f"Responsable {owner.removeprefix('guardian')}, {continued(name)}"


def shown(field: str, value: object) -> str:
    """Return a value as it is read."""
    if value is None:
        return ""
    if field == "sex":
        return SEXES.get(str(value), str(value))
    if field in PHONES:
        return phone(str(value))
    return day_long(value) if isinstance(value, date) else str(value)


def division(row: Any) -> str:
    """Name a division, with the seats that are left."""
    if row.seats is None:
        return f"{row.code}, {row.name}"
    left = row.seats - row.taken
    return (
        f"{row.code}, {row.name} ({f'{left} place' + ('s' if left > 1 else '') if left > 0 else 'complète'})"
    )


def over_seats(number: int) -> str:
    """Say that a division holds more than its seats."""
    s = "s" if number > 1 else ""
    return f"Inscription complétée. La division compte {number} apprenant{s} de plus que ses places."


def _gone(facts: Facts) -> str:
    when = f" depuis le {day_long(facts['gone_at'])}" if facts.get("gone_at") else ""
    return (
        f"Ce candidat n’est plus dans la liste des admis{when}. Seuls ceux qui y sont s’inscrivent. Récupérez à "
        "nouveau les admis si c’est une erreur."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "admitted_gone": _gone,
    "admitted_not_accepted": (
        "Ce candidat n’a pas accepté la proposition d’admission. L’inscription se fait après son « Oui ». Attendez "
        "sa réponse, puis récupérez à nouveau les admis."
    ),
    "already_registered": (
        "L’inscription de ce candidat est déjà traitée, et la liste des admis ne dit rien de neuf. Ouvrez la fiche de "
        "l’apprenant."
    ),
    "learner_merged": (
        "Cette fiche a été réunie à une autre depuis que vous l’avez ouverte. Une seule fiche reste par personne. "
        "Ouvrez la fiche qui reste."
    ),
    "learner_elsewhere": (
        "Cet apprenant n’est pas de votre établissement ou de vos formations. Adressez-vous à l’administrateur de "
        "l’établissement."
    ),
    "learner_known": (
        "Un apprenant connu est certainement cette personne : même numéro d’inscription, ou même INE et même nom. Une "
        "seconde fiche en ferait un doublon. Synchronisez l’inscription."
    ),
    "division_elsewhere": (
        "Cette division n’est pas de cette formation ou de cette année scolaire. Choisissez-en une de la liste."
    ),
    "division_retired": "Cette division est retirée. Choisissez-en une autre de la liste.",
    "division_taken": (
        "Une division de cette année scolaire a déjà ce code. Un code n’a qu’une division. Choisissez-en un autre."
    ),
    "document_in_use": (
        "Cette pièce n’est pas demandée pour cette formation, ou elle ne l’est plus. Relisez la liste des pièces."
    ),
}


def refusal(code: str) -> str:
    """Say why one of many was left, without its facts."""
    words = {**registrations.REFUSALS, **REFUSALS}[code]
    return words if isinstance(words, str) else words({})
