"""The file of the survey of apprentices on the 31 December (SIFA): 47 columns, no header, no quotes.

Codes of training are all diplomas or all RNCP in one file: the two files differ by these two columns alone.
"""

from typing import Any

from recruitment.returns import cells, known
from recruitment.returns.dashboard import CENTRE_TYPES
from recruitment.returns.field import ALWAYS, CENTRE, PROGRAMME, Field, File
from recruitment.returns.sifa_checks import CHECKS
from recruitment.returns.sifa_codes import CONVENTIONS
from recruitment.returns.sifa_employment import DAY, EMPLOYMENT, PAST, current
from recruitment.returns.subject import Subject
from recruitment.rules.countries import EUROPEAN_UNION, FRANCE

_INE = known.ine_of(r"[0-9]{9}[A-Z]{2}", r"[0-9]{10}[A-Z]", r"[0-9]{4}A[0-9]{5}[A-Z]")
_REGIMES = {"day": "E", "half_board": "D", "board": "I"}
_NAME, _MAIL = 100, 80


def _outside(one: Subject) -> str | None:
    if one.registration.validated_at is None:
        return "inscription pas encore validée"
    if one.registration.cancelled_at is not None:
        return "inscription annulée"
    return None if current(one) is not None else "sans contrat d’apprentissage au 31 décembre"


def _birth_place(one: Subject) -> Any:
    abroad = one.birth_country
    return f"99{abroad}" if abroad and abroad != FRANCE else one.learner.birth_town_code


def _residence(one: Subject) -> Any:
    return f"99{one.country}" if one.country and one.country != FRANCE else one.learner.town_code


def _nationality(one: Subject) -> str | None:
    code = one.nationality
    if code is None:
        return None
    return "1" if code == FRANCE else "2" if code in EUROPEAN_UNION else "3"


def _guardian(rank: int, column: str) -> Any:
    return lambda one: getattr(one.guardian(rank), column, None)


def _year(one: Subject) -> str | None:
    year = one.fact("year_of_course")
    return f"{year}A" if year else None


_SCHOOLS = (
    Field("INE_RNIE", lambda s: s.learner.ine, _INE, width=11, what="INE"),
    Field("NUMERO_UAI", lambda s: s.centre.uai, known.uai, ALWAYS, 8, CENTRE, "UAI du CFA"),
    Field(
        "TYPE_CFA",
        lambda s: s.fact("centre_type"),
        cells.one_of(CENTRE_TYPES),
        ALWAYS,
        2,
        CENTRE,
        "Type de CFA",
    ),
    Field(
        "SIT_FORM",
        lambda s: s.fact("site_uai"),
        known.uai_or_department,
        ALWAYS,
        8,
        PROGRAMME,
        "UAI du site qui forme",
    ),
    Field("UAI_EPLE", lambda s: s.fact("school_uai"), known.uai_or_none, ALWAYS, 8, CENTRE, "UAI de l’EPLE"),
    Field(
        "NAT_STR_JUR",
        lambda s: s.fact("convention"),
        cells.one_of(CONVENTIONS),
        ALWAYS,
        9,
        CENTRE,
        "Convention avec l’EPLE",
    ),
    Field("STATUT", lambda _s: "APP", cells.plain, ALWAYS, 6, what="Statut"),
)


def _training(*, by_rncp: bool) -> tuple[Field, ...]:
    return (
        Field(
            "DIPLOME",
            lambda s: None if by_rncp else s.programme.diploma_code,
            known.diploma,
            not by_rncp,
            8,
            PROGRAMME,
            "Code diplôme de la formation",
        ),
        Field(
            "RNCP",
            lambda s: s.programme.rncp if by_rncp else None,
            known.rncp,
            by_rncp,
            10,
            PROGRAMME,
            "Code RNCP de la formation",
        ),
        Field(
            "DUR_FORM_THEO",
            lambda s: s.fact("months_planned"),
            cells.months(6, 78),
            ALWAYS,
            2,
            PROGRAMME,
            "Durée théorique",
        ),
        Field(
            "DUR_FORM_REELLE",
            lambda s: s.fact("months_real"),
            cells.months(6, 102),
            ALWAYS,
            3,
            PROGRAMME,
            "Durée réelle en apprentissage",
        ),
        Field(
            "AN_FORM",
            _year,
            cells.one_of({f"{year}A": "" for year in range(1, 7)}),
            ALWAYS,
            2,
            PROGRAMME,
            "Année de la formation",
        ),
    )


