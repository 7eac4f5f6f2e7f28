"""What is said of a line or of a file that cannot be imported, in French."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.core.tabular import TableRefused
from recruitment.labels import refusal_sentence
from recruitment.labels.enrolments import DISCREPANCIES, told
from recruitment.labels_files import TEXT_REFUSALS, column_letters, file_refusal_sentence
from recruitment.rules.errors import RuleViolation
from recruitment.transfers.columns import COLUMNS, HeadersRefused
from recruitment.transfers.confirmations import passed
from recruitment.transfers.lines import Remark
from recruitment.transfers.reply_lines import ABSENT_FROM
from recruitment.transfers.staging import Announced

#: Where somebody types the postal code of an address in France.
POSTAL_CODE = "En France, un code postal a 5 chiffres, par exemple 63000."
REMARKS = {
    **{f"text_{code}": f"Ce texte {sentence}." for code, sentence in TEXT_REFUSALS.items()},
    "missing": "Cette cellule est nécessaire : elle est vide.",
    "ragged": "{cells} cellules au lieu de {expected} : ligne laissée de côté.",
    "candidate_number": "Le numéro d’inscription n’a que des chiffres, 20 au plus.",
    "ine": "Cet INE est faux : vérifiez ses 11 caractères et sa clé.",
    "ine_doubtful": "La clé de cet INE national semble fausse : il est gardé, vérifiez-le.",
    "uai": "Ce code UAI est faux : 7 chiffres et une lettre de contrôle sont attendus.",
    "siret": "Ce SIRET est faux : 14 chiffres sont attendus, avec leur clé.",
    "rncp": "Un numéro RNCP a 4 ou 5 chiffres, par exemple RNCP35349.",
    "diploma_code": "Un code diplôme a 8 chiffres ou lettres.",
    "programme_code": "Chiffres, lettres, points et tirets seulement, 30 au plus.",
    "date": "Une date est attendue : aaaa-mm-jj ou jj/mm/aaaa.",
    "date_impossible": "Cette date n’existe pas.",
    "birth_date": "Cette date de naissance est invraisemblable.",
    "sex": "La lettre M ou F est attendue.",
    "boolean": "oui ou non est attendu.",
    "capacity": "Un nombre de places est attendu, de 0 à 9999.",
    "email": "Cette adresse électronique est incomplète ou mal écrite.",
    "phone": "Ce numéro de téléphone est incomplet ou mal écrit.",
    "postal_code": "Ce code postal est mal écrit.",
    "department": "Ce département est mal écrit : 63, 2A ou 971 par exemple.",
    "instant": "Cette heure n’existe pas : aaaa-mm-jj hh:mm est attendu, heure de Paris.",
    "instant_skipped": "Cette heure n’existe pas à Paris : c’est la nuit du passage à l’heure d’été.",
    "confirmed_later": "Ce vœu serait confirmé dans l’avenir.",
    "confirmed_long_ago": "Cette confirmation est trop ancienne pour cette session.",
    "programme_unknown": "Formation inconnue dans cette session, ou hors de votre accès : {code}.",
    "identity_differs": "Nom, prénom ou naissance différents de la ligne {line}, même candidat.",
    "candidate_of_others": "Ce numéro est celui d’un candidat d’un autre nom, ou né un autre jour. Vérifiez-le.",
    "candidate_shared": "Candidat connu aussi ailleurs : ce qui diffère n’est pas repris, le vide est complété.",
    "candidate_erased": "Les données de cette personne ont été effacées après sa session : rien n’est repris.",
    "correction_kept": "Une correction faite depuis est gardée : le fichier répète ce qui a été corrigé.",
    "wish_repeated": "Ce candidat et cette formation sont déjà à la ligne {line}.",
    "person_differs": "Même candidat décrit autrement qu’à la ligne {line} : c’est elle qui est prise.",
    "still_confirmed": "Ce vœu est déjà confirmé ici : la case vide du fichier ne change rien.",
    "confirmed_otherwise": "Ce vœu est déjà confirmé à un autre moment : la différence n’est pas reprise.",
    "wish_left": "Le candidat a renoncé à ce vœu : la confirmation n’est pas reprise.",
    "programme_repeated": "Cette formation est déjà à la ligne {line}.",
    "programme_of_another_centre": "Cette formation appartient à un autre établissement.",
    "centre_out_of_reach": "Cet établissement n’est pas le vôtre.",
    "missing_for_new_centre": "Cet établissement est nouveau : cette cellule est nécessaire.",
    "centre_differs": "Établissement décrit autrement qu’à la ligne {line} : c’est elle qui est prise.",
    "reply_words": "Réponse inconnue. Exemples : « Formation acceptée », « Résultat connu ultérieurement ».",
    "situation": "codeSituation va de 0 à 3.",
    "enrolment_words": "« Non renseigné » ou « I.A effectuée » est attendu.",
    "answers_differ": "La réponse et codeSituation se contredisent : rien n’est repris de cette ligne.",
    "programme_other": "Cette ligne est d’une autre formation ({code}) que celle que vous avez choisie.",
    "wish_unknown": "Ce candidat n’a pas de candidature ici pour cette formation.",
    "name_differs": "Ce numéro est ici celui d’un candidat d’un autre nom. Vérifiez-le.",
    "capacity_below_contracts": "La capacité ne peut pas descendre sous les {taken} contrats saisis.",
}  # fmt: skip
UNEXPECTED = "L’import n’a pas abouti et rien n’a été enregistré. L’erreur est consignée."
ERROR_HEADER = ("ligne", "colonne", "nature", "message")
UNDER_WAY = ("checking", "queued", "applying")
#: For one, and for several.
COUNTED = {
    "new": ("nouvelle", "nouvelles"),
    "changed": ("modifiée", "modifiées"),
    "unchanged": ("inchangée", "inchangées"),
    "refused": ("refusée", "refusées"),
}
COUNTED_REPLIES = {
    "new": ("à enregistrer", "à enregistrer"),
    "changed": ("écart", "écarts"),
    "unchanged": ("sans changement", "sans changement"),
    "refused": ("refusée", "refusées"),
}
TITLES = (("new", "Nouvelles"), ("changed", "Modifiées"), ("unchanged", "Inchangées"))
TITLES_REPLIES = (("changed", "Écarts"), ("new", "Réponses à enregistrer"), ("unchanged", "Sans changement"))
CHANGES = {
    "candidate": "nouveau candidat", "application": "nouvelle candidature", "confirm": "vœu confirmé",
    "guardian1": "responsable 1", "guardian2": "responsable 2",
    "centre": "nouvel établissement", "programme": "nouvelle formation",
    "accept": "réponse enregistrée : oui, définitif",
    "accept_keeping_wishes": "réponse enregistrée : oui, avec vœux en attente",
    "decline": "réponse enregistrée : renonce", "agrees": "écart refermé : les deux disent la même chose",
    **{kind: f"écart : {word.lower()}" for kind, word in DISCREPANCIES.items()},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words for a kind of file: its title, its lines, what a line is shown by, its template."""

    title: str
    lines: str
    subject: tuple[str, ...]
    header: tuple[str, ...]
    template: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """The words for the state of an import."""

    word: str
    tone: str
    icon: str


