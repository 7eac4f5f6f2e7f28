"""What the survey of apprentices checks between two columns; the numbers are its own (IN40 to IN56)."""

from collections.abc import Sequence
from datetime import date

from recruitment.returns.field import CENTRE, PERSON, PROGRAMME, Cells, Finding
from recruitment.returns.subject import Subject

SURVEY = (12, 31)  # the day of the survey, of the first calendar year of the school year
_YOUNGEST, _OLDEST = 14, 65
_MARGIN = 24  # months between the planned and the real length
_LAST_OF_YEAR = (17, 29, 42, 54, 66, 78)  # the longest course, in months, of 1, 2, … years
_NO_SCHOOL = frozenset({"5903", "5905", "5907", "9900"})
_COLLEGE = frozenset({"11", "12", "90", "99"})
_LYCEE = _COLLEGE | {"21", "31", "51", "52", "53", "54"}
_UP_TO_BAC = frozenset(f"{code:02d}" for code in (*range(1, 11), 99))
_NOT_AT_18 = frozenset({"4013", "4019", "4021", "4113", "4119", "4121"})


def convention(row: Cells, _one: Subject) -> Sequence[Finding]:
    """IN46: a partner school goes with a convention, NC with NC."""
    school, kind = row["UAI_EPLE"], row["NAT_STR_JUR"]
    if school and kind and (school == "NC") != (kind == "NC"):
        return [_said("NAT_STR_JUR", "IN46", "l’EPLE et la nature de la convention se contredisent", CENTRE)]
    return []


def year_of_course(row: Cells, _one: Subject) -> Sequence[Finding]:
    """IN47: nobody is in the third year of a course of two."""
    planned, year = row["DUR_FORM_THEO"], row["AN_FORM"]
    if planned and year:
        years = next((rank for rank, most in enumerate(_LAST_OF_YEAR, 1) if int(planned) <= most), 6)
        if int(year[0]) > years:
            said = f"{year} ne va pas avec une formation de {planned} mois"
            return [_said("AN_FORM", "IN47", said, PROGRAMME)]
    return []


def lengths(row: Cells, _one: Subject) -> Sequence[Finding]:
    """IN55: the real length is within two years of the planned one."""
    planned, real = row["DUR_FORM_THEO"], row["DUR_FORM_REELLE"]
    if planned and real and abs(int(planned) - int(real)) > _MARGIN:
        said = "la durée réelle s’écarte de plus de 24 mois de la durée théorique"
        return [_said("DUR_FORM_REELLE", "IN55", said, PROGRAMME)]
    return []


def age(row: Cells, one: Subject) -> Sequence[Finding]:
    """IN49, IN50, IN52: the age on the day of the survey, against the situations before."""
    years = _age(one)
    if years is None:
        return []
    found = []
    if not _YOUNGEST <= years <= _OLDEST:
        found.append(_said("DATE_NAIS", "IN49", f"{years} ans n’est pas l’âge d’un apprenti", "learner"))
    if row["SIT_N_1"] and not _situation_at(years, row["SIT_N_1"]):
        said = f"la situation de l’an dernier ne va pas avec {years} ans"
        found.append(_said("SIT_N_1", "IN50", said, PERSON))
    if row["SIT_AV_APP"] and not _before_at(years, row["SIT_AV_APP"]):
        said = f"la situation avant l’apprentissage ne va pas avec {years} ans"
        found.append(_said("SIT_AV_APP", "IN52", said, PERSON))
    return found


def diploma(row: Cells, _one: Subject) -> Sequence[Finding]:
    """IN53: nobody leaves the lycée with a diploma of what comes after it."""
    last, held = row["SIT_N_1"], row["DIP_OBT"]
    if last[:1] == "2" and held and held not in _UP_TO_BAC:
        return [_said("DIP_OBT", "IN53", "ce diplôme ne va pas avec la situation de l’an dernier", PERSON)]
    return []


def before(row: Cells, _one: Subject) -> Sequence[Finding]:
    """IN54: what came before the apprenticeship is no later than the year before."""
    last, earlier = row["SIT_N_1"], row["SIT_AV_APP"]
    if last[:1] == "2" and earlier and earlier not in _LYCEE:
        said = "la situation avant l’apprentissage ne va pas avec celle de l’an dernier"
        return [_said("SIT_AV_APP", "IN54", said, PERSON)]
    return []


def school(row: Cells, _one: Subject) -> Sequence[Finding]:
    """IN56: who was at school was in one; who worked was in none (995)."""
    last, where = row["SIT_N_1"], row["ETAB_N_1"]
    if not last or not where:
        return []
    if last in _NO_SCHOOL and where != "995":
        return [
            _said("ETAB_N_1", "IN56", "hors de l’école l’an dernier, l’établissement est « 995 »", PERSON)
        ]
    if last[0] in "1234" and where == "995":
        return [_said("ETAB_N_1", "IN56", "« 995 » ne va pas avec une année à l’école", PERSON)]
    return []


def days(row: Cells, one: Subject) -> Sequence[Finding]:
    """IN40, IN42: nobody enters after the survey; a contract is broken after it began."""
    entered, starts, broken = (
        _read(row[name]) for name in ("DATE_ENTREE_CFA", "DATE_DEB_CONT", "DATE_RUPT_CONT")
    )
    found = []
    if entered is not None and entered > date(one.registration.school_year, *SURVEY):
        said = "l’entrée dans le CFA est postérieure au jour de l’enquête"
        found.append(_said("DATE_ENTREE_CFA", "IN40", said, PERSON))
    if starts is not None and broken is not None and broken < starts:
        found.append(_said("DATE_RUPT_CONT", "IN42", "la rupture précède le début du contrat", PERSON))
    return found


def _read(cell: str) -> date | None:
    return date(int(cell[4:]), int(cell[2:4]), int(cell[:2])) if cell else None


def _said(column: str, number: str, sentence: str, where: str) -> Finding:
    return Finding(column, f"{sentence[0].upper()}{sentence[1:]} ({number}).", where)


def _age(one: Subject) -> int | None:
    born = one.learner.birth_date
    if born is None:
        return None
    return int(one.registration.school_year) - int(born.year)  # nobody has a birthday after the 31 December


def _situation_at(years: int, code: str) -> bool:
    if years <= 15:
        return code < "4001" or code >= "9900"
    if years <= 17:
        return code < "4001" or code >= "5901"
    return years > 18 or code not in _NOT_AT_18


def _before_at(years: int, code: str) -> bool:
    if years <= 15:
        return code in {"11", "12", "21", "31", "90", "99"}
    return years > 17 or code != "41"


CHECKS = (convention, year_of_course, lengths, age, diploma, before, school, days)
