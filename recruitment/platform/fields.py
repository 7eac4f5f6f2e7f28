"""The fields of the platform's web service, each with how it is read and where it goes (S0; names as of 2018-2020).

Nothing outside this module, `reading` and `messages` knows the platform's names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from recruitment.transfers import cells, moments
from recruitment.transfers.cells import CellRefused, Reader

LATEST_YEAR, EARLIEST_BAC = 9999, 1940


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name there, ours, how its text is read, whether it must be there, whether it is a number."""

    name: str
    column: str
    read: Reader
    needed: bool = False
    number: bool = False


def _whole(least: int, most: int, code: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        text = cell.strip()
        if text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most:
            return str(int(text))
        raise CellRefused(code)

    return read


def _town_code(cell: str) -> str:
    text = cell.strip().upper()
    if len(text) == 5 and text.isascii() and text.isalnum():
        return text
    raise CellRefused("town_code")


_text = cells.text_up_to
_flag = _whole(0, 1, "flag")

PERSON = (
    Field("session", "session", _whole(2000, LATEST_YEAR, "session"), needed=True, number=True),
    Field("codeFormationPsup", "programme_code", cells.programme_code, needed=True, number=True),
    Field("codeCandidat", "candidate_number", cells.candidate_number, needed=True, number=True),
    Field("codeSituation", "situation", _whole(0, 3, "situation"), needed=True, number=True),
    Field("nom", "last_name", cells.name, needed=True),
    Field("prenom", "first_name", cells.name, needed=True),
    Field("prenom2", "first_name_2", cells.name),
    Field("prenom3", "first_name_3", cells.name),
    Field("sexe", "sex", cells.sex),
    Field("ine", "ine", cells.ine),
    Field("dateNaissance", "birth_date", moments.birth_date),
    Field("libelleCommuneNaissance", "birth_town", _text(120)),
    Field("codeCommuneNaissance", "birth_town_code", _town_code),
    Field("departementNaissance", "birth_department", cells.department),
    Field("libellePaysNaissance", "birth_country", _text(120)),
    Field("libellePaysNationalite", "nationality", _text(120)),
    Field("dateReponse", "answered_at", moments.instant),
    Field("mail", "email", cells.email),
    Field("telmobile", "mobile", cells.phone),
    Field("telfixe", "phone", cells.phone),
    Field("adresse1", "address_1", _text(200)),
    Field("adresse2", "address_2", _text(200)),
    Field("adresse3", "address_3", _text(200)),
    Field("codePostal", "postal_code", cells.postal_code),
    Field("libelleCommune", "town", _text(120)),
    Field("codeCommune", "town_code", _town_code),
    Field("libellePaysadresse", "country", _text(120)),
    Field("codeEtablissementSco", "origin_uai", cells.uai),
    Field("libelleEtablissementSco", "origin_school", _text(200)),
    Field("moisBac", "bac_month", _whole(1, 12, "month")),
    Field("anneeBac", "bac_year", _whole(EARLIEST_BAC, LATEST_YEAR, "bac_year")),
    Field("serieBac", "bac_series", _text(120)),
    Field("mentionBac", "bac_honours", _text(60)),
    Field("cesure", "gap_year", _flag, number=True),
    Field("internat", "boarding", _flag, number=True),
)
_OF_GUARDIAN = (
    ("nomRL", "last_name", cells.name),
    ("prenomRL", "first_name", cells.name),
    ("mailRL", "email", cells.email),
    ("telRL", "phone", cells.phone),
    ("Adresse1RL", "address_1", _text(200)),
    ("Adresse2RL", "address_2", _text(200)),
    ("Adresse3RL", "address_3", _text(200)),
    ("CodePostaleRL", "postal_code", cells.postal_code),
    ("libelleCommuneRL", "town", _text(120)),
    ("LibellePaysAdresseRL", "country", _text(120)),
)
#: The fields of each of the two guardians.
GUARDIANS = tuple(
    tuple(Field(f"{name}{rank}", column, read) for name, column, read in _OF_GUARDIAN) for rank in (1, 2)
)
EVERY = (*PERSON, *GUARDIANS[0], *GUARDIANS[1])

#: What `transfers.wording` does not say, or says of a cell of a file.
WORDS = {
    "missing": "ce champ est nécessaire : il est absent ou vide.",
    "twice": "ce champ est donné deux fois, avec deux valeurs.",
    "not_a_text": "un texte est attendu.",
    "not_a_number": "un nombre entier est attendu.",
    "session": "une année sur quatre chiffres est attendue.",
    "situation": "codeSituation va de 0 à 3.",
    "month": "un mois de 1 à 12 est attendu.",
    "bac_year": f"une année sur quatre chiffres est attendue, à partir de {EARLIEST_BAC}.",
    "flag": "0 ou 1 est attendu.",
    "town_code": "le code d’une commune a 5 chiffres ou lettres.",
    "born_later": "cette date de naissance est dans l’avenir.",
}


def moment(text: str) -> datetime:
    """Return an instant as `transfers.moments` writes it."""
    return datetime.fromisoformat(text).astimezone(UTC)


def day(text: str) -> date:
    """Return a day as `transfers.moments` writes it."""
    return date.fromisoformat(text)
