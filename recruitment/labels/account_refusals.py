"""Why an account is not opened, or a person not let in (R8.1, R8.3)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.durations import after_wait
from recruitment.rules.vocabulary import Role

Facts = Mapping[str, Any]


def _quoted(facts: Facts, name: str) -> str:
    return f" « {facts[name]} »" if facts.get(name) else ""


def _throttled(facts: Facts) -> str:
    again = after_wait(facts)
    return f"Trop d’essais. Les connexions sont ralenties pour protéger les comptes. Recommencez {again}."


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "sign_in_refused": (
        "Adresse ou mot de passe incorrect. Les deux doivent correspondre. Vérifiez-les, puis recommencez."
    ),
    "sign_in_throttled": _throttled,
    "email_invalid": lambda facts: (
        f"L’adresse{_quoted(facts, 'email')} n’est pas une adresse de courriel. Corrigez-la."
    ),
    "email_shared": lambda facts: (
        f"L’adresse{_quoted(facts, 'email')} est une adresse partagée. Un compte est personnel : donnez "
        "l’adresse d’une personne."
    ),
    "email_taken": lambda facts: (
        f"L’adresse{_quoted(facts, 'email')} a déjà un compte. Une adresse n’en a qu’un. Employez ce compte."
    ),
    "password_too_short": lambda facts: (
        f"Mot de passe trop court. Il a {facts.get('least', 16)} caractères au moins, de toute sorte. Une "
        "phrase convient."
    ),
    "password_too_long": lambda facts: (
        f"Mot de passe trop long. Il a {facts.get('most', 128)} caractères au plus. Raccourcissez-le."
    ),
    "role_unknown": lambda facts: (
        f"Le rôle{_quoted(facts, 'role')} n’existe pas. Choisissez parmi : {', '.join(Role)}."
    ),
    "centre_missing": "Établissement manquant. Ce rôle s’exerce dans un seul. Indiquez son code UAI.",
    "centre_unknown": lambda facts: (
        f"Aucun établissement n’a le code UAI{_quoted(facts, 'uai')}. Importez d’abord ses formations."
    ),
    "centre_not_allowed": (
        "Ce rôle ne s’exerce pas dans un établissement, mais pour une académie. Ôtez l’établissement."
    ),
    "academie_missing": "Académie manquante. Le rôle de la DRAIO s’exerce pour une académie. Indiquez-la.",
    "academie_not_allowed": "Seule la DRAIO a une académie. Ôtez l’académie, ou changez de rôle.",
    "programmes_not_allowed": (
        "Ce rôle voit toutes les formations : il ne se limite pas à quelques-unes. Ôtez les formations."
    ),
    "programme_unknown": lambda facts: (
        f"Aucune formation n’a le code{_quoted(facts, 'programme')} dans cet établissement pour cette "
        "session. Vérifiez le code."
    ),
    "rights_of_administrator": (
        "Les droits d’un administrateur ne se limitent pas. Il les donne aux autres et pourrait se les "
        "rendre. Changez d’abord le rôle de ce compte."
    ),
    "account_unknown": lambda facts: (
        f"Aucun compte n’a l’adresse{_quoted(facts, 'email')}. Vérifiez-la."
        if facts.get("email")
        else "Ce compte n’existe pas, ou plus. Vérifiez son adresse."
    ),
}
