"""Lines of one file that repeat or contradict each other."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.transfers import checking, staging
from tests import builders
from tests.importing import load_lines, the_candidate


@pytest.fixture(autouse=True)
def programmes(session: Session) -> Any:
    with time_machine.travel(datetime(2025, 4, 1, 10, 0, tzinfo=PARIS), tick=False):
        builders.make_programme(code="40123")
        builders.make_programme(code="40124")
        yield


def _count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_candidate_with_several_wishes_is_one_candidate(tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "40123"}, {"code_formation": "40124"})
    assert (done.counts, _count(Candidate), _count(Application)) == ((2, 0, 0, 0), 1, 2)


def test_the_same_wish_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "40123"}, {"code_formation": "40123"})
    assert (done.new, done.refused, done.said) == (1, 1, [(3, "", "wish_repeated")])


def test_another_identity_for_the_same_number_is_refused(tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "40123"}, {"code_formation": "40124", "prenom": "Lina"})
    assert (done.new, done.refused, done.said) == (1, 1, [(3, "", "identity_differs")])


def test_the_first_line_says_who_a_candidate_is_so_that_the_file_again_changes_nothing(
    tmp_path: Path,
) -> None:
    """I21: two lines with different addresses must not change each other at each import."""
    lines = [
        {"code_formation": "40123", "email": "un@exemple.fr"},
        {"code_formation": "40124", "email": "deux@exemple.fr"},
    ]
    first = load_lines(tmp_path, *lines)
    assert first.said == [(3, "", "person_differs")]
    assert the_candidate().email == "un@exemple.fr"
    assert load_lines(tmp_path, *lines).counts == (0, 0, 2, 0)


def test_a_refused_line_says_nothing_of_its_candidate(tmp_path: Path) -> None:
    done = load_lines(tmp_path, {"code_formation": "1", "prenom": "Lina"}, {"code_formation": "40123"})
    assert (done.new, done.refused) == (1, 1)
    assert the_candidate().first_name == "Inès"


def test_repeats_are_seen_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "CHUNK", 1)
    monkeypatch.setattr(staging, "CHUNK", 1)
    lines = [{"code_formation": "40123"}, {"code_formation": "40124"}, {"code_formation": "40123"}]
    done = load_lines(tmp_path, *lines)
    assert (done.new, done.said) == (2, [(4, "", "wish_repeated")])
    assert (_count(Candidate), _count(Application)) == (1, 2)
