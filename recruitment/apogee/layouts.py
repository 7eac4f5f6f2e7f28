"""Layouts of the flat files: which columns, in which order, how wide, parted by what. A site can change them.

Apogée's own layout is not public. One is that of a university; ours adds the decision to the wishes (R7.1).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recruitment.apogee.message import Person
from recruitment.apogee.wishes import Wish

CONSTANT = "constante:"
WIDEST = 400
MOST_COLUMNS = 60
ENDS = {"lf": "\n", "crlf": "\r\n"}
ENCODINGS = ("iso-8859-1", "utf-8", "ascii")

PERSON: Mapping[str, Callable[[Person], str]] = {
    "code_opi": lambda one: one.opi,
    "nom": lambda one: one.last_name,
    "nom_usage": lambda one: one.usual_name,
    "prenom": lambda one: one.first_name,
    "prenom2": lambda one: one.first_name_2,
    "prenom3": lambda one: one.first_name_3,
    "sexe": lambda one: one.sex,
    "ine": lambda one: one.ine,
    "cle_ine": lambda one: one.ine_key,
    "date_naissance": lambda one: one.birth_day,
    "ville_naissance": lambda one: one.birth_town,
    "departement_pays_naissance": lambda one: one.birth_place,
    "type_departement_pays": lambda one: one.birth_place_kind,
    "nationalite": lambda one: one.nationality,
    "pays": lambda one: one.country,
    "adresse": lambda one: one.address_1,
    "adresse2": lambda one: one.address_2,
    "adresse3": lambda one: one.address_3,
    "cp_ville": lambda one: f"{one.postal_code} {one.town}".strip(),
    "code_postal": lambda one: one.postal_code,
    "code_commune": lambda one: one.town_code,
    "ville": lambda one: one.town,
    "telephone": lambda one: one.phone or one.mobile,
    "telephone_portable": lambda one: one.mobile,
    "mail": lambda one: one.email,
    "annee_bac": lambda one: one.bac_year,
    "serie_bac": lambda one: one.bac_series,
    "uai_origine": lambda one: one.last_school,
}
WISH: Mapping[str, Callable[[Wish], str]] = {
    "cge": lambda one: one.cge,
    "etp": lambda one: one.etp,
    "vet": lambda one: one.vet,
    "code_decision": lambda one: one.code,
    "categorie_oui_si": lambda one: one.category,
    "motif_oui_si": lambda one: one.motive,
}
RANK = "rang"
#: What would name somebody or something else if it were cut.
LEAST = {
    "code_opi": 10,
    "ine": 10,
    "cle_ine": 1,
    "date_naissance": 8,
    "cge": 3,
    "etp": 6,
    "vet": 3,
    "code_decision": 1,
}

_PERSONS = """code_opi 10
nationalite 3
ine 10
cle_ine 1
date_naissance 8
constante:N 1
annee_bac 4
serie_bac 4
nom 30
prenom 20
prenom2 20
ville_naissance 30
departement_pays_naissance 3
type_departement_pays 1
pays 3
adresse 32
cp_ville 32
telephone 15
sexe 1
mail 200
nom_usage 30"""
_WISHES = """code_opi 10
nom 30
prenom 20
cge 3
etp 6
vet 3
rang 2"""
_DECISION = """
code_decision 1
categorie_oui_si 10
motif_oui_si 200"""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of both kinds are made."""

    separator: str
    end: str
    encoding: str
    persons: tuple[tuple[str, int], ...]
    wishes: tuple[tuple[str, int], ...]

    def kept(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {
            "separator": self.separator,
            "end": self.end,
            "encoding": self.encoding,
            "persons": [list(column) for column in self.persons],
            "wishes": [list(column) for column in self.wishes],
        }


class LayoutRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """What is wrong with a layout, line by line, in French."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


def stored(kept: Mapping[str, Any]) -> Layout:
    """Return a layout as it was stored."""
    persons = tuple((str(name), int(width)) for name, width in kept["persons"])
    wishes = tuple((str(name), int(width)) for name, width in kept["wishes"])
    return Layout(kept["separator"], kept["end"], kept["encoding"], persons, wishes)


def read(separator: str, end: str, encoding: str, persons: str, wishes: str) -> Layout:
    """Read a layout as it is typed, a column and its width per line. Raises LayoutRefused."""
    problems: list[str] = []
    if len(separator) > 1 or separator.isalnum() or not (separator == "\t" or separator.isprintable()):
        problems.append("Le séparateur est un seul caractère, ni lettre ni chiffre, ou rien.")
    if end not in ENDS or encoding not in ENCODINGS:
        problems.append("Choisissez la fin de ligne et l’encodage dans les listes.")
    found = Layout(
        separator,
        end,
        encoding,
        _columns("Individus", persons, {*PERSON}, problems),
        _columns("Vœux", wishes, {*PERSON, *WISH, RANK}, problems),
    )
    for name, columns, needed in (
        ("Individus", found.persons, ("code_opi", "nom", "prenom")),
        ("Vœux", found.wishes, ("code_opi", "cge", "etp", "vet")),
    ):
        there = {column for column, _width in columns}
        problems += [f"{name} : la colonne {one} manque." for one in needed if one not in there]
    if problems:
        raise LayoutRefused(problems)
    return found


def _columns(name: str, text: str, known: set[str], problems: list[str]) -> tuple[tuple[str, int], ...]:
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        match = re.fullmatch(r"\s*(\S+(?::[^\s])?)\s+([0-9]{1,3})\s*", line)
        column, width = (match[1], int(match[2])) if match else ("", 0)
        if match is None:
            problems.append(
                f"{name}, ligne {number} : écrivez une colonne et sa largeur, par exemple « nom 30 »."
            )
        elif column not in known and not re.fullmatch(rf"{CONSTANT}[A-Za-z0-9 ]{{1,20}}", column):
            problems.append(f"{name}, ligne {number} : la colonne « {column[:40]} » n’existe pas.")
        elif not LEAST.get(column, 1) <= width <= WIDEST:
            least = LEAST.get(column, 1)
            problems.append(f"{name}, ligne {number} : {column} prend de {least} à {WIDEST} caractères.")
        else:
            found.append((column, width))
    if len(found) > MOST_COLUMNS:
        problems.append(f"{name} : {MOST_COLUMNS} colonnes au plus.")
    return tuple(found)


def typed(columns: Sequence[tuple[str, int]]) -> str:
    """Return columns as they are typed."""
    return "\n".join(f"{name} {width}" for name, width in columns)


def person_line(layout: Layout, one: Person) -> bytes:
    """Return the line of a person."""
    return _line(layout, layout.persons, lambda name: PERSON[name](one), one.ine_key)


def wish_line(layout: Layout, one: Person, wish: Wish, rank: int) -> bytes:
    """Return the line of a wish."""

    def value(name: str) -> str:
        if name == RANK:
            return str(rank)
        return WISH[name](wish) if name in WISH else PERSON[name](one)

    return _line(layout, layout.wishes, value, one.ine_key)


def _line(layout: Layout, columns: Sequence[tuple[str, int]], value: Callable[[str], str], key: str) -> bytes:
    cells = []
    for name, width in columns:
        text = name.removeprefix(CONSTANT) if name.startswith(CONSTANT) else value(name)
        cells.append(_cell(text, width + _shift(name, key), layout.separator))
    return (layout.separator.join(cells) + ENDS[layout.end]).encode(layout.encoding, "replace")


def _cell(text: str, width: int, separator: str) -> str:
    """Return a value at its width, without what would begin another column or line."""
    if separator:
        text = text.replace(separator, " ")
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text[:width].ljust(width)


def _shift(name: str, key: str) -> int:
    """Return what the key of a national INE, two characters, takes from the number."""
    if len(key) < 2:
        return 0
    return {"ine": -1, "cle_ine": 1}.get(name, 0)


BUILT_IN: Mapping[str, Layout] = {
    "tremplin": read(":", "lf", "iso-8859-1", _PERSONS, _WISHES + _DECISION),
    "universite": read(":", "lf", "iso-8859-1", _PERSONS, _WISHES),
}
