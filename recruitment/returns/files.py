"""The three exports, by the names that they have in addresses and on the command line."""

from dataclasses import dataclass
from datetime import date

from recruitment.returns import pegase
from recruitment.returns.dashboard import DASHBOARD
from recruitment.returns.field import File
from recruitment.returns.pegase import PEGASE
from recruitment.returns.sifa import sifa


@dataclass(frozen=True, slots=True)
class Described:
    """An export in words."""

    title: str
    what: str


DESCRIBED = {
    "pegase": Described(
        "Pégase",
        "Les inscriptions à ouvrir dans Pégase, une ligne par personne : état civil, adresse, vœu et période.",
    ),
    "tableau-de-bord": Described(
        "Tableau de bord de l’apprentissage",
        "Les 62 colonnes du modèle d’import 2025, une ligne par inscription validée, avec ses contrats.",
    ),
    "sifa": Described(
        "Enquête SIFA",
        "Les 47 colonnes de l’enquête au 31 décembre, une ligne par apprenti, sans ligne de titres.",
    ),
}
#: Codes of training in the survey: all of one kind in a file.
DIPLOMAS, RNCP = "diplome", "rncp"


def file_of(kind: str, *, codes: str = DIPLOMAS) -> File:
    """Return an export; `codes` says by what the survey tells trainings."""
    if kind == "sifa":
        return sifa(by_rncp=codes == RNCP)
    return {"pegase": PEGASE, "tableau-de-bord": DASHBOARD}[kind]


def file_name(file: File, uai: str, year: int, day: date) -> str:
    """Return the name under which a file is handed out; that of Pégase is prescribed."""
    if file.kind == "pegase":
        return pegase.file_name(day)
    return f"{file.kind}-{uai}-{year}-{day:%Y%m%d}.csv"
