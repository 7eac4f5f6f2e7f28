"""The words of public reports: what they hold (R9.5), and why one cannot be written now."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.dates import day_long

Facts = Mapping[str, Any]

FEWER = "moins de 5"
WITHHELD = "non publié"
OTHER_REASONS = "Autres motifs"
ALL_REASONS = "tous motifs confondus"

#: The texts that a team writes, in the order of the report: field, heading, what it is for.
SECTIONS = (
    (
        "criteria",
        "Modalités et critères d’examen",
        "Comment les candidatures ont été lues, par qui, sur quels éléments du dossier.",
    ),
    (
        "lessons",
        "Enseignements de la session",
        "Ce que la commission retient : niveau, motivation, erreurs fréquentes. Sans aucun nom.",
    ),
    (
        "advice",
        "Conseils aux futurs candidats",
        "Ce qui aide un dossier, et la recherche d’un employeur.",
    ),
)


def _not_open(facts: Facts) -> str:
    day = f" le {day_long(facts['first_day'])}" if facts.get("first_day") else " plus tard"
    return (
        f"Rapport non publié. La période des rapports publics s’ouvre{day}. Votre brouillon est gardé : "
        "publiez-le à partir de ce jour."
    )


def _over(facts: Facts) -> str:
    day = f" depuis le {day_long(facts['last_day'])} au soir" if facts.get("last_day") else ""
    return (
        f"Rien n’a été enregistré. La période des rapports publics est terminée{day}. Un rapport publié ne change "
        "plus, un brouillon ne se publie plus."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "report_not_open": _not_open,
    "report_over": _over,
    "report_empty": (
        "Rapport non enregistré. Un rapport publié dit comment les candidatures sont examinées. Remplissez "
        "« Modalités et critères d’examen », puis recommencez."
    ),
    "report_published": (
        "Ce rapport est déjà publié. Il l’est une fois pour toutes. Ses textes restent modifiables jusqu’à la fin de "
        "la période."
    ),
}