KINDS = {
    "candidates": KindWords(
        "Candidats", "candidatures", ("candidate_number", "last_name", "first_name", "programme_code"),
        ("N° d’inscription", "Nom", "Prénom", "Formation"), "modele-candidats",
    ),
    "programmes": KindWords(
        "Formations", "formations", ("code", "title", "uai"), ("Code", "Intitulé", "Établissement"),
        "modele-formations",
    ),
    "replies": KindWords(
        "Réponses de la plateforme", "réponses", ("candidate_number", "candidate_name", "programme_code"),
        ("N° d’inscription", "Candidat", "Formation"), "modele-reponses",
    ),
}  # fmt: skip
STATES = {
    "checking": StateWords("Vérification en cours", "info", "progress"),
    "previewed": StateWords("À confirmer", "attention", "hourglass"),
    "queued": StateWords("En attente d’enregistrement", "info", "progress"),
    "applying": StateWords("Enregistrement en cours", "info", "progress"),
    "done": StateWords("Enregistré", "ok", "circle-check"),
    "failed": StateWords("Non abouti", "bloque", "alert-triangle"),
    "cancelled": StateWords("Abandonné", "neutre", "circle-x"),
}
#: For one, and for several.
WRITTEN = {
    "candidates": ("nouveau candidat", "nouveaux candidats"),
    "candidates_changed": ("candidat modifié", "candidats modifiés"),
    "applications": ("nouvelle candidature", "nouvelles candidatures"),
    "confirmed": ("vœu confirmé d’une candidature connue", "vœux confirmés de candidatures connues"),
    "retained": ("passage aussitôt en recherche de contrat", "passages aussitôt en recherche de contrat"),
    "announced": ("vœu annoncé aux gestionnaires", "vœux annoncés aux gestionnaires"),
    "replies_accept": ("réponse « oui, définitif »", "réponses « oui, définitif »"),
    "replies_decline": ("renoncement", "renoncements"),
    "replies_accept_keeping_wishes": (
        "réponse « oui, avec vœux en attente »", "réponses « oui, avec vœux en attente »",
    ),
    "discrepancies": ("écart à régler", "écarts à régler"),
    "closed": ("écart refermé", "écarts refermés"),
    "centres": ("nouvel établissement", "nouveaux établissements"),
    "programmes": ("nouvelle formation", "nouvelles formations"),
    "programmes_changed": ("formation modifiée", "formations modifiées"),
    "deadlines": ("échéance recalculée", "échéances recalculées"),
}  # fmt: skip
EFFECTS = {
    "replies": "Réponses à enregistrer",
    "discrepancies": "Écarts à régler, sans rien remplacer",
    "closed": "Écarts refermés",
}
NATURES = {False: "erreur", True: "avertissement"}


