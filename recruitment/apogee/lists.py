"""The two files that come in: results of the baccalauréat (R7.2), and paid enrolments from Apogée (R7.4).

All their lines are taken, or none: each that does not hold is told with its line and its column.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recruitment.core.tabular import Limits, read_table
from recruitment.core.text import fold
from recruitment.transfers import cells, moments
from recruitment.transfers.cells import CellRefused
from recruitment.transfers.columns import Column, match

FOLDER = "lists"  # where a file stands while it is read, within one request
MOST_ROWS = 50_000
RESULTS = {
    "passed": ("admis", "recu", "obtenu", "admis 1er groupe", "admis 2nd groupe", "passed"),
    "second_round": ("rattrapage", "second groupe", "2nd groupe", "2e groupe", "passe le second groupe"),
    "failed": ("refuse", "ajourne", "echec", "echoue", "non obtenu", "elimine", "failed"),
    "unknown": ("inconnu", "non connu", "en attente", "unknown"),
}
STATES = {
    "1": ("1", "payee", "paye", "principale", "valide", "validee", "inscrit"),
    "2": ("2", "double", "seconde"),
    "3": ("3", "annulee", "annule", "annulation"),
    "4": ("4", "parallele"),
    "5": ("5",),
}


def _word_of(known: Mapping[str, Sequence[str]]) -> Callable[[str], str]:
    words = {spelt: value for value, spellings in known.items() for spelt in spellings}

    def read(cell: str) -> str:
        found = words.get(fold(cell))
        if found is None:
            raise CellRefused("value")
        return found

    return read


def _code(width: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        text = cell.strip().upper()
        if not text.isascii() or not text.isalnum() or len(text) > width:
            raise CellRefused("value")
        return text

    return read


_NUMBER = Column(
    "numero_inscription", "number", cells.candidate_number,
    ("Numéro candidat", "Numéro", "N° inscription", "N°Inscription", "Code OPI", "COD_OPI_INT_EPO"),
    needed=True, example="1234567",
)  # fmt: skip
BAC = (
    _NUMBER,
    Column("resultat", "result", _word_of(RESULTS), ("Résultat", "Résultat bac", "Décision"), needed=True),
)
PAID = (
    _NUMBER,
    Column("etape", "etp", _code(6), ("COD_ETP", "Code étape"), needed=True, example="BTSEL1"),
    Column("version_etape", "vet", _code(3), ("COD_VRS_VET", "VET", "Version"), needed=True, example="251"),
    Column("etat", "state", _word_of(STATES), ("Etat IA", "Etat de l’IA"), needed=True, example="1"),
    Column("date", "day", moments.birth_date, ("Date de paiement", "Date IA"), example="2025-07-10"),
)
WRONG = {
    "number": "Ce numéro d’inscription n’est pas un nombre de 20 chiffres au plus.",
    "result": "Ce résultat n’est pas connu. Écrivez admis, second groupe, refusé ou inconnu.",
    "etp": "Un code d’étape a 6 lettres ou chiffres au plus.",
    "vet": "Une version d’étape a 3 chiffres au plus.",
    "state": "Cet état n’est pas connu. Écrivez payée, double, annulée, ou un nombre de 1 à 5.",
    "day": "Cette date ne se lit pas. Écrivez-la jj/mm/aaaa.",
}
MISSING = "Cette case est vide, elle est nécessaire."
TWICE = "Ce numéro revient deux fois : on ne sait pas quelle ligne croire."
RAGGED = "Cette ligne n’a pas autant de cases que la première."


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line, in French; the column by its name, empty for the line as a whole."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class ReadList:
    """A file as it was read."""

    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def read(path: Path, columns: Sequence[Column], *, once: bool = True) -> ReadList:
    """Read a whole file; `once`: a number may come only once. Raises TableRefused, HeadersRefused."""
    found = ReadList()
    with read_table(path, limits=Limits(rows=MOST_ROWS, columns=100)) as table:
        headers = match(table.headers, columns)
        there = [column for column in columns if column.field in headers.positions]
        for line, row in table.rows:
            values = _values(found, line, there, [row[headers.positions[one.field]] for one in there])
            if values is not None:
                found.lines.append((line, values))
        found.wrong += [Wrong(one.line, "", RAGGED) for one in table.ragged]
    if once:
        _note_repeats(found)
    found.wrong.sort(key=lambda one: (one.line, one.column))
    return found


def _values(
    found: ReadList, line: int, columns: Sequence[Column], row: Sequence[str]
) -> dict[str, str] | None:
    values, before = {}, len(found.wrong)
    for column, cell in zip(columns, row, strict=True):
        if not cell.strip():
            if column.needed:
                found.wrong.append(Wrong(line, column.name, MISSING))
            continue
        try:
            values[column.field] = str(column.reader(cell))
        except CellRefused:
            found.wrong.append(Wrong(line, column.name, WRONG[column.field]))
    return values if len(found.wrong) == before else None


def _note_repeats(found: ReadList) -> None:
    seen: set[str] = set()
    for line, values in found.lines:
        if values["number"] in seen:
            found.wrong.append(Wrong(line, "numero_inscription", TWICE))
        seen.add(values["number"])
