"""An import changes everything it announced or nothing (I21, F4)."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.transfers import actions
from recruitment.transfers.staging import ChangedMeanwhile
from tests import builders
from tests.databases import ROOT, environment
from tests.importing import CANDIDATE, check, load, write_file

NOW = datetime(2025, 4, 1, 10, 0, tzinfo=PARIS)
#: Writes a checked import in a process of its own, which dies in the middle of its transaction.
KILLED = """
import os, signal, sys
from app import create_app
from recruitment.transfers import actions
from recruitment.transfers.candidate_writer import CandidateWriter

def die(self):
    os.kill(os.getpid(), signal.SIGKILL)

CandidateWriter.finish = die
with create_app().app_context():
    run_id = int(sys.argv[1])
    actions.write(run_id, actions.take(run_id))
"""


@pytest.fixture(autouse=True)
def programme(session: Session) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield builders.make_programme(code="40123")


def _file(folder: Path, count: int = 3) -> Path:
    lines = [
        {**CANDIDATE, "numero_inscription": str(100 + n), "code_formation": "40123"} for n in range(count)
    ]
    return write_file(folder, lines)


def _count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_nothing_is_written_before_the_word(tmp_path: Path) -> None:
    check(_file(tmp_path))
    assert (_count(Candidate), _count(Application), _count(JournalEntry)) == (0, 0, 0)


def test_a_line_that_would_do_something_else_stops_the_whole_import(programme: Any, tmp_path: Path) -> None:
    """I21: what was announced is no longer what would be written, so nothing is."""
    imported, held = check(_file(tmp_path))
    candidate = builders.make_candidate(candidate_number="102", last_name="Roche", first_name="Inès")
    builders.make_application(programme=programme, candidate=candidate, state="unconfirmed")
    with pytest.raises(ChangedMeanwhile) as stopped:
        actions.write(imported.run_id, held)
    assert stopped.value.line == 4
    assert (_count(Candidate), _count(Application)) == (1, 1)


def test_an_import_is_written_once(tmp_path: Path) -> None:
    imported, held = check(_file(tmp_path))
    assert actions.write(imported.run_id, held) == 3
    assert actions.write(imported.run_id, held) == 0
    assert _count(Application) == 3


def test_a_process_killed_while_writing_leaves_nothing_and_the_import_is_taken_up(
    database_url: str, tmp_path: Path
) -> None:
    """F4: kill -9 in an import; all or nothing."""
    imported, held = check(_file(tmp_path, 50))
    actions.give_back(held)
    db.session.rollback()
    env = {**os.environ, **environment(database_url)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(imported.run_id)],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (_count(Candidate), _count(Application), _count(JournalEntry)) == (0, 0, 0)
    again = actions.take(imported.run_id)
    assert again is not None, "the lease of a process that died is taken at once"
    assert actions.write(imported.run_id, again) == 50
    assert _count(Application) == 50


def test_the_board_of_the_programme_moves_on(tmp_path: Path) -> None:
    """R1.2: an import is seen by whoever looks at the board."""
    statement = text("SELECT board_version FROM programme")
    before = db.session.execute(statement).scalar_one()
    load(_file(tmp_path))
    assert db.session.execute(statement).scalar_one() > before
