"""R6.4, R6.6: whoever writes the pool holds it first, in the order that every act keeps; the journal comes last."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from recruitment.admissions import own
from recruitment.admissions import pool as writing
from recruitment.admissions import undo as undoing
from recruitment.admissions.models import Admitted
from recruitment.admissions.writer import PoolWriter
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Exchange
from recruitment.journal.models import JournalChain, JournalEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders
from tests.admissions.lists import LATER, pool, record, take
from tests.admissions.locks import free


def test_what_a_list_rewrites_is_held_from_when_it_is_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.6, R7.2: a result entered, or an erasure, in the meantime waits; it is not written over."""
    programme = builders.make_programme()
    take(programme, [record(1), record(2), record(3)])
    ids = [one.id for one in pool(programme).values()]
    seen: list[set[int]] = []
    write = PoolWriter.write

    def looked_at(self: PoolWriter, outcomes: Any) -> None:
        seen.append(free(Admitted.id, [one.stored.id for one in outcomes if one.stored]))
        write(self, outcomes)

    monkeypatch.setattr(PoolWriter, "write", looked_at)
    take(programme, [record(1, town="Riom"), record(2)], now=LATER)
    assert len(ids) == 3
    assert seen == [set(), set()], "those who change, then who goes"


def test_what_is_taken_back_is_held_before_it_is_looked_at(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.4: a reception of several programmes holds them all, and each person whose version it reads."""
    programmes = [builders.make_programme(), builders.make_programme()]
    first, _ = take(programmes[0], [record(1)])
    with transaction() as session:
        session.get_one(Exchange, first).programme_id = None
    seen: list[set[int]] = []
    check = undoing._check_locked

    def looked_at(session: Any, told: Any) -> None:
        check(session, told)
        seen.append(free(Programme.id, [one.id for one in programmes]))
        seen.append(free(Admitted.id, [one["admitted"] for one in told]))

    monkeypatch.setattr(undoing, "_check_locked", looked_at)
    undoing.undo(builders.make_account(Role.REGISTRAR), first, reason="Essai")
    assert seen == [set(), set()]


def test_our_own_acceptances_hold_every_programme_before_the_journal(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.2: every act takes its programme, then the journal; who did it the other way round would hold a ring."""
    files = [builders.make_application(state=ApplicationState.ACCEPTED) for _ in range(2)]
    programmes = [file.programme_id for file in files]
    centre_id, seen = files[0].centre_id, []
    take(db.session.get_one(Programme, programmes[0]), [record(1)])
    write = writing.write

    def looked_at(*args: Any, **more: Any) -> Any:
        found = write(*args, **more)
        seen.append((free(Programme.id, programmes), free(JournalChain.chain, [centre_id])))
        return found

    monkeypatch.setattr(own, "write", looked_at)
    own.take_own(None, programmes, 2025)
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert len(set(programmes)) == 2
    assert seen == [(set(), set() if is_sqlite else {centre_id})] * 2
    told = select(func.count()).where(JournalEntry.event == "admitted_taken")
    assert db.session.scalar(told) == 3
