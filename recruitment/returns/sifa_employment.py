"""The columns of the survey of apprentices on what came before, and on the contract."""

from datetime import date, timedelta
from typing import Any

from recruitment.returns import cells, known
from recruitment.returns.field import ALWAYS, OPTIONAL, PERSON, Field
from recruitment.returns.sifa_checks import SURVEY
from recruitment.returns.sifa_codes import BEFORE, DIPLOMAS, EMPLOYERS, SITUATIONS
from recruitment.returns.subject import Agreement, Subject

DAY = cells.dated("%d%m%Y")
KEPT_ON = timedelta(days=184)  # six months of the second half of a year


def current(one: Subject) -> Agreement | None:
    """Return the contract that stood on the day of the survey, else the last one broken not long before.

    Whose contract was broken stays an apprentice of the centre for six months (L6222-12-2 of the Code du travail).
    """
    survey = date(one.registration.school_year, *SURVEY)
    standing = [each for each in one.agreements if each.broken_on is None or each.broken_on > survey]
    lately = [
        each for each in one.agreements if each.broken_on and survey - KEPT_ON <= each.broken_on <= survey
    ]
    return next(iter([*standing, *reversed(lately)]), None)


def _broken_on(one: Subject) -> date | None:
    contract = current(one)
    broken = contract.broken_on if contract is not None else None
    return broken if broken and broken <= date(one.registration.school_year, *SURVEY) else None


def _of_contract(column: str) -> Any:
    return lambda one: getattr(current(one), column, None)


def _coded(name: str, fact: str, codes: dict[str, str], width: int, what: str, *, obligatory: bool) -> Field:
    return Field(name, lambda s: s.fact(fact), cells.one_of(codes), obligatory, width, PERSON, what)


def _asked(name: str, fact: str, form: cells.Form, width: int, what: str) -> Field:
    return Field(name, lambda s: s.fact(fact), form, OPTIONAL, width, PERSON, what)


PAST = (
    _coded("SIT_AV_APP", "before", BEFORE, 2, "Situation avant l’apprentissage", obligatory=False),
    _coded("DIP_OBT", "diploma", DIPLOMAS, 2, "Dernier diplôme obtenu", obligatory=False),
    _coded("SIT_N_1", "last_situation", SITUATIONS, 4, "Situation de l’an dernier", obligatory=True),
    Field(
        "ETAB_N_1",
        lambda s: s.fact("last_school") or s.learner.last_school_uai,
        known.uai_or_department,
        ALWAYS,
        8,
        PERSON,
        "Établissement de l’an dernier",
    ),
)
EMPLOYMENT = (
    _coded("TYPE_EMP", "employer_type", EMPLOYERS, 2, "Type d’employeur", obligatory=False),
    Field("DATE_ENTREE_CFA", lambda s: s.entered_on, DAY, OPTIONAL, 8, PERSON, "Entrée dans le CFA"),
    Field("DATE_DEB_CONT", _of_contract("starts"), DAY, OPTIONAL, 8, PERSON, "Début du contrat"),
    Field("DATE_RUPT_CONT", _broken_on, DAY, OPTIONAL, 8, PERSON, "Rupture du contrat"),
    _asked("COM_ETAB", "employer_town_code", known.insee_town, 5, "Commune de l’employeur (code INSEE)"),
    _asked("NAF_ETAB", "employer_naf", known.naf, 5, "Code NAF de l’employeur"),
    _asked("NBSAL_EMP", "employer_headcount", cells.whole, 8, "Nombre de salariés de l’employeur"),
    Field("SIRET_EMP", _of_contract("siret"), known.siret, OPTIONAL, 14, PERSON, "SIRET de l’employeur"),
)
