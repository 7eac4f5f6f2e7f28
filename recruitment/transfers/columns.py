"""The columns of the import files: their names, the other names that they go by, and how a cell is read.

Headers are compared without case, accents, underscores, doubled spaces and school years; unknown ones are
left aside
and reported, so that nothing is kept that nobody asked for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recruitment.core.text import fold
from recruitment.transfers import cells, moments, reply_cells
from recruitment.transfers.cells import Reader

_SCHOOL_YEAR = re.compile(r"\b\d{4}\s*/\s*\d{4}\b")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file. `field` is what it fills; `example` goes to the template that the product
    offers."""

    name: str
    field: str
    reader: Reader
    aliases: tuple[str, ...] = ()
    needed: bool = False
    repeats: bool = False  # its values come again and again: each is read once
    one_of: bool = False  # the file needs one at least of the columns so marked
    example: str = ""


class HeadersRefused(Exception):  # noqa: N818 - a refusal, like the others
    """The file has not the columns that it needs, or has one twice."""

    def __init__(self, missing: Sequence[str], doubled: Sequence[str]) -> None:
        super().__init__(f"missing {list(missing)}, doubled {list(doubled)}")
        self.missing = tuple(missing)
        self.doubled = tuple(doubled)


@dataclass(frozen=True, slots=True)
class Headers:
    """Where each known column stands in a file, and the headers that were not recognised."""

    positions: dict[str, int]
    unknown: tuple[str, ...]


def match(headers: Sequence[str], columns: Sequence[Column]) -> Headers:
    """Find the columns of a file, or raise HeadersRefused."""
    names = {spelt(alias): column for column in columns for alias in (column.name, *column.aliases)}
    positions: dict[str, int] = {}
    unknown, doubled = [], []
    for position, header in enumerate(headers):
        column = names.get(spelt(header))
        if column is None:
            unknown.append(header)
        elif column.field in positions:
            doubled.append(column.name)
        else:
            positions[column.field] = position
    missing = [column.name for column in columns if column.needed and column.field not in positions]
    either = [column for column in columns if column.one_of]
    if either and not any(column.field in positions for column in either):
        missing.append(" ou ".join(column.name for column in either))
    if missing or doubled:
        raise HeadersRefused(missing, doubled)
    return Headers(positions, tuple(header for header in unknown if header))


def spelt(header: str) -> str:
    """Return the one spelling of a header that is compared."""
    return fold(_SCHOOL_YEAR.sub(" ", header.replace("_", " ")).replace("°", " "))


def _guardian(rank: int) -> tuple[Column, ...]:
    people = ("Mathieu Roche", "Claire Roche")[rank - 1].split()
    return (
        Column(f"responsable{rank}_nom", f"guardian{rank}_last_name", cells.name, repeats=True,
               example=people[1]),
        Column(f"responsable{rank}_prenom", f"guardian{rank}_first_name", cells.name, repeats=True,
               example=people[0]),
        Column(f"responsable{rank}_email", f"guardian{rank}_email", cells.email,
               example=f"{people[0].lower()}.roche@exemple.fr"),
        Column(f"responsable{rank}_telephone", f"guardian{rank}_phone", cells.phone,
               example=f"06 39 98 00 0{rank}"),
    )  # fmt: skip


CANDIDATES = (
    Column("numero_inscription", "candidate_number", cells.candidate_number,
           ("Numéro candidat", "Numéro", "N° inscription", "N°Inscription", "Candidat - Code"),
           needed=True, example="1234567"),
    Column("nom", "last_name", cells.name, ("Candidat - Nom",), needed=True, repeats=True, example="ROCHE"),
    Column("prenom", "first_name", cells.name, ("Candidat - Prénom",), needed=True, repeats=True,
           example="Inès"),
    Column("code_formation", "programme_code", cells.programme_code, ("Code formation Parcoursup",),
           needed=True, repeats=True, example="40123"),
    Column("date_naissance", "birth_date", moments.birth_date, ("Date de naissance",), repeats=True,
           example="2006-03-04"),
    Column("sexe", "sex", cells.sex, ("Etat civil", "Civilité"), example="F"),
    Column("ine", "ine", cells.ine, ("Numéro INE",), example="0494004062M"),
    Column("email", "email", cells.email, ("e-mail du candidat", "Adresse mail", "Courriel"),
           example="ines.roche@exemple.fr"),
    Column("telephone_fixe", "phone", cells.phone, ("Téléphone",), example="04 65 71 00 01"),
    Column("telephone_portable", "mobile", cells.phone, ("Téléphone mobile", "Numéro téléphone"),
           example="06 39 98 00 00"),
    Column("etablissement_origine", "origin_school", cells.text_up_to(200), ("Etablissement d'origine",),
           repeats=True, example="Lycée Blaise Pascal"),
    Column("uai_origine", "origin_uai", cells.uai, ("UAI Etablissement origine",), repeats=True,
           example="0631985R"),
    Column("departement_origine", "origin_department", cells.department,
           ("Département Etablissement origine - Code",), repeats=True, example="63"),
    Column("serie_bac", "bac_series", cells.text_up_to(120),
           ("Série diplôme", "Série Diplôme - Libellé"), repeats=True, example="Bac général"),
    Column("mention_bac", "bac_honours", cells.text_up_to(60),
           ("Mention diplôme", "Mention Obtenue - Libellé"), repeats=True, example="Assez bien"),
    Column("adresse", "address", cells.text_up_to(300), example="12 rue des Volcans"),
    Column("code_postal", "postal_code", cells.postal_code, repeats=True, example="63000"),
    Column("commune", "town", cells.text_up_to(120), repeats=True, example="Clermont-Ferrand"),
    *_guardian(1),
    *_guardian(2),
    Column("voeu_confirme_le", "confirmed_at", moments.instant, ("Vœu confirmé le",), repeats=True,
           example="2025-03-20 10:15"),
)  # fmt: skip

