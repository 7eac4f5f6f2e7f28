"""R7.2, R7.4: files, the sender and two uploads on the same rows at the same instant; nothing told is forgotten."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from recruitment.apogee import files, layouts, paid, soap
from recruitment.apogee.actions import retry
from recruitment.apogee.lists import ReadList
from recruitment.apogee.models import OpiRow, PaidEnrolment
from recruitment.apogee.paid_lines import are_new
from recruitment.apogee.queries import Scope
from recruitment.apogee.wishes import held
from recruitment.core.database import db
from recruitment.core.submission import Submission, new_key
from recruitment.core.transaction import transaction
from recruitment.journal.actions import person
from recruitment.programmes.models import Programme, TrainingCentre
from tests import builders
from tests.apogee.world import AFTER, JUNE, World, admit, change, opened_world, place, send
from tests.asked import statements
from tests.faults.test_at_once import author
from tests.faults.test_offers_at_once import WAITING, postgresql_app

ELSEWHERE = {
    "programme_id": 1, "answer": "yes", "cge": "CFA", "etp": "OTHER1", "vet": "111", "code": "F", "why": "admitted",
    "category": "", "motive": "",
}  # fmt: skip


def _scope(world: World) -> Scope:
    return Scope(world.centre_id, world.programme.campaign_id, 2025)


def _export(world: World, scope: Scope, account_id: int) -> None:
    with world.app.app_context():
        layout = layouts.BUILT_IN["tremplin"]
        files.export(person(account_id), scope, ("tremplin", layout), lambda _contents: None, (JUNE, JUNE))


def _wait(session: Session, waiting: int, *others: "Future[Any]") -> None:
    while (session.scalar(WAITING) or 0) < waiting:
        session.execute(text("SELECT pg_stat_clear_snapshot()"))
        assert not any(one.done() for one in others)


@contextmanager
def _world() -> Iterator[World]:
    with postgresql_app() as app, opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        yield world


def test_files_keep_what_the_sender_marked_meanwhile() -> None:
    """R7.2: what a message told while files were made is still held, and would be told as unfavourable later."""
    with _world() as world, ThreadPoolExecutor(1) as pool:
        number = admit(world.programme)
        send()
        scope, account_id = _scope(world), author(None).id
        with transaction() as marking:
            row = marking.execute(select(OpiRow.id, OpiRow.wishes).with_for_update()).one()
            exporting = pool.submit(_export, world, scope, account_id)
            marking.execute(update(OpiRow).where(OpiRow.id == row.id).values(wishes=[*row.wishes, ELSEWHERE]))
            _wait(marking, 1, exporting)
        assert exporting.exception() is None
        assert {one["etp"]: one["code"] for one in world.rows()[number].wishes} == {
            "BTSEL1": "F",
            "OTHER1": "D",
        }


def test_the_sender_keeps_what_files_told_meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """R7.2: whatever becomes of a message, what files told while its answer was awaited is not forgotten."""
    usual = soap.update_opi

    def meanwhile(*given: Any) -> None:
        with transaction() as session:
            for row in session.execute(select(OpiRow.id, OpiRow.wishes)).all():
                wishes = held(row.wishes, [ELSEWHERE])
                session.execute(update(OpiRow).where(OpiRow.id == row.id).values(wishes=wishes))
        usual(*given)

    def settings_to_blame(*given: Any) -> None:
        meanwhile(*given)
        raise soap.Unanswered("non", ours=True, maybe_received=False)

    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        for number, sender in (
            (admit(world.programme), meanwhile),
            (admit(world.programme), settings_to_blame),
        ):
            monkeypatch.setattr(soap, "update_opi", sender)
            send()
            assert {one["etp"] for one in world.rows()[number].wishes} >= {"OTHER1"}
        refused = admit(world.programme)
        world.apogee.refusals[refused] = "non"
        monkeypatch.setattr(soap, "update_opi", meanwhile)
        with time_machine.travel(AFTER, tick=False):
            send()
        assert [one["etp"] for one in world.rows()[refused].wishes] == ["OTHER1"]


def test_two_uploads_of_one_file_at_once_count_once() -> None:
    """R7.4: paid, then cancelled; the second upload finds what the first wrote."""
    with _world() as world, ThreadPoolExecutor(2) as pool:
        number, scope, programme_id = admit(world.programme), _scope(world), world.programme.id
        lines = [(line, {"number": number, "etp": "BTSEL1", "vet": "251", "state": state})
                 for line, state in ((2, "1"), (3, "3"))]  # fmt: skip
        someone = author(None)

        def upload() -> None:
            sent = Submission(someone.id, "paid", new_key(), "same")
            with world.app.app_context():
                paid.take(someone, scope, ReadList(lines=lines), "ia.csv", sent)

        with transaction() as session:
            session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update())
            uploads = [pool.submit(upload) for _ in range(2)]
            _wait(session, 2, *uploads)
        assert [one.exception() for one in uploads] == [None, None]
        assert _states() == [(programme_id, 1), (programme_id, 3)]


def test_whoever_locks_rows_locks_them_by_id() -> None:
    """R7.1: the preparation, the sender, files and people never wait for each other in a ring."""
    with _world() as world, statements() as asked:
        number, someone = admit(world.programme), author(None)
        send()
        change(number, mobile="0600000000")
        send()
        _export(world, _scope(world), someone.id)
        sent = Submission(someone.id, "retry", new_key(), "same")
        assert retry(someone, world.centre_id, OpiRow.id > 0, sent) == 0
        locks = [one.text for one in asked if "FROM opi_row" in one.text and "FOR UPDATE" in one.text]
        several = [one for one in locks if "claim_token =" not in one]
        assert len(several) >= 5
        assert [one for one in several if "ORDER BY opi_row.id" not in one] == []


@pytest.mark.parametrize(
    ("history", "said", "new"),
    [
        ((), (1, 1, 3), (1, 0, 1)),
        ((1,), (1, 3), (0, 1)),
        ((1, 3), (1, 3), (0, 0)),
        ((1, 3), (1, 3, 1), (0, 0, 1)),
        ((1, 3), (1,), (1,)),
        ((1, 3), (3,), (0,)),
        ((1, 3), (3, 1), (0, 1)),
        ((3,), (1, 3), (1, 1)),
    ],
)
def test_a_file_taken_again_tells_only_what_is_more(
    history: tuple[int, ...], said: tuple[int, ...], new: tuple[int, ...]
) -> None:
    """R7.4: somebody who pays again after a cancellation is told again; a repeated file is not."""
    assert are_new(history, said) == [bool(one) for one in new]


def test_two_programmes_on_one_vet_each_have_their_people(app: Flask) -> None:
    """R7.4: a line is for the programme where the person is admitted; its cancellation for where it was paid."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        one, two = (
            world.programme,
            builders.make_programme(centre=db.session.get_one(TrainingCentre, world.centre_id)),
        )
        with transaction() as session:
            session.add(place(two.id))
        here, there = admit(one), admit(two)
        moved = admit(one, gone_at=JUNE, gone_because="cancelled")
        admit(two, candidate_number=moved)
        values = [
            {"number": number, "etp": "BTSEL1", "vet": "0251", "state": "1"}
            for number in (here, there, moved)
        ]
        values.append({**values[0], "state": "3"})
        found = ReadList(lines=list(enumerate(values, 2)))
        someone = author(None)
        taken = paid.take(
            someone, _scope(world), found, "ia.csv", Submission(someone.id, "paid", new_key(), "")
        )
        assert isinstance(taken, paid.Taken)
        assert _states() == [(one.id, 1), (two.id, 1), (two.id, 1), (one.id, 3)]


def _states() -> list[tuple[int, int]]:
    db.session.rollback()
    asked = select(PaidEnrolment.programme_id, PaidEnrolment.platform_state).order_by(PaidEnrolment.id)
    return [(row.programme_id, row.platform_state) for row in db.session.execute(asked)]
