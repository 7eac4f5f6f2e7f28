"""Imports that nobody confirmed."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

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
