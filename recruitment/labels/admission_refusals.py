"""Why a list of admitted candidates is not taken in, or not taken back (R6.3, R6.4, R6.6)."""

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]


def _other_school_year(facts: Facts) -> str:
    if not facts.get("chosen"):
        return (
            "Ce n’est pas l’année scolaire de cette session. Les candidats de la session N entrent dans l’année N/N+1. "
            "Choisissez cette année, puis recommencez."
        )
    return (
        f"Année scolaire {facts['chosen']} impossible : les candidats de la session {facts['session']} entrent dans "
        f"l’année {facts['expected']}. Choisissez-la, puis recommencez."
    )


def _pool_would_shrink(facts: Facts) -> str:
    rule = "Au-delà d’un cinquième de la liste, il faut taper ce nombre. Vérifiez que le fichier est entier."
    if not facts.get("gone"):
        return f"Confirmation manquante : beaucoup de candidats sortiraient de la liste. {rule}"
    return f"Confirmation manquante : {facts['gone']} candidats sur {facts['live']} sortiraient de la liste. {rule}"


def _import_not_undoable(facts: Facts) -> str:
    why = {
        "state": "Seule une réception enregistrée peut être annulée, une fois.",
        "later": "Une réception plus récente a changé la même liste : annulez d’abord la plus récente.",
        "changed": "Des personnes de cette réception ont changé depuis.",
        "nothing": "Cette réception n’a rien changé : il n’y a rien à reprendre.",
        "told_to_apogee": "Des données de personnes de cette réception sont déjà parties vers Apogée.",
        "built": "Des inscriptions ou des préinscriptions existent déjà pour des personnes de cette réception.",
        "forgotten": "Le détail de cette réception est effacé, son délai passé : l’état d’avant n’est plus connu.",
    }.get(str(facts.get("why")), "Quelque chose en dépend déjà.")
    return f"Annulation impossible. {why} La liste reste comme elle est."


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "other_school_year": _other_school_year,
    "pool_would_shrink": _pool_would_shrink,
    "import_not_undoable": _import_not_undoable,
    "profile_name_taken": "Un profil de colonnes porte déjà ce nom. Choisissez un autre nom, ou modifiez ce profil.",
    "profile_incomplete": (
        "Ce profil ne dit pas où sont le numéro du candidat, son nom et son prénom. Ces trois colonnes sont "
        "nécessaires. Indiquez-les, puis recommencez."
    ),
}
