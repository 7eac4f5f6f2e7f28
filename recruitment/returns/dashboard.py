"""The import file of the dashboard of apprenticeship, model of 2025: 62 columns, one line per apprentice."""

from recruitment.returns import cells, known
from recruitment.returns.dashboard_contracts import CONTRACTS
from recruitment.returns.field import ALWAYS, CENTRE, PERSON, PROGRAMME, Field, File
from recruitment.returns.subject import Subject

DAY = cells.dated("%Y-%m-%d")
_INE = known.ine_of(r"[0-9]{10}[A-Z]", r"[0-9]{9}[A-Z]{2}", r"[0-9A-Z]{9,10}[0-9]")
CENTRE_TYPES = {
    "01": "CFA public (éducation nationale)",
    "02": "CFA public (enseignement supérieur)",
    "03": "CFA public agricole",
    "04": "CFA de collectivité territoriale",
    "05": "Autre CFA public",
    "06": "CFA consulaire",
    "07": "CFA de branche",
    "08": "CFA d’entreprise",
    "09": "CFA associatif",
    "10": "Autre CFA privé",
}


def _outside(one: Subject) -> str | None:
    return None if one.registration.validated_at is not None else "inscription pas encore validée"


def _mail_of(rank: int) -> Field:
    return Field(
        f"responsable_apprenant_mail{rank}",
        lambda s: getattr(s.guardian(rank), "email", None),
        cells.mail,
        what=f"Courriel du responsable {rank} d’un mineur",
    )


_LEARNER = (
    Field(
        "nom_apprenant",
        lambda s: s.learner.usual_name or s.learner.last_name,
        cells.lettered_name,
        ALWAYS,
        what="Nom",
    ),
    Field("prenom_apprenant", lambda s: s.learner.first_name, cells.lettered_name, ALWAYS, what="Prénom"),
    Field("date_de_naissance_apprenant", lambda s: s.learner.birth_date, DAY, ALWAYS, what="Date de naissance"),
    Field("sexe_apprenant", lambda s: s.learner.sex, cells.one_of({"M": "", "F": ""}), ALWAYS, what="Sexe"),
    Field("code_postal_de_naissance_apprenant", lambda _s: None, known.postal_code, what="Code postal de naissance"),
    Field("email_contact", lambda s: s.learner.email, cells.mail, ALWAYS, what="Adresse mail"),
    Field("adresse_apprenant", lambda s: s.address, cells.plain, ALWAYS, what="Adresse"),
    Field("code_postal_apprenant", lambda s: s.learner.postal_code, known.postal_code, ALWAYS, what="Code postal"),
    Field("ine_apprenant", lambda s: s.learner.ine, _INE, what="INE"),
    Field("tel_apprenant", lambda s: s.learner.mobile or s.learner.phone, cells.phone, what="Téléphone"),
    Field("rqth_apprenant", lambda _s: None, cells.truth, what="Travailleur handicapé"),
    Field("date_rqth_apprenant", lambda _s: None, DAY, what="Date de la reconnaissance"),
    _mail_of(1),
    _mail_of(2),
    Field(
        "dernier_organisme_uai",
        lambda s: s.fact("last_school") or s.learner.last_school_uai,
        known.uai_or_department,
        where=PERSON,
        what="Établissement de l’an dernier",
    ),
    Field(
        "derniere_situation",
        lambda s: s.fact("last_situation"),
        cells.digits(4, "un code de situation"),
        where=PERSON,
        what="Situation de l’an dernier",
    ),
    Field(
        "type_cfa",
        lambda s: s.fact("centre_type"),
        cells.one_of(CENTRE_TYPES),
        where=CENTRE,
        what="Type de CFA",
    ),
)  # fmt: skip


def _establishment(name: str, uai: str, siret: str, what: str, *, obligatory: bool) -> tuple[Field, Field]:
    return (
        Field(
            f"etablissement_{name}_uai",
            lambda s: s.fact(uai),
            known.uai,
            obligatory,
            where=PROGRAMME,
            what=f"UAI {what}",
        ),
        Field(
            f"etablissement_{name}_siret",
            lambda s: s.fact(siret),
            known.siret,
            obligatory,
            where=PROGRAMME,
            what=f"SIRET {what}",
        ),
    )


