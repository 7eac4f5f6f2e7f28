"""Files of every shape: read alike, or refused in French in bounded time."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from recruitment.core.clock import PARIS
from recruitment.core.tabular import TableRefused
from recruitment.transfers import wording
from recruitment.transfers.checking import peek
from recruitment.transfers.columns import CANDIDATES, HeadersRefused, match, spelt
from tests import builders
from tests.importing import CANDIDATE, load, the_candidate, write_file

HEADERS = ("numero_inscription", "nom", "prenom", "code_formation", "etablissement_origine")
CELLS = ("1234567", "Roche", "Inès", "40123", "Lycée Œuvre")


@pytest.fixture
def programme(session: Session) -> Any:
    with time_machine.travel(datetime(2025, 4, 1, 10, 0, tzinfo=PARIS), tick=False):
        yield builders.make_programme(code="40123")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_separators_and_ends_of_line_are_told_apart(
    encoding: str, separator: str, programme: Any, tmp_path: Path
) -> None:
    path = tmp_path / "file.txt"
    quoted = separator.join(f'"{cell}"' for cell in CELLS)
    path.write_bytes(f"{separator.join(HEADERS)}\r\n{quoted}\r\n".encode(encoding))
    assert load(path).new == 1
    assert (the_candidate().first_name, the_candidate().origin_school) == ("Inès", "Lycée Œuvre")


def test_a_workbook_is_read_like_a_text(programme: Any, tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [*HEADERS, "date_naissance"])
        sheet.write_row(1, 0, [1234567, "Roche", "Inès", 40123, "Lycée Œuvre"])
        sheet.write_datetime(1, 5, datetime(2006, 3, 4), workbook.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    assert load(path).new == 1
    assert (the_candidate().candidate_number, str(the_candidate().birth_date)) == ("1234567", "2006-03-04")


def test_headers_are_told_whatever_their_spelling() -> None:
    headers = [
        "Numéro  candidat",
        " NOM",
        "Prénom",
        "CODE_FORMATION",
        "UAI Etablissement origine 2025/2026",
        "Vœu ?",
    ]
    found = match(headers, CANDIDATES)
    assert found.positions["candidate_number"] == 0
    assert found.positions["origin_uai"] == 4
    assert found.unknown == ("Vœu ?",)


def test_unknown_columns_are_left_aside_and_told(programme: Any, tmp_path: Path) -> None:
    line = {**CANDIDATE, "code_formation": "40123", "numero_securite_sociale": "2060363"}
    assert load(write_file(tmp_path, [line])).new == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"nom;prenom\nRoche;In\xc3\xa8s\n", "numero_inscription, code_formation"),
        (b"numero_inscription;nom;Nom;prenom;code_formation\n1;a;b;c;d\n", "deux fois : nom"),
        (b"%PDF-1.7\n", "PDF"),
        (b"nom;prenom\0\n", "nul"),
        (";".join(HEADERS).encode() + b"\n", "aucune donn\u00e9e".encode().decode()),
        (b'numero_inscription;nom;prenom;code_formation\n1;"Roche;a;b\n', "guillemet"),
    ],
)
def test_a_broken_file_is_refused_in_french(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises((TableRefused, HeadersRefused)) as refused:
        peek(path, "candidates")
    assert isinstance(refused.value, TableRefused | HeadersRefused)
    assert said in wording.file_refusal(refused.value)


def test_ragged_rows_are_refused_one_by_one(programme: Any, tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text(f"{';'.join(HEADERS)}\n{';'.join(CELLS)}\n7654321;Vidal;Malo\n", encoding="utf-8")
    done = load(path)
    assert (done.new, done.refused, done.said) == (1, 1, [(3, "", "ragged")])


def test_every_remark_has_its_sentence() -> None:
    facts = dict.fromkeys(("line", "code", "taken", "cells", "expected"), 1)
    assert all(sentence.format(**facts).endswith(".") for sentence in wording.REMARKS.values())
    assert spelt(" Numéro_INSCRIPTION ") == "numero inscription"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.dictionaries(
            st.sampled_from([column.name for column in CANDIDATES]),
            st.text(st.characters(exclude_characters=';\n\r"\0', exclude_categories=["Cs"]), max_size=40)
            | st.sampled_from(
                ["2025-03-20", "31/02/2025", "2025-03-30 02:30", "=1+1", "٣", "0", "-", "é" * 400]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_no_cell_makes_an_import_fail(cells: list[dict[str, str]], programme: Any, tmp_path: Path) -> None:
    """F33, F35: whatever the cells hold, each line is taken or refused with a sentence."""
    complete = {column.name: "" for column in CANDIDATES}
    lines = [{**complete, **CANDIDATE, "code_formation": "40123", **line} for line in cells]
    path = write_file(tmp_path, lines)
    done = load(path)
    assert done.new + done.changed + done.unchanged + done.refused <= len(lines)
    assert all(code in wording.REMARKS for _, _, code in done.said)
    again = load(path)
    assert (again.new, again.changed) == (0, 0), "the same file again changes nothing"
