"""F18, I21: a file and an answer, or a contract, on the same candidates at the same instant (PostgreSQL's locks)."""

import importlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.contracts.actions import enter_contract
from recruitment.contracts.actions import reply as replying
from recruitment.contracts.actions.wishes import PARTS, hold_candidates
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import Reply
from recruitment.transfers import actions, candidate_rows
from recruitment.transfers.reply_writer import ReplyWriter
from tests import builders, importing
from tests.contracts.desk import MONDAY
from tests.contracts.offers import EMPLOYER
from tests.faults.test_offers_at_once import WAITING, answer, offer, places, postgresql_app, whole

#: The module, whose name in its package is the function's.
settling: Any = importlib.import_module("recruitment.enrolments.actions.settle_discrepancy")
NEVER_THAT_MANY = 60_000  # more than PostgreSQL has memory for, as the tests set it up


class Second:
    """What another thread does once the first one is in the middle of its transaction."""

    def __init__(self, app: Flask, pool: ThreadPoolExecutor, act: Callable[[], Any]) -> None:
        self._app, self._pool, self._act = app, pool, act
        self.future: Future[Any] | None = None

    def _run(self) -> Any:
        with self._app.app_context():
            try:
                return self._act()
            finally:
                db.session.remove()

    def start_and_wait(self, session: Session) -> None:
        """Begin it, once, and go on when it is over or waits for a lock."""
        if self.future is not None:
            return
        self.future = self._pool.submit(self._run)
        for _ in range(400):
            session.execute(text("SELECT pg_stat_clear_snapshot()"))
            if self.future.done() or session.scalar(WAITING):
                return
            threading.Event().wait(0.01)


@pytest.mark.parametrize("first", ["answer", "file"])
def test_a_wish_that_a_file_brings_while_its_candidate_accepts_for_good(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str
) -> None:
    """R5.4, R5.6: it was there before the answer, and is left; or it came later, says so, and is open."""
    with postgresql_app() as app, time_machine.travel(MONDAY, tick=True):
        (here, person), (there, _other) = places(2)
        candidate = builders.make_candidate()
        candidate_id, contract_id = candidate.id, offer(candidate, here, person)
        line = {
            "numero_inscription": candidate.candidate_number,
            "nom": candidate.last_name,
            "prenom": candidate.first_name,
            "code_formation": there.code,
        }
        imported, held = importing.check(importing.write_file(tmp_path, [line]))
        wished = select(Application.state).where(Application.programme_id == there.id)

        def accept() -> str:
            return answer(candidate_id, contract_id, Reply.ACCEPT)

        def load() -> int:
            return actions.write(imported.run_id, held)

        with ThreadPoolExecutor(1) as pool:
            second = Second(app, pool, load if first == "answer" else accept)
            held_by: tuple[Any, str] = (
                replying,
                "replay",
            )  # the step that comes next once its locks are taken
            if first == "file":
                held_by = (candidate_rows.Rows, "write")
            original = getattr(*held_by)

            def paused(one: Any, two: Any, *more: Any) -> Any:
                result = original(one, two, *more)
                second.start_and_wait(one if first == "answer" else two)
                return result

            monkeypatch.setattr(*held_by, paused)
            (accept if first == "answer" else load)()
            assert second.future is not None
            second.future.result()
        assert whole(db.session())
        assert db.session.scalars(wished).one() == ("unconfirmed" if first == "answer" else "withdrawn")


def test_a_contract_of_the_same_centre_does_not_wait_for_a_file_of_replies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """R5.2 by file: a centre's chain is taken at the end of the file, not at its first line."""
    with postgresql_app() as app, time_machine.travel(MONDAY, tick=False):
        ((programme, person),) = places(1)
        beside = builders.make_programme(centre=db.session.get(TrainingCentre, programme.centre_id))
        wish_id = builders.make_application(programme=beside).id
        candidate = builders.make_candidate()
        offer(candidate, programme, person)
        path = importing.write_file(tmp_path, [reply_line(candidate.candidate_number, "1")])
        imported, held = importing.check(path, "replies", programme_id=programme.id)

        def enter() -> int:
            return enter_contract(person, wish_id, **EMPLOYER).application_id

        with ThreadPoolExecutor(1) as pool:
            second, written = Second(app, pool, enter), ReplyWriter.write

            def paused(writer: ReplyWriter, chunk: Any) -> None:
                written(writer, chunk)
                second.start_and_wait(db.session())
                assert second.future is not None
                assert second.future.done()

            monkeypatch.setattr(ReplyWriter, "write", paused)
            assert actions.write(imported.run_id, held) == 1
            assert second.future is not None
            assert second.future.result() == wish_id
        assert whole(db.session())


def test_a_discrepancy_is_settled_while_a_file_of_replies_says_more_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """R5.2 by file: both take the programme first, so neither holds what the other waits for."""
    with postgresql_app() as app, time_machine.travel(MONDAY, tick=False):
        ((programme, person),) = places(1)
        candidate = builders.make_candidate()
        offer(candidate, programme, person)
        stranger = reply_line("99887766", "2")
        importing.load(importing.write_file(tmp_path, [stranger]), "replies", programme_id=programme.id)
        found = db.session.scalars(select(ReplyDiscrepancy.id)).one()
        lines = [reply_line(candidate.candidate_number, "1"), {**stranger, "codeSituation": "1"}]
        path = importing.write_file(tmp_path, lines)
        imported, held = importing.check(path, "replies", programme_id=programme.id)

        with ThreadPoolExecutor(1) as pool:
            second = Second(app, pool, lambda: actions.write(imported.run_id, held))

            def paused(note: str) -> str:
                second.start_and_wait(db.session())
                return note

            monkeypatch.setattr(settling, "required", paused)
            settling.settle_discrepancy(person, found, note="Vu")
            assert second.future is not None
            assert second.future.result() == 2
        assert whole(db.session())
        rows = db.session.scalars(select(ReplyDiscrepancy).order_by(ReplyDiscrepancy.id)).all()
        assert [(row.facts, row.note) for row in rows] == [
            ('[["candidate", "no_wish", "2"]]', "Vu"),
            ('[["candidate", "no_wish", "1"]]', None),
        ]


def reply_line(number: str, situation: str) -> dict[str, str]:
    """Return a line of the platform's list."""
    return {"N°Inscription": number, "Candidat": "MARTIN Camille", "codeSituation": situation}


def test_a_file_holds_more_candidates_than_postgresql_has_locks() -> None:
    """I21: each of them one lock, the import would end for want of memory."""
    with postgresql_app(), transaction() as session:
        hold_candidates(session, range(NEVER_THAT_MANY))
        advisory = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 5004")
        assert session.scalar(advisory) == PARTS