_CENTRE = (
    Field(
        "etablissement_responsable_uai",
        lambda s: s.centre.uai,
        known.uai,
        ALWAYS,
        where=CENTRE,
        what="UAI du CFA",
    ),
    Field(
        "etablissement_responsable_siret",
        lambda s: s.centre.siret,
        known.siret,
        ALWAYS,
        where=CENTRE,
        what="SIRET du CFA",
    ),
    *_establishment("formateur", "site_uai", "site_siret", "du site qui forme", obligatory=True),
    *_establishment(
        "lieu_de_formation", "place_uai", "place_siret", "du lieu des ateliers", obligatory=False
    ),
    Field(
        "etablissement_lieu_de_formation_adresse",
        lambda s: s.fact("place_address"),
        cells.plain,
        where=PROGRAMME,
        what="Adresse du lieu des ateliers",
    ),
    Field(
        "etablissement_lieu_de_formation_code_postal",
        lambda s: s.fact("place_postal_code"),
        known.postal_code,
        where=PROGRAMME,
        what="Code postal du lieu des ateliers",
    ),
)


def _named(name: str, fact: str, form: cells.Form, what: str, *, obligatory: bool = False) -> Field:
    return Field(name, lambda s: s.fact(fact), form, obligatory, where=PROGRAMME, what=what)


_TRAINING = (
    Field("annee_scolaire", lambda s: s.registration.school_year, cells.school_year, ALWAYS, what="Année scolaire"),
    _named(
        "annee_formation",
        "year_of_course",
        cells.one_of(dict.fromkeys("12345", "")),
        "Année de la formation",
        obligatory=True,
    ),
    Field("formation_rncp", lambda s: s.programme.rncp, known.rncp, ALWAYS, where=PROGRAMME, what="Code RNCP"),
    Field("formation_cfd", lambda s: s.programme.diploma_code, known.diploma, where=PROGRAMME, what="Code diplôme"),
    Field(
        "date_inscription_formation",
        lambda s: s.registration.validated_on,
        DAY,
        ALWAYS,
        what="Date de l’inscription",
    ),
    Field("date_entree_formation", lambda s: s.entered_on, DAY, ALWAYS, where=PERSON, what="Entrée en formation"),
    _named("date_fin_formation", "ends_on", DAY, "Fin prévue de la formation", obligatory=True),
    _named(
        "duree_theorique_formation_mois",
        "months_planned",
        cells.months(1, 48),
        "Durée théorique",
        obligatory=True,
    ),
    _named("libelle_court_formation", "short_title", cells.plain, "Libellé court"),
    Field("obtention_diplome_formation", lambda _s: None, cells.truth, what="Diplôme obtenu"),
    Field("date_obtention_diplome_formation", lambda _s: None, DAY, what="Date du diplôme"),
    Field(
        "date_exclusion_formation",
        lambda s: s.registration.cancelled_at and s.registration.cancelled_at.date(),
        DAY,
        lambda s: s.registration.cancelled_at is not None,
        what="Date d’abandon ou d’exclusion",
    ),
    Field("cause_exclusion_formation", lambda _s: None, cells.plain, what="Cause de l’abandon"),
    _named("formation_presentielle", "on_site", cells.truth, "Formation en présence"),
    _named("nom_referent_handicap_formation", "contact_last_name", cells.lettered_name, "Référent, nom"),
    _named("prenom_referent_handicap_formation", "contact_first_name", cells.lettered_name, "Référent, prénom"),
    _named("email_referent_handicap_formation", "contact_mail", cells.mail, "Référent, courriel"),
)  # fmt: skip

DASHBOARD = File(
    "tableau-de-bord",
    "dashboard",
    (*_LEARNER, *_CENTRE, *_TRAINING, *CONTRACTS),
    _outside,
    marked=True,
)
