"""Why a password is not taken, a link opens nothing, an account is not closed (R8.1, R8.4, R8.5)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.durations import after_wait

Facts = Mapping[str, Any]
PHRASE = "Prenez une phrase, ou quatre mots sans rapport entre eux."


def _reset_throttled(facts: Facts) -> str:
    return (
        "Trop de demandes. Elles sont ralenties pour que personne ne soit inondé de courriels. Recommencez "
        f"{after_wait(facts)}, et cherchez le dernier message reçu."
    )


def _link_used(facts: Facts) -> str:
    if facts.get("purpose") == "invitation":
        return (
            "Ce lien d’invitation a déjà servi, ou a pris fin. Il sert une seule fois, pendant 72 heures. Si "
            "vous avez déjà choisi votre mot de passe, connectez-vous ; sinon, demandez une nouvelle "
            "invitation à l’administrateur de votre établissement."
        )
    return (
        "Ce lien a déjà servi, ou a pris fin. Il sert une seule fois, pendant une heure. Connectez-vous avec "
        "votre nouveau mot de passe, ou demandez un autre lien."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "password_common": f"Mot de passe trop courant. Il se devine en quelques essais. {PHRASE}",
    "password_repeated": (
        "Mot de passe fait d’un même motif répété. Répéter n’ajoute rien pour qui le cherche. " + PHRASE
    ),
    "password_trade": (
        "Mot de passe fait seulement de mots du métier, de chiffres ou de touches voisines. Ce sont les "
        f"premiers qu’on essaie. {PHRASE}"
    ),
    "password_own_words": (
        "Mot de passe fait de votre nom, de votre adresse ou de votre établissement. Ce sont les premiers "
        f"qu’on essaie. {PHRASE}"
    ),
    "password_unchanged": "C’est votre mot de passe actuel. Choisissez-en un autre, ou gardez celui-ci.",
    "mobile_missing": (
        "Numéro de mobile manquant. L’administrateur d’un établissement doit pouvoir être joint. Indiquez-le."
    ),
    "mobile_invalid": "Ce numéro de mobile n’est pas valable. Écrivez 10 chiffres, par exemple 06 39 98 12 34.",
    "name_invalid": "Ce nom ne peut pas être gardé. Il a 1 à 120 caractères lisibles. Corrigez-le.",
    "reset_throttled": _reset_throttled,
    "link_used": _link_used,
    "last_administrator": lambda facts: (
        "C’est le dernier administrateur "
        + ("de l’installation" if facts.get("installation") else "de cet établissement")
        + ". Sans lui, plus personne n’ouvrirait de comptes. Nommez d’abord un autre administrateur, qui ait "
        "choisi son mot de passe."
    ),
    "account_closed": "Ce compte est fermé. Un compte fermé ne se rouvre pas. Invitez la personne à nouveau.",
    "already_has_password": (
        "Cette personne a déjà choisi son mot de passe. Une invitation ne sert qu’avant. Si elle l’a oublié, "
        "elle en demande un autre depuis la page de connexion."
    ),
    "charter_empty": "Texte de la charte manquant. C’est lui que chacun accepte. Écrivez-le.",
    "charter_changed": (
        "Une autre version de la charte vient d’être publiée. On accepte celle qu’on a lue. Relisez-la."
    ),
    "campaign_unknown": lambda facts: (
        f"Aucune session {facts.get('year', '')} n’est connue ici. Chargez d’abord son calendrier."
    ),
}
