"""R6.4: whatever is wrong with a list is said in French, by line and column, and leaves nothing behind of it.

More than two hundred kinds: files that are no list, headers that say nothing, and each column with each thing that it
cannot hold.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from recruitment.admissions.models import Admitted
from recruitment.admissions.reading import ListReader, Read
from recruitment.admissions.wording import file_refusal, sentence
from recruitment.core.database import db
from recruitment.core.tabular import TableRefused
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.programmes.models import TrainingCentre
from recruitment.transfers.columns import HeadersRefused
from tests import builders
from tests.admissions.files import HEADERS, VALUES, line, run_import, text

LONG = "x" * 700
NOT_NAMES = (
    "\u202eeniroh",
    "A\ufffdB",
    "Z\u0301\u0301\u0301\u0301\u0301algo",
    "A\x07B",
    "N" * 121,
    "A\u200fB",
)
NOT_PHONES = ("12", "numéro inconnu", "06 39 98 00 00 / 04 73 00 00 00", "+", "0" * 20, "06,39,98")
NOT_DATES = (
    "2007",
    "31/02/2007",
    "2007-13-01",
    "04-03-2007",
    "4 mars 2007",
    "00/00/0000",
    "04/03/07",
    "39145",
)
NOT_CODES = ("?", "00", "peut-être", "42")
#: Header → what its cells cannot hold.
CELLS: dict[str, tuple[str, ...]] = {
    "Numéro candidat": ("", "12A4", "n° 12", "-12", "1" * 21, "12,5", "１２３", "1e6"),
    "Nom": ("", " ", *NOT_NAMES),
    "Prénom": ("", "\u00a0", *NOT_NAMES),
    "Etat civil": ("X", "Dr", "2", "M/F", "Mme ou M."),
    "Date de Naissance": (*NOT_DATES, "01/01/1899", "01/01/2099"),
    "Numéro INE": ("123", "1234567890G", "0494004062", "ABCDEFGHIJK", "0494 004 06", "12345ABCDE9"),
    "e-mail du candidat": (
        "ines",
        "ines@",
        "@exemple.fr",
        "i..n@exemple.fr",
        "a b@exemple.fr",
        "i@exemple",
        "i@@e.fr",
    ),
    "Téléphone fixe": NOT_PHONES,
    "Téléphone mobile": NOT_PHONES,
    "Nationalité": (LONG, "A\x07B", "\u202eFR"),
    "Pays de naissance": (LONG, "A\ufffdB"),
    "Ville de naissance": (LONG, "A\ufffdB", "\u202eR"),
    "Adresse 1": (LONG, "12 rue\x08"),
    "Adresse 2": (LONG, "\u202eB"),
    "Adresse 3": (LONG, "A\ufffdB"),
    "Code postal": ("?", "630000000000", "63_000", "é"),
    "Commune": (LONG, "\u202eR", "A\ufffdB"),
    "Pays": (LONG, "A\x07B"),
    "Série diplôme": (LONG, "A\ufffdB"),
    "Mention diplôme": (LONG, "\u202eB"),
    "Année de césure": ("peut-être", "2025", "x"),
    "Internat": ("peut-être", "2", "interne externé"),
    "date réponse": (
        "hier",
        "31/02/2025 10:00",
        "05/07/2025 25:00",
        "05/07/2025 10h15",
        "30/03/2025 02:30",
        "2025",
    ),
    "Avis": ("Peut-être", "Oui ?!x", "12", "Favorable sous réserve"),
    "Réponse du candidat": ("Peut-être", "12", "Accepte mais"),
    "codeSituation": ("4", "-1", "1.5", "oui", "A"),
    "Résultat du baccalauréat": ("Peut-être", "12/20", "Mention"),
    "Session": ("2024", "2026", "25", "deux mille"),
    "Année diplôme": ("25", "20255", "mille"),
    "Code commune": ("631", "ABCDE", "63 113 7"),
    "Code commune de naissance": ("631", "XXXXX"),
    "Département de naissance": ("Puy", "9999", "-1"),
    "UAI Etablissement origine 2024/2025": ("0631985V", "12345", "LYCEE", "063198R5"),
    "Nom Etablissement origine": (LONG, "A\ufffdB"),
    "Nom d'usage": NOT_NAMES,
    "Prénom 2": NOT_NAMES[:4],
    "Prénom 3": NOT_NAMES[:4],
    "Catégorie oui si": (LONG, "C" * 11),
    "Motif oui si": (LONG, "A\ufffdB"),
    "Nom RL1": NOT_NAMES[:4],
    "Prénom RL1": NOT_NAMES[:4],
    "mailRL1": ("claire", "@exemple.fr"),
    "telRL1": NOT_PHONES[:4],
    "Nom RL2": NOT_NAMES[:4],
    "mailRL2": ("mathieu@", "m@@e.fr"),
    "telRL2": NOT_PHONES[:4],
    "Adresse1RL1": (LONG,),
}
CASES = [(header, cell) for header, cells in CELLS.items() for cell in cells]
#: A name → a file that is no list.
FILES: dict[str, bytes] = {
    "empty": b"",
    "blank": b"\r\n\r\n",
    "headers alone": f"{HEADERS}\r\n".encode(),
    "no separator": b"Liste des admis\r\nROCHE\r\n",
    "other columns": b"A;B;C\r\n1;2;3\r\n",
    "no number": b"Nom;Pr\xc3\xa9nom\r\nROCHE;In\xc3\xa8s\r\n",
    "no name": b"Num\xc3\xa9ro\r\n1\r\n;2\r\n",
    "no first name": b"Num\xc3\xa9ro;Nom\r\n1;ROCHE\r\n",
    "years only": b"2025/2026;2024/2025\r\n1;2\r\n",
    "utf-16": text([line(1)]).encode("utf-16"),
    "utf-16 without its mark": text([line(1)]).encode("utf-16-le"),
    "nul": text([line(1, Nom="RO\x00CHE")]).encode(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "page": b"<!doctype html><html><body>Session expir\xc3\xa9e</body></html>",
    "zip": b"PK\x03\x04" + bytes(40),
    "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "two encodings": text([line(1)]).encode() + text([line(2)]).encode("cp1252"),
    "open quote": f'{HEADERS}\r\n2500001;"ROCHE;Inès\r\n2500002;VIDAL;Malo\r\n'.encode(),
    "quote inside": f'{HEADERS}\r\n2500001;"ROCHE" x;Inès\r\n'.encode(),
    "long cell": text([line(1, Commune="x" * 40_000)]).encode(),
    "long line": f"{HEADERS}\r\n".encode() + b"1;" + b"x" * 3_000_000,
    "many columns": (";".join(["Numéro"] * 1_200) + "\r\n1\r\n").encode(),
    "all ragged": f"{HEADERS}\r\n1;2\r\n3;4\r\n5;6\r\n".encode(),
    "json": b'{"candidats": [{"codeCandidat": 1}]}',
    "xml": b"<?xml version='1.0'?><admis><candidat/></admis>",
}


def read(folder: Path, content: bytes) -> list[Read]:
    """Read a file to its end."""
    path = folder / "admis.csv"
    path.write_bytes(content)
    with ListReader(path, year=2025, today=date(2025, 7, 7)) as reader:
        return list(reader.rows())


def test_there_are_more_than_two_hundred_kinds() -> None:
    """R6.4."""
    assert len(set(CASES)) + len(FILES) >= 200


def test_each_cell_that_cannot_be_taken_is_said_with_its_line_and_column(tmp_path: Path) -> None:
    """R6.4: one file for each column, a line for each thing; who the person is refuses the line, the rest does not."""
    missed = []
    for header, cells in CELLS.items():
        headers = HEADERS if header in VALUES or header == "Numéro candidat" else f"{HEADERS};{header}"
        lines = [line(rank, **{header: cell}) for rank, cell in enumerate(cells, start=1)]
        for cell, found in zip(cells, read(tmp_path, text(lines, headers).encode()), strict=True):
            place = headers.split(";").index(header) + 1
            said = [one for one in found.remarks if one.column == place]
            words = [sentence(one, {place: header}) for one in said]
            told = all(re.fullmatch(rf"Colonne « {re.escape(header)} » : .+\.", one) for one in words)
            kept = found.record is not None and any(not one.warning for one in said)
            if not said or not told or kept:
                missed.append((header, cell, words))
    assert missed == []


@pytest.mark.parametrize("name", FILES)
def test_each_file_that_is_no_list_is_refused_in_words(tmp_path: Path, name: str) -> None:
    """R6.4: as a whole, before anything is kept."""
    try:
        read(tmp_path, FILES[name])
    except (TableRefused, HeadersRefused) as refusal:
        said = file_refusal(refusal)
    assert re.search(r"[a-zéèà] .+[.)]", said), name


def test_nothing_of_them_is_left_behind(app: Flask, tmp_path: Path) -> None:
    """R6.4: no person, no line; a failed exchange says why. A line that is ragged is told too."""
    programme = builders.make_programme()
    uai = db.session.get_one(TrainingCentre, programme.centre_id).uai
    path = tmp_path / "admis.csv"
    for name in ("other columns", "open quote", "two encodings"):
        path.write_bytes(FILES[name])
        assert run_import(app, path, programme, uai).exit_code == 2
    path.write_bytes(text([line(1), line(2, Nom=""), line(3)]).encode() + b"2500009;trop;court\r\n")
    assert "5;;3 cellules au lieu de 23" in run_import(app, path, programme, uai).stdout
    db.session.rollback()
    states = dict(
        iter(db.session.execute(select(Exchange.state, func.count()).group_by(Exchange.state)).all())
    )
    assert states == {"failed": 3, "done": 1}
    assert db.session.scalar(select(func.count()).select_from(Admitted)) == 2
    assert db.session.scalar(select(func.count()).select_from(ExchangeLine)) == 4
