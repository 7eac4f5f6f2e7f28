"""F18, I21: a file and an answer, or a contract, on the same candidates at the same instant (PostgreSQL's locks)."""

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
from recruitment.contracts.actions import reply as replying
from recruitment.contracts.actions.wishes import PARTS, hold_candidates
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.rules.vocabulary import Reply
from recruitment.transfers import actions, candidate_rows
from tests import builders, importing
from tests.contracts.desk import MONDAY
from tests.faults.test_offers_at_once import WAITING, answer, offer, places, postgresql_app, whole

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


def test_a_file_holds_more_candidates_than_postgresql_has_locks() -> None:
    """I21: each of them one lock, the import would end for want of memory."""
    with postgresql_app(), transaction() as session:
        hold_candidates(session, range(NEVER_THAT_MANY))
        advisory = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 5004")
        assert session.scalar(advisory) == PARTS