_PERSON = (
    Field("NOM", lambda s: s.learner.last_name, cells.capital_name, ALWAYS, _NAME, what="Nom de famille"),
    Field("NOM2", lambda s: s.learner.usual_name, cells.capital_name, width=_NAME, what="Nom d’usage"),
    Field("PRENOM1", lambda s: s.learner.first_name, cells.capital_name, ALWAYS, _NAME, what="Prénom"),
    Field("PRENOM2", lambda s: s.learner.first_name_2, cells.capital_name, width=_NAME, what="Deuxième prénom"),
    Field("PRENOM3", lambda s: s.learner.first_name_3, cells.capital_name, width=_NAME, what="Troisième prénom"),
    Field("ADRESSE", lambda s: s.address, cells.capital_address, ALWAYS, 200, what="Adresse"),
    Field("COD_POST", lambda s: s.learner.postal_code, known.postal_code, width=5, what="Code postal"),
    Field("COM_RESID", _residence, known.insee_town, width=5, what="Commune de résidence (code INSEE)"),
    Field(
        "TEL_JEUNE", lambda s: s.learner.mobile or s.learner.phone, cells.any_phone, width=20, what="Téléphone"
    ),
    Field("TEL_RESP1_PERSO", _guardian(1, "phone"), cells.any_phone, width=20, what="Téléphone du responsable 1"),
    Field("TEL_RESP1_PRO", lambda _s: None, cells.any_phone, width=20, what="Téléphone professionnel 1"),
    Field("TEL_RESP2_PERSO", _guardian(2, "phone"), cells.any_phone, width=20, what="Téléphone du responsable 2"),
    Field("TEL_RESP2_PRO", lambda _s: None, cells.any_phone, width=20, what="Téléphone professionnel 2"),
    Field("MAIL_JEUNE", lambda s: s.learner.email, cells.mail, width=_MAIL, what="Adresse mail"),
    Field("MAIL_RESP1", _guardian(1, "email"), cells.mail, width=_MAIL, what="Courriel du responsable 1"),
    Field("MAIL_RESP2", _guardian(2, "email"), cells.mail, width=_MAIL, what="Courriel du responsable 2"),
    Field("DATE_NAIS", lambda s: s.learner.birth_date, DAY, ALWAYS, 8, what="Date de naissance"),
    Field("LIEU_NAIS", _birth_place, known.insee_town, ALWAYS, 5, what="Commune de naissance (code INSEE)"),
    Field(
        "SEXE",
        lambda s: {"M": "1", "F": "2"}.get(s.learner.sex or ""),
        cells.plain,
        ALWAYS,
        1,
        what="Sexe",
    ),
    Field("REGIME_SCO", lambda s: _REGIMES.get(s.registration.regime or ""), cells.plain, width=2, what="Régime"),
    Field("PCS", lambda _s: None, cells.plain, width=2, what="Profession du responsable"),
    Field("HANDI", lambda _s: None, cells.plain, width=1, what="Travailleur handicapé"),
    Field("NATIO", _nationality, cells.plain, width=1, what="Nationalité"),
)  # fmt: skip


def sifa(*, by_rncp: bool = False) -> File:
    """Return the file whose trainings are told by their diploma, or all by their RNCP number."""
    fields = (*_SCHOOLS, *_training(by_rncp=by_rncp), *_PERSON, *PAST, *EMPLOYMENT)
    return File("sifa", "sifa", fields, _outside, CHECKS, header=False, quoted=False)
