"""The file of Pégase, Apogée's successor: who may register there, with the wish that each was admitted to.

Its author says neither which columns must be filled nor how wide they are: what identifies a person and their wish
must be, here. Only the first of its five wishes is used: a line is a registration.
"""

from datetime import date

from recruitment.returns import cells, known
from recruitment.returns.field import ALWAYS, CENTRE, PROGRAMME, Field, File
from recruitment.returns.subject import Subject
from recruitment.rules.countries import FRANCE

_DAY = cells.dated("%d/%m/%Y")
_COUNTRY = cells.digits(3, "un code de pays connu")
WISHES = 5


def _born_abroad(one: Subject) -> bool:
    return one.birth_country is not None and one.birth_country != FRANCE


def _in_france(one: Subject) -> bool:
    return one.country == FRANCE


def _outside(one: Subject) -> str | None:
    if one.registration.cancelled_at is not None:
        return "inscription annulée"
    return "n’est plus parmi les admis" if one.admitted.gone_at is not None else None


_PERSON = (
    Field("nom_naissance", lambda s: s.learner.last_name, cells.plain, ALWAYS, what="Nom de naissance"),
    Field("nom_usage", lambda s: s.learner.usual_name, cells.plain, what="Nom d’usage"),
    Field("prenom", lambda s: s.learner.first_name, cells.plain, ALWAYS, what="Prénom"),
    Field("prenom2", lambda s: s.learner.first_name_2, cells.plain, what="Deuxième prénom"),
    Field("prenom3", lambda s: s.learner.first_name_3, cells.plain, what="Troisième prénom"),
    Field("sexe", lambda s: s.learner.sex, cells.one_of({"M": "", "F": ""}), ALWAYS, what="Sexe"),
    Field("date_naissance", lambda s: s.learner.birth_date, _DAY, ALWAYS, what="Date de naissance"),
    Field(
        "code_pays_naissance", lambda s: s.birth_country, _COUNTRY, ALWAYS, what="Pays de naissance (code)"
    ),
    Field(
        "code_commune_naissance",
        lambda s: None if _born_abroad(s) else s.learner.birth_town_code,
        known.insee_town,
        lambda s: not _born_abroad(s),
        what="Commune de naissance (code INSEE)",
    ),
    Field(
        "libelle_commune_naissance_etranger",
        lambda s: s.learner.birth_town if _born_abroad(s) else None,
        cells.plain,
        _born_abroad,
        what="Ville de naissance à l’étranger",
    ),
    Field("code_nationalite", lambda s: s.nationality, _COUNTRY, ALWAYS, what="Nationalité (code)"),
    Field("ine", lambda s: s.learner.ine, cells.plain, what="INE"),
)
_ADDRESS = (
    Field("adresse_code_pays", lambda s: s.country, _COUNTRY, ALWAYS, what="Pays de l’adresse (code)"),
    Field("adresse_ligne1_etage", lambda s: s.learner.address_2, cells.plain, what="Adresse, étage"),
    Field("adresse_ligne2_batiment", lambda s: s.learner.address_3, cells.plain, what="Adresse, bâtiment"),
    Field("adresse_ligne3_voie", lambda s: s.learner.address_1, cells.plain, ALWAYS, what="Adresse, voie"),
    Field("adresse_ligne4_complement", lambda _s: None, cells.plain, what="Adresse, complément"),
    Field(
        "adresse_ligne5_etranger",
        lambda s: None if _in_france(s) else f"{s.learner.postal_code or ''} {s.learner.town or ''}",
        cells.plain,
        lambda s: s.country is not None and not _in_france(s),
        what="Ville et code postal à l’étranger",
    ),
    Field(
        "adresse_code_postal",
        lambda s: s.learner.postal_code if _in_france(s) else None,
        known.postal_code,
        _in_france,
        what="Code postal",
    ),
    Field(
        "adresse_code_commune",
        lambda s: s.learner.town_code if _in_france(s) else None,
        known.insee_town,
        _in_france,
        what="Commune de l’adresse (code INSEE)",
    ),
    Field("numero_telephone1", lambda s: s.learner.phone, cells.any_phone, what="Téléphone fixe"),
    Field("numero_telephone2", lambda s: s.learner.mobile, cells.any_phone, what="Téléphone portable"),
    Field("mail", lambda s: s.learner.email, cells.mail, ALWAYS, what="Adresse mail"),
)


def _wish(rank: int) -> tuple[Field, ...]:
    """Return the four columns of a wish; a registration is the first, the others stay empty."""
    first = rank == 1
    return (
        Field(
            f"origine_admission{rank}",
            lambda s: s.fact("admission_origin") if first else None,
            cells.plain,
            first,
            where=CENTRE,
            what="Origine de l’admission dans Pégase",
        ),
        Field(
            f"annee_concours{rank}",
            lambda s: s.registration.school_year if first else None,
            cells.whole,
            first,
            what="Année du concours",
        ),
        Field(
            f"code_voeu{rank}",
            lambda s: s.fact("pegase_wish") if first else None,
            cells.plain,
            first,
            where=PROGRAMME,
            what="Code du vœu dans Pégase",
        ),
        Field(
            f"code_periode{rank}",
            lambda s: s.fact("pegase_period") if first else None,
            cells.plain,
            first,
            where=PROGRAMME,
            what="Code de la période dans Pégase",
        ),
    )


PEGASE = File(
    "pegase",
    "pegase",
    (*_PERSON, *_ADDRESS, *(one for rank in range(1, WISHES + 1) for one in _wish(rank))),
    _outside,
)


def file_name(day: date) -> str:
    """Return the name that Pégase expects."""
    return f"inscription-{day:%Y%m%d}.csv"
