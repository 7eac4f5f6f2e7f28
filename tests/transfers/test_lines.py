"""Each cell is read into its one form, or refused by line and column, in French."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.transfers import cells, moments
from recruitment.transfers.cells import CellRefused
from tests import builders
from tests.importing import load_lines, sentence, the_candidate

NOW = datetime(2025, 4, 1, 10, 0, tzinfo=PARIS)


@pytest.fixture
def programme(session: Session) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield builders.make_programme(code="40123")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-03-20", "2025-03-19T23:00:00.000000Z"),
        ("20/03/2025", "2025-03-19T23:00:00.000000Z"),
        ("2025-07-20", "2025-07-19T22:00:00.000000Z"),
        ("2025-03-20 10:15", "2025-03-20T09:15:00.000000Z"),
        ("20/03/2025 9:05", "2025-03-20T08:05:00.000000Z"),
        ("2025-03-20T10:15:30", "2025-03-20T09:15:30.000000Z"),
        ("2025-03-20T10:15:30+00:00", "2025-03-20T10:15:30.000000Z"),
        ("2025-03-20 10:15Z", "2025-03-20T10:15:00.000000Z"),
        ("2025-05-08 23:59:59", "2025-05-08T21:59:59.000000Z"),
        ("2025-10-26 02:30", "2025-10-26T00:30:00.000000Z"),
    ],
)
def test_an_instant_is_read_in_paris_time(cell: str, expected: str) -> None:
    """R3.1: a day alone is its midnight in Paris; an hour that comes twice is the first one."""
    assert moments.instant(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2025-03-30 02:30", "instant_skipped"),
        ("2025-02-30", "date_impossible"),
        ("2025-03-20 25:00", "instant"),
        ("demain", "date"),
        ("20-03-2025", "date"),
        ("0001-01-01 00:00", "instant"),
    ],
)
def test_an_instant_that_does_not_exist_is_refused(cell: str, code: str) -> None:
    with pytest.raises(CellRefused) as refused:
        moments.instant(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("numero_inscription", "12A", "candidate_number"),
        ("numero_inscription", "", "missing"),
        ("nom", "  ", "missing"),
        ("nom", "Ro\u202eche", "text_bidirectional"),
        ("prenom", "I" * 121, "text_too_long"),
        ("code_formation", "49999", "programme_unknown"),
        ("date_naissance", "31/02/2006", "date_impossible"),
        ("date_naissance", "2025-04-02", "birth_date"),
        ("date_naissance", "1899-12-31", "birth_date"),
        ("sexe", "X", "sex"),
        ("ine", "1234567890G", "ine"),
        ("email", "ines.roche", "email"),
        ("telephone_fixe", "12", "phone"),
        ("uai_origine", "0631985V", "uai"),
        ("code_postal", "?", "postal_code"),
        ("departement_origine", "ABC", "department"),
        ("voeu_confirme_le", "2025-04-01 10:01", "confirmed_later"),
        ("voeu_confirme_le", "2019-04-01", "confirmed_long_ago"),
    ],
)
def test_a_wrong_cell_refuses_its_line_alone(
    column: str, cell: str, code: str, programme: Any, tmp_path: Path
) -> None:
    good = {"numero_inscription": "77", "code_formation": "40123"}
    done = load_lines(tmp_path, {"code_formation": "40123", column: cell}, good)
    assert (done.new, done.refused) == (1, 1)
    assert done.said == [(2, column, code)]
    assert sentence(code)
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_a_doubtful_national_ine_is_a_warning(programme: Any, tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "40123", "ine": "123456789AA"})
    assert (done.new, done.said) == (1, [(2, "ine", "ine_doubtful")])


def test_every_error_of_a_line_is_told_at_once(programme: Any, tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "40123", "sexe": "X", "email": "non"})
    assert {(column, code) for _, column, code in done.said} == {("sexe", "sex"), ("email", "email")}


def test_what_our_own_files_make_inert_comes_back_as_it_was(programme: Any, tmp_path: Path) -> None:
    """R10.2: an apostrophe put before a cell for spreadsheets is taken off again."""
    load_lines(tmp_path, {"code_formation": "40123", "telephone_portable": "'+33 6 39 98 00 00"})
    assert the_candidate().mobile == "+33 6 39 98 00 00"


def test_spreadsheets_that_turn_numbers_into_decimals_are_understood() -> None:
    assert cells.candidate_number("1234567.0") == "1234567"
    assert cells.programme_code("40123.0") == "40123"
    assert cells.postal_code("3000.0") == "03000"
    assert cells.capacity("18.0") == "18"
    assert cells.uai("631985R") == "0631985R"
