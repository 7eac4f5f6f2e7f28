"""R6.4: a reception that dies at any point is taken up again by the next run: nothing missing, nothing twice."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from recruitment.admissions import jobs, reception, staging
from recruitment.admissions.views.place import folder
from recruitment.admissions.writer import PoolWriter
from recruitment.core import jobs as core_jobs
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import ExchangeLine
from tests import builders
from tests.admissions.files import line, text
from tests.admissions.lists import exchange_of, pool, record, take


class Killed(BaseException):
    """What a process that dies does not catch."""


def dies_at(call: int, function: Any) -> Any:
    """Return the function, that dies at its nth call, when it has done its work."""
    calls = 0

    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        result = function(*args, **kwargs)
        if calls == call:
            raise Killed
        return result

    return dying


def work() -> None:
    """Do what the next run does: the job's lease of who died is taken at once."""
    with transaction() as session:
        run = core_jobs.begin(session, "run-imports", started_by="tick")
    try:
        jobs.run_queued_lists(run, folder())
    finally:
        with transaction() as session:
            core_jobs.finish(session, run, "done")


def killed() -> None:
    """Do the same, until it dies."""
    with pytest.raises(Killed):
        work()


def test_killed_in_each_step_and_taken_up_again(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.4: while it is checked, while it is written, before the last word."""
    monkeypatch.setattr("recruitment.admissions.difference.CHUNK", 3)
    monkeypatch.setattr("recruitment.admissions.staging.CHUNK", 3)
    programme = builders.make_programme()
    take(programme, [record(rank) for rank in range(100, 120)])
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "x.import").write_text(text([line(rank) for rank in range(1, 11)]), encoding="utf-8")
    sent = reception.Sent(programme.id, 2025, None, "admis.csv", "x.import", "0" * 64)
    exchange_id = reception.receive(sent)
    for call in (1, 3):
        with monkeypatch.context() as dying:
            dying.setattr(staging, "stage", dies_at(call, staging.stage))
            killed()
        assert exchange_of(exchange_id).state == "checking"
    work()
    assert exchange_of(exchange_id).state == "previewed"
    assert (exchange_of(exchange_id).counts["new"], exchange_of(exchange_id).counts["gone"]) == (10, 20)
    reception.confirm(exchange_id, gone=20)
    for target, name in ((PoolWriter, "write"), (reception, "finish")):
        with monkeypatch.context() as dying:
            dying.setattr(target, name, dies_at(1, getattr(target, name)))
            killed()
        assert sum(one.gone_at is None for one in pool(programme).values()) == 20, "whole or not at all"
    work()
    assert exchange_of(exchange_id).state == "done"
    rows = pool(programme)
    assert sorted(number for number, one in rows.items() if one.gone_at is None) == sorted(
        str(2_500_000 + rank) for rank in range(1, 11)
    )
    lines = select(func.count()).where(ExchangeLine.exchange_id == exchange_id)
    assert db.session.scalar(lines) == 30
    assert not (folder() / "x.import").exists()
