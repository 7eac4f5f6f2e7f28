"""The facts that exports ask for and nothing else of the product needs: named, with their form and what they are for.

Those of a centre and of a programme are settings; those of a person are typed once for each registration. What a
programme does not say, its centre says for all (the site that trains).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from recruitment.core.text import clean_text
from recruitment.returns import cells, known
from recruitment.returns.dashboard import CENTRE_TYPES
from recruitment.returns.dashboard_contracts import MOST
from recruitment.returns.sifa_codes import BEFORE, CONVENTIONS, DIPLOMAS, EMPLOYERS, SITUATIONS

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its name in the database, its label, how it is checked, the list to choose from if there is one."""

    name: str
    label: str
    form: cells.Form
    help: str = ""
    choices: Mapping[str, str] | None = None
    kind: str = "text"  # or date


def _chosen(name: str, label: str, codes: Mapping[str, str], help_: str = "") -> Fact:
    return Fact(name, label, cells.one_of(dict(codes)), help_, codes)


def _day(name: str, label: str, help_: str = "") -> Fact:
    return Fact(name, label, cells.dated("%Y-%m-%d"), help_, kind="date")


_YES = {"oui": "Oui", "non": "Non"}
_SITE = (
    Fact("site_uai", "UAI du site qui forme", known.uai, "Celui du CFA si l’on y forme."),
    Fact("site_siret", "SIRET du site qui forme", known.siret, "Celui du CFA si l’on y forme."),
)
OF_CENTRE = (
    _chosen("centre_type", "Type de CFA", CENTRE_TYPES, "Nomenclature de l’enquête SIFA."),
    *_SITE,
    Fact(
        "school_uai",
        "UAI de l’EPLE partenaire",
        known.uai_or_none,
        "« NC » si aucun lycée ou collège public.",
    ),
    _chosen("convention", "Nature de la convention avec l’EPLE", CONVENTIONS),
    Fact(
        "admission_origin", "Origine de l’admission dans Pégase", cells.plain, "Le code que Pégase connaît."
    ),
)
OF_PROGRAMME = (
    Fact("months_planned", "Durée théorique, en mois", cells.months(1, 78), "De 6 à 78 pour SIFA."),
    Fact("months_real", "Durée réelle en apprentissage, en mois", cells.months(1, 102)),
    _chosen("year_of_course", "Année suivie par les admis", {str(n): f"Année {n}" for n in range(1, 7)}),
    _day("starts_on", "Début de la formation", "Sans date, le jour de la rentrée du centre."),
    _day("ends_on", "Fin prévue de la formation"),
    Fact("short_title", "Libellé court", cells.plain),
    _chosen("on_site", "Formation en présence", _YES, "« Non » si tout se fait à distance."),
    *_SITE,
    Fact("place_uai", "UAI du lieu des ateliers", known.uai),
    Fact("place_siret", "SIRET du lieu des ateliers", known.siret),
    Fact("place_address", "Adresse du lieu des ateliers", cells.plain),
    Fact("place_postal_code", "Code postal du lieu des ateliers", known.postal_code),
    Fact("contact_last_name", "Référent handicap, nom", cells.lettered_name),
    Fact("contact_first_name", "Référent handicap, prénom", cells.lettered_name),
    Fact("contact_mail", "Référent handicap, courriel", cells.mail),
    Fact("pegase_wish", "Code du vœu dans Pégase", cells.plain),
    Fact("pegase_period", "Code de la période dans Pégase", cells.plain),
)
_PAST = (
    _chosen("last_situation", "Situation de l’an dernier", SITUATIONS),
    Fact(
        "last_school",
        "Établissement de l’an dernier",
        known.uai_or_department,
        "UAI, ou département sur trois caractères ; « 995 » hors de l’école. Vide : celui de la fiche.",
    ),
    _chosen("before", "Situation avant l’apprentissage", BEFORE),
    _chosen("diploma", "Dernier diplôme obtenu", DIPLOMAS),
    _day("entered_on", "Entrée dans le CFA", "Vide : le début de la formation."),
)
_EMPLOYER = (
    _chosen("employer_type", "Type d’employeur", EMPLOYERS),
    Fact("employer_town_code", "Commune de l’employeur (code INSEE)", known.insee_town),
    Fact("employer_naf", "Code NAF de l’employeur", known.naf),
    Fact("employer_headcount", "Nombre de salariés de l’employeur", cells.whole),
)


def of_person(contracts: Iterable[bool]) -> tuple[Fact, ...]:
    """Return the facts of a person; a contract that is entered here (True) brings its own SIRET."""
    asked: list[Fact] = []
    for rank, entered in enumerate(contracts, 1):
        which = "" if rank == 1 else f" {rank}"
        if not entered:
            said = "Contrat signé hors de Tremplin : tel que sur le CERFA."
            asked.append(Fact(f"contract_{rank}_siret", f"SIRET de l’employeur{which}", known.siret, said))
        asked.append(_day(f"contract_{rank}_starts", f"Début du contrat{which}", "Date du CERFA."))
        asked.append(_day(f"contract_{rank}_ends", f"Fin du contrat{which}", "Date du CERFA."))
    return (*_PAST, *asked, *_EMPLOYER)


#: What many have in common, and is given to all of them at once.
SHARED = {one.name: one for one in (*_PAST, *_EMPLOYER[:1])}
PERSON_NAMES = frozenset(one.name for one in of_person([False] * MOST))


def tidy(facts: Iterable[Fact], typed: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is to keep of what was typed, and what is wrong with the rest, by name."""
    kept, wrong = {}, {}
    for one in facts:
        text = clean_text(cells.plain(typed.get(one.name)))
        if len(text) > LONGEST:
            wrong[one.name] = f"{LONGEST} caractères au plus."
            continue
        try:
            one.form(text)
        except cells.Misfit as misfit:
            wrong[one.name] = f"{str(misfit)[0].upper()}{str(misfit)[1:]}."
        else:
            if text:
                kept[one.name] = text
    return kept, wrong