def remark(said: Remark) -> str:
    """Say what is wrong with a cell or a line."""
    return REMARKS[said.code].format(**said.facts)


def place(said: Remark, headers: Mapping[int, str] | None = None) -> str:
    """Name a column by its header, else as spreadsheets do; nothing for the whole line."""
    if not said.column:
        return ""
    return (headers or {}).get(said.column) or column_letters(said.column)


def error_rows(
    lines: Sequence[Announced], headers: Mapping[int, str] | None = None
) -> Iterator[tuple[object, ...]]:
    """Give the rows of the list of errors: line, column, error or warning, sentence; never what the cell
    holds."""
    for line in lines:
        for said in line.remarks:
            yield line.number, place(said, headers), NATURES[said.warning], remark(said)


def file_refusal(refusal: TableRefused | HeadersRefused | RuleViolation) -> str:
    """Say why a file is given up as a whole."""
    if isinstance(refusal, TableRefused):
        return file_refusal_sentence(refusal)
    if isinstance(refusal, RuleViolation):
        return refusal_sentence(refusal)
    said = []
    if refusal.missing:
        said.append(f"Colonnes nécessaires absentes : {', '.join(refusal.missing)}.")
    if refusal.doubled:
        said.append(f"Colonnes présentes deux fois : {', '.join(refusal.doubled)}.")
    return " ".join(said)


def changed_meanwhile(line: int) -> str:
    """Say that what was shown is no longer what would be written."""
    return (
        f"Les données ont changé depuis l’aperçu (ligne {line} du fichier) : rien n’a été enregistré. "
        "Envoyez le fichier à nouveau pour un nouvel aperçu."
    )


def counted(kind: str, counts: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Say what the lines of a file come to: each action with its number and its word, in agreement."""
    for action, words in (COUNTED_REPLIES if kind == "replies" else COUNTED).items():
        number = counts.get(action, 0)
        yield action, number, words[number > 1]


def titles(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the kinds of lines in the order that they are shown, with their titles."""
    return TITLES_REPLIES if kind == "replies" else TITLES


def summary(kind: str, counts: Mapping[str, Any]) -> str:
    """Say in one sentence what a file would do."""
    said = ", ".join(f"{number} {word}" for _, number, word in counted(kind, counts))
    return f"{KINDS[kind].lines.capitalize()} : {said}."


def effects(counts: Mapping[str, int], now: datetime) -> Iterator[str]:
    """Say what a file does beyond its lines: wishes that pass at once, replies recorded or left to be settled."""
    if late := passed(counts, now):
        yield f"Candidature{'s' if late > 1 else ''} dont le délai d’examen est passé : {late}. {taken_at_once(late)}"
    for name, word in EFFECTS.items():
        if counts.get(name):
            yield f"{word} : {counts[name]}."


def taken_at_once(late: int) -> str:
    """Say what becomes of wishes confirmed after their passage."""
    return f"Le système {'les' if late > 1 else 'la'} retiendra aussitôt, sans retour possible."


def columns_of(kind: str) -> tuple[str, ...]:
    """Return the header of the template of a kind of file."""
    return tuple(column.name for column in COLUMNS[kind])


def columns_in(run: Any) -> dict[int, str]:
    """Return the names of the columns of a checked file, by their place."""
    return {int(place): name for place, name in run.counts.get("columns", {}).items()}


def changes(kind: str, announced: Announced) -> str:
    """Say what a line changes, without saying to what."""
    names = {column.field: column.name for column in COLUMNS[kind]} | CHANGES
    return ", ".join(names.get(change) or _fact(change) for change in announced.changes)


def _fact(change: str) -> str:
    """Say what two lists tell differently."""
    what, here, there = told(json.dumps([change.split("|")]))[0]
    return f"{what} : ici {here}, plateforme {there}"


def line_number(announced: Announced) -> str:
    """Return the number of a line; one that the file does not hold has none."""
    return "–" if announced.number >= ABSENT_FROM else str(announced.number)


def subject(kind: str, announced: Announced) -> tuple[str, ...]:
    """Return the cells that tell whom or what a line is about."""
    fields = [column.field for column in COLUMNS[kind]]
    return tuple(announced.values[fields.index(field)] or "" for field in KINDS[kind].subject)


def file_name(given: str | None) -> str:
    """Return the name of a file as it can be shown: no folder, no control, 200 characters."""
    name = (given or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in name if character.isprintable())
    return kept[:200] or "fichier sans nom"
