"""The words of registrations: what the controls find, what a validation tells the platform, what is refused (R6.2)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from recruitment.labels.dates import day_long
from recruitment.rules.registration_controls import Level, employer_until
from recruitment.rules.registrations import DOUBLE, OTHER_PARALLEL, PARALLEL, PRINCIPAL

Facts = Mapping[str, Any]

LEVELS = {Level.BLOCKING: "Bloquant", Level.WAITING: "En attente", Level.WARNING: "À vérifier"}
TONES = {Level.BLOCKING: "bloque", Level.WAITING: "info", Level.WARNING: "attention"}
#: How each is shown: its words, its tone, its icon.
VERDICTS = {
    "ready": ("Prête à valider", "ok", "circle-check"),
    "waiting": ("Prête, avant la rentrée", "info", "hourglass"),
    "blocked": ("Bloquée", "bloque", "alert-triangle"),
}
NATURES = {
    PRINCIPAL: "Inscription principale",
    DOUBLE: "Double inscription",
    PARALLEL: "Inscription en parallèle",
    OTHER_PARALLEL: "Autre inscription en parallèle",
}

#: What each control found, in one sentence: the fact, then what to do.
FINDINGS: dict[str, str] = {
    "admission_gone": (
        "Le candidat n’est plus dans la liste des admis de la plateforme. Annulez l’inscription, ou récupérez à "
        "nouveau les admis."
    ),
    "admission_left": "Le candidat a renoncé à sa place. Annulez l’inscription.",
    "admission_unanswered": (
        "Le candidat n’a pas encore répondu à la proposition d’admission. Attendez sa réponse, puis récupérez à "
        "nouveau les admis."
    ),
    "other_year": "L’année scolaire n’est pas celle de la session du candidat. Annulez l’inscription et refaites-la.",
    "registered_twice": (
        "L’apprenant a déjà une inscription dans cette formation cette année. Gardez-en une, annulez l’autre."
    ),
    "birth_date_missing": "La date de naissance manque. Complétez la fiche de l’apprenant.",
    "guardian_missing": "L’apprenant est mineur et aucun responsable légal n’est indiqué. Ajoutez-en un.",
    "ine_missing": "L’INE manque. Saisissez-le, ou demandez une immatriculation par lot.",
    "division_missing": "La division n’est pas choisie. Choisissez-la dans la fiche de l’apprenant.",
    "division_retired": "La division choisie est retirée. Choisissez-en une autre.",
    "regime_missing": "Le régime n’est pas choisi. Choisissez-le dans la fiche de l’apprenant.",
    "document_missing": "Une pièce obligatoire n’est pas reçue. Notez sa réception, ou dispensez-en l’apprenant.",
    "first_day_missing": (
        "Le jour de la rentrée n’est pas dans le calendrier de l’année scolaire. L’administrateur de "
        "l’établissement le renseigne dans le paramétrage."
    ),
    "before_first_day": "La validation s’ouvre le jour de la rentrée, le {first_day}.",
    "ine_doubtful": "La clé de l’INE ne se retrouve pas. Comparez-le à un relevé de notes.",
    "ine_provisional": "L’INE est provisoire. Remplacez-le dès que le définitif est connu.",
    "registered_elsewhere": (
        "L’apprenant a aussi une inscription dans une autre formation cette année. Indiquez s’il s’agit d’une "
        "double inscription."
    ),
    "namesake": (
        "Un autre apprenant porte le même nom et la même date de naissance. Rapprochez les deux fiches si c’est "
        "la même personne."
    ),
    "age_unusual": (
        "L’âge sort de 15 à 29 ans au début de la formation (L6222-1 du Code du travail). Vérifiez la dérogation."
    ),
    "division_full": (
        "La division compte plus d’apprenants que de places. Choisissez-en une autre, ou ajoutez des places à celle-ci."
    ),
    "document_late": "Une pièce demandée n’est pas encore reçue. Relancez l’apprenant.",
    "phone_missing": "Aucun numéro de téléphone. Demandez-en un.",
    "email_missing": "Aucune adresse mail. Demandez-en une.",
    "address_missing": "L’adresse postale manque ou est incomplète. Complétez la fiche de l’apprenant.",
    "contract_broken": "Le contrat d’apprentissage est rompu. Aidez l’apprenant à trouver un autre employeur.",
    "contract_unknown": "Aucun contrat d’apprentissage n’est connu ici. Vérifiez l’employeur.",
    "employer_awaited": (
        "Sans employeur, la formation peut être suivie trois mois au plus, jusqu’au {employer_until} "
        "(L6222-12-1 du Code du travail){left}."
    ),
    "employer_too_late": (
        "Sans employeur depuis plus de trois mois : le délai s’est terminé le {employer_until} (L6222-12-1 du Code "
        "du travail). Vérifiez la situation de l’apprenant."
    ),
}


def finding_sentence(code: str, *, first_day: date | None = None, day: date | None = None) -> str:
    """Say what a control found, with the dates that it depends on."""
    words = FINDINGS.get(code, "Contrôle d’une version précédente. Relancez les contrôles.")
    if first_day is None:
        return (
            words.replace(", le {first_day}", "")
            .replace(", jusqu’au {employer_until}", "")
            .replace("{left}", "")
        )
    until = employer_until(first_day)
    return words.format(first_day=day_long(first_day), employer_until=day_long(until), left=_left(until, day))


def _left(until: date, day: date | None) -> str:
    if day is None or day > until:
        return ""
    days = (until - day).days
    return ", c’est le dernier jour" if not days else f", encore {days} jour{'s' if days > 1 else ''}"


def _before_first_day(facts: Facts) -> str:
    when = f", le {day_long(facts['first_day'])}" if facts.get("first_day") else ""
    return (
        f"Validation impossible avant le jour de la rentrée{when} (heure de Paris). Préparez-la par les contrôles, "
        "et revenez ce jour-là."
    )


def _blocked(facts: Facts) -> str:
    found = " ".join(finding_sentence(code) for code in facts.get("findings", ()))
    return f"Validation impossible : un contrôle la bloque. {found}".rstrip()


def _passed_by(facts: Facts) -> str:
    when = f" le {day_long(facts['earliest'])}" if facts.get("earliest") else ""
    return (
        f"Des inscriptions ont déjà été validées{when}. Aucune ne peut l’être avant le jour de la rentrée : gardez "
        "une date qui ne les dépasse pas."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "no_first_day": (
        "Le jour de la rentrée n’est pas dans le calendrier de l’année scolaire. Aucune inscription ne se valide sans "
        "lui. L’administrateur de l’établissement le renseigne dans le paramétrage."
    ),
    "before_first_day": _before_first_day,
    "registration_blocked": _blocked,
    "registration_validated": (
        "Cette inscription est validée. Une inscription validée ne change plus ; elle peut être annulée, avec un motif."
    ),
    "registration_cancelled": "Cette inscription est annulée. Elle reste dans l’historique et ne change plus.",
    "first_day_passed_by": _passed_by,
    "ine_taken": (
        "Cet INE est déjà celui d’un autre apprenant de l’établissement. Un INE n’a qu’une personne : rapprochez les "
        "deux fiches, ou vérifiez le numéro."
    ),
    "nature_unknown": "Cette nature d’inscription n’existe pas. Choisissez-la dans la liste.",
}
