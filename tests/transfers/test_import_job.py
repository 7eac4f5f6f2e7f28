"""The job that does the imports asked for on the screen: once, whoever runs it and whatever dies."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core import jobs as core_jobs
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.transfers import actions, jobs, uploads
from recruitment.transfers.models import ImportRun
from tests import builders
from tests.importing import CANDIDATE, the_run, write_file


@pytest.fixture(autouse=True)
def at_now(session: Session) -> Any:
    with time_machine.travel(datetime(2025, 4, 1, 10, 0, tzinfo=PARIS)):
        builders.make_programme(code="40123")
        yield


@pytest.fixture
def run_id(tmp_path: Path) -> int:
    """Give an import that waits for its check."""
    lines = [{**CANDIDATE, "numero_inscription": str(n), "code_formation": "40123"} for n in range(1, 4)]
    with write_file(tmp_path, lines).open("rb") as stream:
        stored = uploads.keep(tmp_path / "uploads", stream)
    facts = {"kind": "candidates", "campaign_id": 1, "file_name": "f.csv"}
    return actions.receive({**facts, "stored_name": stored.name, "sha256": stored.sha256})


def _work(folder: Path) -> core_jobs.Run:
    with transaction() as session:
        run = core_jobs.begin(session, "run-imports", started_by="tick")
    jobs.run_queued_imports(run, folder / "uploads")
    with transaction() as session:
        core_jobs.finish(session, run, "done")
    db.session.expire_all()
    return run


def _applications() -> int:
    return db.session.scalar(select(func.count()).select_from(Application)) or 0


def test_it_checks_then_writes_what_was_confirmed(run_id: int, tmp_path: Path) -> None:
    assert _work(tmp_path).rows == 3
    assert (the_run().state, the_run().progress) == ("previewed", the_run().total)
    assert _work(tmp_path).rows == 0
    actions.confirm(run_id)
    assert _work(tmp_path).rows == 3
    assert (the_run().state, _applications()) == ("done", 3)


def test_the_kept_file_goes_with_its_import(run_id: int, tmp_path: Path) -> None:
    _work(tmp_path)
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    actions.confirm(run_id)
    _work(tmp_path)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_import_held_by_a_living_process_is_left_to_it(run_id: int, tmp_path: Path) -> None:
    """I15: two job processes never do the same import."""
    held = actions.take(run_id)
    assert held is not None
    assert _work(tmp_path).rows == 0
    assert the_run().state == "checking"
    actions.give_back(held)
    assert _work(tmp_path).rows == 3


def test_a_check_that_was_cut_short_starts_over(run_id: int, tmp_path: Path) -> None:
    """F4: what a dead process had staged does not count twice."""
    held = actions.take(run_id)
    assert held is not None
    assert actions.begin_check(run_id, held)
    jobs.check_file(run_id, tmp_path / "uploads" / str(the_run().stored_name), held)
    with transaction() as session:
        session.execute(update(ImportRun).values(state="checking"))
    actions.give_back(held)
    _work(tmp_path)
    assert (the_run().state, the_run().counts["new"]) == ("previewed", 3)


def test_a_run_whose_process_dies_each_time_is_given_up(run_id: int, tmp_path: Path) -> None:
    for _ in range(actions.MOST_ATTEMPTS):
        held = actions.take(run_id)
        assert held is not None
        actions.begin_check(run_id, held)
        actions.give_back(held)
    _work(tmp_path)
    assert (the_run().state, the_run().error) == ("failed", jobs.TOO_OFTEN)


def test_a_file_that_is_gone_fails_its_import(run_id: int, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "uploads")
    _work(tmp_path)
    assert (the_run().state, the_run().error) == ("failed", "Ce fichier n’existe pas.")


def test_what_changed_since_the_preview_fails_the_import_whole(run_id: int, tmp_path: Path) -> None:
    """I21: announced, then no longer true."""
    _work(tmp_path)
    actions.confirm(run_id)
    builders.make_candidate(candidate_number="2", last_name="Roche", first_name="Inès")
    _work(tmp_path)
    assert (the_run().state, _applications()) == ("failed", 0)
    assert "ligne 3" in str(the_run().error)


def test_an_import_given_up_during_its_check_stays_given_up(run_id: int, tmp_path: Path) -> None:
    held = actions.take(run_id)
    assert held is not None

    def keep(lines: Any, found: Any) -> None:
        actions.cancel(run_id)
        actions.stage_chunk(run_id, held, lines, found)

    with pytest.raises(actions.GivenUp):
        jobs.check_file(run_id, tmp_path / "uploads" / str(the_run().stored_name), held, keep)
    db.session.expire_all()
    assert the_run().state == "cancelled"


def test_a_lock_held_by_somebody_else_costs_no_attempt(run_id: int, tmp_path: Path) -> None:
    _work(tmp_path)
    actions.confirm(run_id)
    for _ in range(actions.MOST_ATTEMPTS + 1):
        held = actions.take(run_id)
        assert held is not None
        assert actions.announce_writing(run_id, held)
        actions.wait_again(run_id)
        actions.give_back(held)
    assert _work(tmp_path).rows == 3
