"""What is said of a line, a file or a state of the reception of admitted candidates, in French."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recruitment.core.tabular import TableRefused
from recruitment.core.text import continued
from recruitment.labels import refusal_sentence
from recruitment.labels_files import column_letters, file_refusal_sentence
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import wording as transfers
from recruitment.transfers.columns import HeadersRefused
from recruitment.transfers.lines import Remark

REMARKS = transfers.REMARKS | {
    "answer_words": "Avis inconnu. « Oui », « Oui si », « Oui en attente » ou « Non » est attendu.",
    "bac_words": "Résultat inconnu. « Obtenu », « Second groupe » ou « Non obtenu » est attendu.",
    "year": "Une année est attendue, par exemple 2025.",
    "town_code": "Un code de commune a 5 caractères, par exemple 63113.",
    "name_split": "Le nom en capitales, puis le prénom : les deux sont nécessaires.",
    "other_session": "Cette ligne est de la session {session} ; cette liste est de la session {year}.",
    "answers_differ": "La réponse du candidat et codeSituation se contredisent : la ligne n’est pas reprise.",
}
LEFT_ASIDE = "La cellule n’est pas reprise."
CHANGED_MEANWHILE = (
    "La liste des admis a changé depuis l’aperçu : rien n’a été enregistré. Envoyez le fichier à nouveau pour un "
    "nouvel aperçu."
)
TOO_OFTEN = "La réception a été interrompue trois fois de suite : rien n’a été enregistré. Recommencez-la."
UNEXPECTED = "La réception n’a pas abouti et rien n’a été enregistré. L’erreur est consignée."
UNDER_WAY = ("checking", "queued", "applying")


@dataclass(frozen=True, slots=True)
class StateWords:
    """The words for the state of an exchange that brings admitted candidates."""

    word: str
    tone: str
    icon: str


STATES = {
    "checking": StateWords("Vérification en cours", "info", "progress"),
    "previewed": StateWords("À confirmer", "attention", "hourglass"),
    "queued": StateWords("En attente d’enregistrement", "info", "progress"),
    "applying": StateWords("Enregistrement en cours", "info", "progress"),
    "done": StateWords("Succès", "ok", "circle-check"),
    "failed": StateWords("Échec", "bloque", "alert-triangle"),
    "cancelled": StateWords("Abandonné", "neutre", "circle-x"),
    "undone": StateWords("Annulé", "neutre", "circle-x"),
}
SOURCES = {
    "platform_file": "Fichier de la plateforme",
    "platform_pull": "Service web de la plateforme",
    "platform_push": "Envoi de la plateforme",
    "own_offers": "Nos acceptations",
}
ACTIONS = {
    "new": ("nouveau", "nouveaux"),
    "changed": ("modifié", "modifiés"),
    "unchanged": ("inchangé", "inchangés"),
    "gone": ("sortant", "sortants"),
    "left_out": ("non repris", "non repris"),
    "refused": ("refusé", "refusés"),
}
TITLES = {
    "refused": "Lignes refusées",
    "gone": "Sortent de la liste",
    "left_out": "Non repris",
    "new": "Nouveaux",
    "changed": "Modifiés",
    "unchanged": "Inchangés",
}


def sentence(said: Remark, names: Mapping[int, str] | None = None) -> str:
    """Say what is wrong with a cell or a line, with its column."""
    place = (names or {}).get(said.column) or (column_letters(said.column) if said.column else "")
    text = REMARKS[said.code].format(**said.facts)
    if said.warning and said.code != "ine_doubtful":
        text = f"{text} {LEFT_ASIDE}"
    return f"Colonne « {place} » : {continued(text)}" if place else text


def counted(action: str, number: int) -> str:
    """Return the word for so many persons of a list."""
    return ACTIONS[action][number > 1]


def named(line: Any) -> str:
    """Return the name that a line of an exchange tells."""
    return str(json.loads(line.payload).get("name", ""))


def note(remarks: Sequence[Remark], names: Mapping[int, str]) -> str | None:
    """Say all that is wrong with a line; nothing when all is well."""
    return " ".join(sentence(one, names) for one in remarks)[:2000] or None


def file_refusal(refusal: TableRefused | HeadersRefused | RuleViolation) -> str:
    """Say why a file is given up as a whole."""
    if isinstance(refusal, TableRefused):
        return file_refusal_sentence(refusal)
    if isinstance(refusal, RuleViolation):
        return refusal_sentence(refusal)
    return (
        f"Colonnes nécessaires absentes : {', '.join(refusal.missing)}. Si le fichier les a sous un autre nom, dites "
        "lequel dans un profil de colonnes."
    )
