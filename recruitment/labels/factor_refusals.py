"""Why a code, a passkey or a change of factor is not taken (R8.2)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.durations import after_wait

Facts = Mapping[str, Any]


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "code_refused": (
        "Code refusé : il est faux, a déjà servi ou n’est plus valable. Un code sert une seule fois. Saisissez "
        "celui qui est affiché maintenant."
    ),
    "code_throttled": lambda facts: (
        "Trop d’essais. Les codes sont ralentis pour protéger votre compte. Recommencez "
        + after_wait(facts)
        + "."
    ),
    "code_mail_throttled": lambda facts: (
        "Un code vient déjà de partir. Regardez aussi les indésirables. Vous pourrez en demander un autre "
        + after_wait(facts)
        + "."
    ),
    "sign_in_expired": (
        "Connexion non terminée à temps. Elle attend sa seconde vérification pendant 10 minutes. "
        "Connectez-vous à nouveau."
    ),
    "password_refused": (
        "Mot de passe incorrect. Il est redemandé avant tout changement de ce qui protège votre compte. "
        "Recommencez."
    ),
    "factor_exists": (
        "Ce second facteur est déjà enregistré. Un même moyen ne s’ajoute qu’une fois. Connectez-vous avec lui."
    ),
    "factor_missing": (
        "Ce compte n’a pas encore de second facteur. Les codes de secours le remplacent quand il manque. "
        "Ajoutez-en un d’abord."
    ),
    "factor_unknown": "Ce second facteur n’est plus enregistré. Rechargez la page.",
    "factor_last": (
        "C’est votre seul second facteur. Un compte en garde toujours un. Ajoutez-en un autre avant de retirer "
        "celui-ci."
    ),
    "factor_unreadable": (
        "L’enregistrement de votre appareil n’est plus lisible : la clé de ce serveur a changé. Aucun code "
        "n’ouvrira ce compte. Demandez à l’administrateur de réinitialiser votre second facteur."
    ),
    "passkey_refused": (
        "Clé d’accès refusée. Elle doit être l’une des vôtres, et répondre à cette page. Recommencez, ou "
        "saisissez un code."
    ),
    "totp_secret_invalid": (
        "Secret TOTP refusé. Il s’écrit en base 32 (A à Z, 2 à 7) et compte au moins 128 bits tirés au hasard, "
        "soit 26 caractères. Faites-en tirer un autre."
    ),
}
