"""Every refusal in French: the fact, then the rule, then what to do. Plain text; a page escapes it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from recruitment.labels import (
    account_life_refusals,
    account_refusals,
    admission_refusals,
    candidate_refusals,
    contract_refusals,
    enrolments,
    exchanges,
    factor_refusals,
    learners,
    mail_refusals,
    privacy_refusals,
    registrations,
    replies,
    reports,
    request_refusals,
    station_refusals,
)
from recruitment.labels.calendar import date_names
from recruitment.labels.dates import day_long, instant
from recruitment.labels.words import PERMISSIONS, ROLES
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Decision, Permission, Role

Facts = Mapping[str, Any]


def _already_decided(facts: Facts) -> str:
    rule = "La première décision compte et personne ne peut la retirer. Relisez le dossier."
    if not facts.get("decided_at"):
        return f"Cette candidature est déjà décidée. {rule}"
    when = instant(facts["decided_at"])
    if not facts.get("decided_by"):
        return f"Passage automatique en recherche de contrat le {when}. {rule}"
    did = (
        "a refusé cette candidature"
        if facts.get("decision") == Decision.REFUSED
        else "a placé cette candidature en recherche de contrat"
    )
    return f"{facts['decided_by']} {did} le {when}. {rule}"


def _candidate_number_invalid(facts: Facts) -> str:
    number = "".join(str(facts.get("text", "")).split())
    too_long = number.isascii() and number.isdigit()
    why = "il est trop long, 20 chiffres au plus" if too_long else "il n’a que des chiffres"
    return f"Ce numéro d’inscription n’est pas valable : {why}. Recopiez-le du dossier du candidat."


def _review_deadline_passed(facts: Facts) -> str:
    if facts.get("late_forbidden"):
        return (
            f"Refus impossible : la date limite d’examen était le {day_long(facts['last_day'])}. Cette "
            "session n’accepte aucun refus hors délai. Placez la candidature en recherche de contrat."
        )
    since = f" depuis le {instant(facts['auto_retain_at'])}" if facts.get("auto_retain_at") else ""
    return (
        f"Délai d’examen écoulé{since} (heure de Paris). Sans décision à cet instant, le vœu passe "
        "« En recherche de contrat » et aucune autre décision n’est prise. Accompagnez le candidat dans sa "
        "recherche."
    )


def _stale_version(facts: Facts) -> str:
    who = f"{facts['agent']} a modifié ce dossier" if facts.get("agent") else "ce dossier a changé"
    return f"Rien n’a été enregistré : {who} depuis que vous l’avez ouvert. Relisez-le avant de continuer."


def _calendar_incomplete(facts: Facts) -> str:
    names = date_names(facts.get("missing"))
    return (
        f"Calendrier de la session incomplet{f' : {names}' if names else ''}. Cet acte en dépend. "
        "L’administrateur renseigne les dates dans le paramétrage."
    )


def _clock_suspect(facts: Facts) -> str:
    way = "a reculé" if facts.get("backwards") else "a fait un saut"
    return (
        f"L’horloge du serveur {way}. Les actes sans retour sont suspendus tant qu’un exploitant ne l’a pas "
        "vérifiée. Rien n’a été enregistré ; prévenez l’administrateur."
    )


def _acts_stopped(_facts: Facts) -> str:
    return (
        "Décisions et contrats sont suspendus : un contrôle a trouvé dans la base un état qui ne devrait pas exister. "
        "Rien n’a été enregistré. Prévenez l’administrateur de l’installation : la page Tâches dit lequel."
    )


def _already_drafted(facts: Facts) -> str:
    who = f"{facts['agent']} a déjà préparé" if facts.get("agent") else "Une autre personne a déjà préparé"
    when = f", le {instant(facts['at'])}" if hasattr(facts.get("at"), "year") else ""
    return (
        f"{who} le refus de cette candidature{when}. Un seul refus se prépare à la fois. Relisez-le dans le "
        "dossier : une autre personne le confirme, ou il est abandonné."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "already_decided": _already_decided,
    "refusal_already_drafted": _already_drafted,
    "no_refusal_draft": (
        "Aucun refus n’est préparé pour cette candidature. Dans cette formation, une personne prépare le "
        "refus, une autre le confirme. Relisez le dossier."
    ),
    "own_refusal_draft": (
        "Vous avez préparé ce refus. Dans cette formation, une autre personne le confirme. Demandez à un "
        "collègue qui peut décider, ou abandonnez-le."
    ),
    "already_confirmed": "Ce vœu est déjà confirmé. Une confirmation compte une fois. Relisez le dossier.",
    "already_withdrawn": (
        "Le candidat a renoncé à ce vœu. Aucune décision n’y est plus possible ; un contrat peut être saisi."
    ),
    "not_confirmed": (
        "Vœu non confirmé. Aucune décision n’est possible ; un contrat peut être saisi. Attendez que le "
        "candidat confirme."
    ),
    "review_deadline_passed": _review_deadline_passed,
    "key_reused": (
        "Ce formulaire a déjà servi à un autre envoi. Un même envoi n’est jamais compté deux fois. Rouvrez "
        "le formulaire pour recommencer."
    ),
    "stale_version": _stale_version,
    "calendar_incomplete": _calendar_incomplete,
    "clock_suspect": _clock_suspect,
    "acts_stopped": _acts_stopped,
    "job_running": "Cette tâche est déjà en cours. Elle ne s’exécute qu’une fois à la fois. Attendez sa fin.",
    "import_not_ready": (
        "Cet import ne peut pas être appliqué dans son état actuel. Un fichier s’applique une fois, après "
        "son aperçu. Renvoyez le fichier."
    ),
    "confirmation_missing": (
        "Confirmation manquante. Cet acte est sans retour : il demande un geste explicite. Relisez, puis "
        "confirmez comme le formulaire l’indique."
    ),
    "reason_taken": (
        "Ce motif est déjà dans la liste. Deux motifs ne disent pas la même chose. Changez les mots, ou "
        "modifiez celui qui y est."
    ),
    "reason_retired": (
        "Ce motif est retiré de la liste. Ses mots restent ceux des décisions passées. Remettez-le, ou "
        "ajoutez un autre motif."
    ),
    "last_reason": (
        "C’est le dernier motif de la liste. Un refus en demande un. Ajoutez un autre motif avant de retirer "
        "celui-ci."
    ),
    "reason_missing": "Motif manquant. Il est conservé dans l’historique. Indiquez-le, puis recommencez.",
    "details_missing": "Précision manquante. Ce motif en demande une. Écrivez-la, puis recommencez.",
    "nothing_selected": "Rien n’est sélectionné. Cochez au moins une ligne de la liste.",
    "candidate_number_invalid": _candidate_number_invalid,
    "uai_invalid": (
        "Ce code UAI n’est pas valable : 7 chiffres et une lettre, qui en est la clé. Vérifiez-le auprès de "
        "l’établissement."
    ),
    "ine_invalid": (
        "Cet INE n’est pas valable : sa forme ou sa clé est fausse. Vérifiez-le sur un relevé de notes, ou "
        "laissez-le vide."
    ),
    "rncp_invalid": "Ce code RNCP n’est pas valable. Écrivez « RNCP » et 4 ou 5 chiffres.",
    "diploma_code_invalid": "Ce code diplôme n’est pas valable. Il a 8 chiffres ou lettres.",
    **candidate_refusals.REFUSALS,
    **contract_refusals.REFUSALS,
    **enrolments.REFUSALS,
    **exchanges.REFUSALS,
    **registrations.REFUSALS,
    **learners.REFUSALS,
    **replies.REFUSALS,
    **reports.REFUSALS,
    **request_refusals.REFUSALS,
    **station_refusals.REFUSALS,
    **privacy_refusals.REFUSALS,
    **mail_refusals.REFUSALS,
    **account_refusals.REFUSALS,
    **admission_refusals.REFUSALS,
    **account_life_refusals.REFUSALS,
    **factor_refusals.REFUSALS,
}


def refusal_sentence(violation: RuleViolation) -> str:
    """Say a refusal with its facts; facts that are not there are left out of it."""
    words = REFUSALS[violation.code]
    return words if isinstance(words, str) else words(violation.details)


def permission_refusal(
    role: Role | str, permission: Permission, givers: Sequence[str] = (), *, taken: bool = False
) -> str:
    """Say why a page answers 403 or a button is shut, and who can change it.

    `taken`: the role gives that right, which was taken away on this programme.
    """
    act = PERMISSIONS[permission]
    why = (
        f"Le droit {_of(act)} vous a été retiré pour cette formation."
        if taken
        else f"Votre rôle ({ROLES[Role(role)]}) ne permet pas {_of(act)}."
    )
    names = " ou ".join(givers) if givers else "l’administrateur de votre établissement"
    return f"{why} Adressez-vous à {names}{', qui donne les droits' if givers else ''}."


def _of(verb: str) -> str:
    return f"d’{verb}" if verb[0] in "aeéiou" else f"de {verb}"
