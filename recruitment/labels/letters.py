"""The variables of the letters to candidates, in words, and the sentences that some of them hold."""

from dataclasses import dataclass
from datetime import date, datetime

from recruitment.core.text import fold
from recruitment.labels.dates import WEEKDAYS, day_long, hour
from recruitment.rules.paris import PARIS
from recruitment.rules.vocabulary import DeadlineRule, Origin

NOBODY_DECIDED = (
    "Vous pouvez demander à l’établissement qu’une personne vous l’explique et écoute votre avis."
)


@dataclass(frozen=True, slots=True)
class Variable:
    """What a variable stands for, and an invented value."""

    meaning: str
    example: str


ANSWERS = """Trois réponses sont possibles :
- **accepter définitivement** : la place est à vous. Vous renoncez à tous vos autres vœux, dans tous les \
établissements, et cette réponse ne peut pas être reprise ;
- **accepter en gardant vos vœux en attente** : la place vous est gardée, et vos autres vœux restent ouverts. Accepter \
ensuite une autre proposition, c’est renoncer à celle-ci ;
- **renoncer** : vous laissez la place, et elle est proposée à quelqu’un d’autre. Vos autres vœux ne changent pas."""
VARIABLES = {
    "prenom": Variable("le prénom du candidat", "Camille"),
    "de_prenom": Variable("le prénom du candidat, après « de »", "de Camille"),
    "formation": Variable("l’intitulé de la formation", "BTS Électrotechnique"),
    "etablissement": Variable("le nom de votre établissement", "CFA des Volcans"),
    "ville": Variable("la ville de la formation", "Clermont-Ferrand"),
    "contact": Variable("qui joindre, d’après vos réglages", "CFA des Volcans, 04 73 00 00 00"),
    "lien": Variable("le lien personnel du candidat", "/candidat/exemple"),
    "decision_automatique": Variable(
        "la phrase qui dit qu’une décision est automatique, ou rien",
        f"Cette décision est automatique : le délai d’examen des dossiers est terminé. {NOBODY_DECIDED}",
    ),
    "periode_contrats": Variable(
        "la période de saisie des contrats, en une phrase",
        "L’établissement peut enregistrer les contrats du 17 mars 2025 au 13 octobre 2025.",
    ),
    "employeur": Variable("le nom de l’employeur", "Volta Énergies"),
    "siret": Variable("le SIRET de l’employeur", "400 000 001 00011"),
    "date_limite": Variable(
        "le dernier instant pour répondre, en toutes lettres",
        "mercredi 28 mai 2025, 23 h 59 (heure de Paris)",
    ),
    "pourquoi_cette_date": Variable(
        "la règle qui donne cette date",
        "C’est la date fixée par la session pour les propositions faites à cette période.",
    ),
    "reponses": Variable("les trois réponses et ce que fait chacune, en plusieurs lignes", ANSWERS),
    "date_rupture": Variable("le jour de la rupture", "30 septembre 2025"),
    "etat": Variable("l’état de la candidature", "En recherche de contrat"),
    "raison": Variable("pourquoi le vœu a pris fin", "Vous avez renoncé à ce vœu."),
}
_PASSAGES: dict[str | None, str] = {
    DeadlineRule.NO_EXAMINATION: "cette formation n’examine pas les dossiers, et tout vœu confirmé passe en recherche "
    "de contrat.",
}
_PASSED = (
    "le délai d’examen des dossiers est terminé, et les candidatures confirmées que l’établissement n’a pas refusées "
    "passent en recherche de contrat."
)
EXPIRED = f"Ce retrait est automatique : le délai de réponse est passé. {NOBODY_DECIDED}"
_REASONS = {
    "own": "Vous avez renoncé à ce vœu sur votre page personnelle.",
    "accepted_elsewhere": "Vous avez accepté définitivement une autre proposition d’admission : accepter "
    "définitivement, c’est renoncer à tous ses autres vœux.",
    "no_reply": "Une proposition d’admission est restée sans réponse dans le délai : vos vœux en attente prennent fin "
    f"aussi, automatiquement. {NOBODY_DECIDED}",
}


def passage(origin: str | None, rule: str | None) -> str:
    """Say that nobody took a decision, and by which rule it came (RGPD, article 22); nothing of a person's."""
    if origin != Origin.SYSTEM:
        return ""
    return f"Cette décision est automatique : {_PASSAGES.get(rule, _PASSED)} {NOBODY_DECIDED}"


def end_of_wish(because: str) -> str:
    """Say why a wish has ended."""
    return _REASONS.get(because, "Ce vœu n’est plus actif.")


def last_instant(until: datetime) -> str:
    """Return « mercredi 28 mai 2025, 23 h 59 (heure de Paris) »."""
    weekday = WEEKDAYS[until.astimezone(PARIS).weekday()]
    return f"{weekday} {day_long(until)}, {hour(until)} (heure de Paris)"


def unknown(found: list[str], allowed: list[str]) -> str:
    """Refuse variables that a letter does not have."""
    shown = ", ".join(f"{{{name}}}" for name in found)
    many = len(found) > 1
    return (
        f"{shown} : {'ces variables n’existent' if many else 'cette variable n’existe'} pas ici. Celles que vous "
        f"pouvez employer : {', '.join(f'{{{name}}}' for name in allowed)}."
    )


def missing(names: list[str]) -> str:
    """Refuse a body without what the candidate must be told."""
    shown = ", ".join(f"{{{name}}}" for name in names)
    them = "les" if len(names) > 1 else "le"
    return f"Il manque {shown} : le candidat doit pouvoir le lire. Ajoutez-{them} au texte."


STRAY_BRACE = (
    "Une accolade est seule : écrivez une variable entière, comme {formation}, ou retirez l’accolade."
)
ONE_LINE = "L’objet tient sur une ligne, sans mise en forme."
NOT_IN_SUBJECT = (
    "L’objet d’un courriel se lit sur un écran verrouillé : il ne peut contenir que {formation}, "
    "{etablissement} et {ville}."
)
IN_SUBJECT = ("formation", "etablissement", "ville")


def contract_days(first: date | None, last: date | None) -> str:
    """Say between which days contracts can be entered; nothing while the calendar does not."""
    if first is None or last is None:
        return ""
    return f"L’établissement peut enregistrer les contrats du {day_long(first)} au {day_long(last)}."


def of_name(name: str) -> str:
    """Return « d’Inès », « de Camille », « de Yanis »."""
    start = fold(name)[:2]
    mute = start[:1] in tuple("aeiouh") or (start[:1] == "y" and start[1:] not in tuple("aeiou"))
    return f"d’{name}" if mute else f"de {name}"
