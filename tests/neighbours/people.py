"""Invented candidates as the platform sends them: odd names, five forms of the INE, guardians or none.

Drawn from a seed: the same each time.
"""

from random import Random
from typing import Any

LAST_NAMES = (
    "MOREAU", "LE GALL", "D'ALMEIDA", "L’HÉRITIER", "DE LA TOUR-D’AUVERGNE", "ÑUÑEZ Y GARCÍA", "Œuvrard", "O'BRIEN",
    "ŞAHİN", "NGUYỄN", "M’BODJ", "SAINT-EXUPÉRY", "Ÿsaÿe", "VAN DER BERG", "Łukasiewicz", "DUPONT dit MARTIN",
    "AÏT-AHMED", "MÜLLER-STRAẞE", "Y", "BEN YOUSSEF", "CHÂTEAUBRIAND", "ABD EL-KADER", "Þórsdóttir", "HÉ",
)  # fmt: skip
FIRST_NAMES = (
    "Léa", "Noé", "Zoë", "Marie-Ève", "Jean Baptiste", "Anne-Cécile", "Loïc", "Maëlle", "François-Xavier", "Ömer",
    "Inès", "Thaïs", "Bérénice", "Aël", "D’Artagnan", "Nour", "Yann", "Lætitia", "Xuân", "Kévin", "Ilyès", "Éloïse",
)  # fmt: skip
TOWNS = (
    ("67000", "STRASBOURG"),
    ("06200", "NICE"),
    ("20000", "AJACCIO"),
    ("97400", "SAINT-DENIS"),
    ("01000", "BOURG"),
)
SERIES = ("Générale", "STMG", "STI2D", "Bac professionnel - Commerce", "")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DIGITS = "ABCDEFGHJK"


def candidates(
    count: int,
    *,
    programme: str,
    session: int = 2025,
    seed: int = 1,
    first_number: int = 900_001,
    month: int = 6,
) -> list[dict[str, Any]]:
    """Return that many admitted candidates of a programme, each with a number of their own, who answered that month."""
    chance = Random(seed)
    return [_candidate(chance, first_number + rank, programme, session, month) for rank in range(count)]


def with_guardians(people: list[dict[str, Any]], total: int) -> list[dict[str, Any]]:
    """Return the same people with that many guardians in all: two each as long as there are enough."""
    left = total
    for rank, person in enumerate(people):
        here = min(2, max(0, left - (len(people) - rank - 1)))
        for position in (1, 2):
            _drop_guardian(person, position)
            if position <= here:
                _add_guardian(Random(rank * 10 + position), person, position)
        left -= here
    return people


def guardians(person: dict[str, Any]) -> int:
    """Return how many guardians a candidate has."""
    return sum(1 for position in (1, 2) if person.get(f"nomRL{position}"))


def ine(chance: Random, form: int) -> str | None:
    """Return an INE of one of the five forms, its key right; none for any other number."""
    ten = "".join(chance.choice("0123456789") for _ in range(10))
    if form == 0:
        return ten + LETTERS[int(ten) % 23]
    if form == 1:
        wide = "".join(chance.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(10))
        return wide + str(int(wide, 36) % 10)
    if form == 2:
        nine = ten[:9]
        key = 97 - int(nine) % 97
        return nine + DIGITS[key // 10] + DIGITS[key % 10]
    if form in (3, 4):
        return f"{ten[:4]}{'A' if form == 3 else 'D'}{ten[4:9]}{chance.choice(LETTERS)}"
    return None


def _candidate(chance: Random, number: int, programme: str, session: int, month: int) -> dict[str, Any]:
    postal_code, town = chance.choice(TOWNS)
    person: dict[str, Any] = {
        "session": session,
        "codeFormationPsup": int(programme),
        "codeCandidat": number,
        "codeSituation": chance.choice((1, 1, 1, 2)),
        "ine": ine(chance, number % 6),
        "sexe": chance.choice("MF"),
        "nom": chance.choice(LAST_NAMES),
        "prenom": chance.choice(FIRST_NAMES),
        "prenom2": chance.choice((*FIRST_NAMES, "", "")),
        "prenom3": "",
        "dateNaissance": f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(2004, 2007)}",
        "libelleCommuneNaissance": town,
        "libellePaysNaissance": "FRANCE",
        "libellePaysNationalite": chance.choice(("FRANCAISE", "FRANCAISE", "SENEGALAISE")),
        "mail": f"candidat{number}@example.org",
        "telmobile": f"06{chance.randint(0, 99_999_999):08}",
        "telfixe": "",
        "adresse1": f"{chance.randint(1, 200)} rue de l’Église",
        "adresse2": chance.choice(("", "Bât. B, appt n° 3")),
        "adresse3": "",
        "codePostal": postal_code,
        "libelleCommune": town,
        "libellePaysadresse": "FRANCE",
        "dateReponse": f"{chance.randint(1, 25):02}/{month:02}/{session} {_time(chance)}",
        "codeEtablissementSco": chance.choice(("0442953W", "0756036D", "0631985R", "")),
        "serieBac": chance.choice(SERIES),
        "mentionBac": chance.choice(("", "Assez bien", "Très bien")),
        "anneeBac": str(session),
        "internat": chance.choice((0, 0, 1)),
    }
    for position in range(1, chance.choice((0, 1, 2, 2)) + 1):
        _add_guardian(chance, person, position)
    return person


def _time(chance: Random) -> str:
    return f"{chance.randint(8, 22):02}:{chance.randint(0, 59):02}"


def _add_guardian(chance: Random, person: dict[str, Any], position: int) -> None:
    person |= {
        f"nomRL{position}": chance.choice((person["nom"], *LAST_NAMES)),
        f"prenomRL{position}": chance.choice(FIRST_NAMES),
        f"mailRL{position}": f"responsable{person['codeCandidat']}-{position}@example.org",
        f"telRL{position}": f"07{chance.randint(0, 99_999_999):08}",
    }


def _drop_guardian(person: dict[str, Any], position: int) -> None:
    for name in ("nom", "prenom", "mail", "tel"):
        person.pop(f"{name}RL{position}", None)