PROGRAMMES = (
    Column("code_formation", "code", cells.programme_code, needed=True, example="40123"),
    Column("intitule", "title", cells.text_up_to(300), needed=True, example="BTS Électrotechnique"),
    Column("uai", "uai", cells.uai, needed=True, repeats=True, example="0631985R"),
    Column("etablissement", "centre_name", cells.text_up_to(200), repeats=True, example="CFA des Volcans"),
    Column("siret_etablissement", "siret", cells.siret, repeats=True, example="999 012 347 00012"),
    Column("commune", "town", cells.text_up_to(120), repeats=True, example="Clermont-Ferrand"),
    Column("departement", "department", cells.department, repeats=True, example="63"),
    Column("academie", "academie", cells.text_up_to(60), repeats=True, example="Clermont-Ferrand"),
    Column("capacite", "capacity", cells.capacity, example="18"),
    Column("examine_les_dossiers", "examines", cells.boolean, example="oui"),
    Column("dispense_de_delai", "exempt", cells.boolean, example="non"),
    Column("rncp", "rncp", cells.rncp, repeats=True, example="RNCP35349"),
    Column("code_diplome", "diploma_code", cells.diploma_code, repeats=True, example="32025515"),
)  # fmt: skip

#: The platform's list of apprenticeship wishes, as its screen shows it; no layout of an export is public.
REPLIES = (
    Column("N°Inscription", "candidate_number", cells.candidate_number,
           ("numero_inscription", "Numéro candidat", "Numéro", "N° inscription", "codeCandidat", "Candidat - Code"),
           needed=True, example="1234567"),
    Column("Candidat", "candidate_name", cells.text_up_to(250), ("Nom", "Nom du candidat", "Candidat - Nom"),
           example="ROCHE Inès"),
    Column("Code formation", "programme_code", cells.programme_code,
           ("code_formation", "Code formation Parcoursup", "codeFormationPsup"), repeats=True, example="40123"),
    Column("Etat", "state", reply_cells.state, ("Etat de la candidature",), repeats=True, example="Contrat saisi"),
    Column("Réponse du candidat", "reply", reply_cells.reply, ("Réponse", "Réponse candidat"), repeats=True,
           one_of=True, example="Formation acceptée"),
    Column("codeSituation", "situation", reply_cells.situation, ("Situation", "code_situation", "Code situation"),
           repeats=True, one_of=True, example="1"),
    Column("Date de la réponse", "replied_at", moments.instant,
           ("Date réponse", "dateReponse", "Date réponse candidat", "Date de la réponse du candidat"), repeats=True,
           example="28/05/2025 10:15"),
    Column("Inscription administrative", "enrolled", reply_cells.enrolled, ("IA", "Etat inscription"), repeats=True,
           example="Non renseigné"),
    Column("SIRET", "siret", cells.siret, ("SIRET de l'employeur", "Numéro SIRET", "SIRET employeur"),
           example="999 012 347 00012"),
    Column("Employeur", "employer_name", cells.text_up_to(200),
           ("Nom de l'employeur", "Dénomination", "Raison sociale"), example="Maison Chastaing"),
)  # fmt: skip

#: What a list of replies lacks when nobody says which programme it is about.
NO_PROGRAMME = "Code formation (ou indiquez la formation de la liste)"

COLUMNS = {"candidates": CANDIDATES, "programmes": PROGRAMMES, "replies": REPLIES}
