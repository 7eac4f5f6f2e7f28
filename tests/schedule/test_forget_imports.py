"""Imports that nobody confirmed."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from recruitment.core import clock
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from recruitment.transfers import actions
from recruitment.transfers.models import ImportRow, ImportRun
from tests import builders, importing

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


@pytest.mark.parametrize(("age", "state", "lines"), [(25, "cancelled", 0), (23, "previewed", 1)])
def test_a_preview_is_forgotten_after_a_day(
    app: Flask, tmp_path: Path, age: int, state: str, lines: int
) -> None:
    with time_machine.travel(NOW - timedelta(hours=age), tick=False):
        code = builders.make_programme().code
        path = importing.write_file(tmp_path, [{**importing.CANDIDATE, "code_formation": code}])
        _imported, held = importing.check(path, confirmed=False)
        actions.give_back(held)
    with time_machine.travel(NOW, tick=False):
        run_job(BY_NAME["forget-imports"], started_by="command")
    db.session.rollback()
    assert db.session.scalars(select(ImportRun.state)).one() == state
    assert db.session.scalar(select(func.count()).select_from(ImportRow)) == lines


@pytest.mark.parametrize("place", ["uploads", "admitted", "lists"])
def test_what_a_process_that_died_left_of_a_file_goes_the_next_night(
    app: Flask, tmp_path: Path, place: str
) -> None:
    """I23: wherever files that are sent in stand; one that has just come may be on its way."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], data_dir=tmp_path)
    folder = tmp_path / place
    folder.mkdir()
    left, fresh = folder / "left.import", folder / "fresh.import"
    for path, age in ((left, 2), (fresh, 0)):
        path.write_text("numero;resultat")
        at = (clock.wall() - timedelta(hours=age)).timestamp()
        os.utime(path, (at, at))
    run_job(BY_NAME["forget-imports"], started_by="command")
    assert (left.exists(), fresh.exists()) == (False, True)
