"""F18, F27, F28, F30: people, files and the sweep on the same rows at the same instant; the first one counts."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications import actions
from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.submission import new_key
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState, Decision
from tests import builders, importing
from tests.conftest import StartServer
from tests.contracts.live import Visitor
from tests.faults.sweeps import sweeper_at
from tests.forms import hidden_fields
from tests.properties import truths
from tests.properties.world import Person
from tests.year_2025 import DECIDED_AT

PASSAGE = datetime(2025, 6, 2, tzinfo=PARIS)
EVERYBODY, MANAGERS, FILES = 64, 30, 150
NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
Wanted = tuple[int, str]
Told = TypeVar("Told")


def whole(session: Session) -> bool:
    """Tell whether every decision has its line and its mail, and nothing else is wrong."""
    session.rollback()
    assert truths.breaches(truths.read(session)) == []
    return True


def test_of_sixty_four_decisions_at_once_on_a_file_one_counts_and_the_others_are_told_whose(
    app: Flask, live_server: StartServer, session: Session
) -> None:
    """R2.5, F28: over HTTP, on two processes; half of them refuse, half retain."""
    file, reason = builders.make_application(), builders.make_refusal_reason()
    server = live_server(processes=2, now=NOW)
    visitor = Visitor(server.url, builders.make_account(display_name="Claude Ferrand"))
    forms = {}
    for act, more in (
        ("refus", {"reason": str(reason.id), "details": "", "confirmation": "REFUSER"}),
        ("retenue", {}),
    ):
        path = f"/candidatures/{file.id}/{act}"
        forms[path] = {**hidden_fields(visitor.get(f"{server.url}{path}").text, path), **more}
    sendings = [
        (f"{server.urls[rank // 2 % 2]}{path}", {**forms[path], "jeton": new_key()})
        for rank in range(EVERYBODY)
        for path in [list(forms)[rank % 2]]
    ]

    with ThreadPoolExecutor(EVERYBODY) as pool:
        answers = list(pool.map(lambda sending: visitor.post(*sending), sendings))

    assert Counter(answer.status for answer in answers) == {303: 1, 409: EVERYBODY - 1}
    refused = [answer for answer in answers if answer.status == 409]
    assert {answer.refusal for answer in refused} == {"already_decided"}
    assert all("Claude Ferrand" in answer.text for answer in refused)
    assert whole(session)


def test_a_form_sent_sixteen_times_at_once_on_two_processes_counts_once_and_is_always_answered_alike(
    app: Flask, live_server: StartServer, session: Session
) -> None:
    """F27."""
    file = builders.make_application()
    server = live_server(processes=2, now=NOW)
    visitor = Visitor(server.url, builders.make_account())
    path = f"/candidatures/{file.id}/retenue"
    form = hidden_fields(visitor.get(f"{server.url}{path}").text, path)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda rank: visitor.post(f"{server.urls[rank % 2]}{path}", form), range(16)))

    assert {answer.status for answer in answers} == {303}
    assert whole(session)


def test_thirty_managers_and_the_sweep_at_once_overwrite_nobody(
    app: Flask, session: Session, database_url: str
) -> None:
    """F18: with one clock at the passage and the other a second before, both may take the same files."""
    programmes = [builders.make_programme() for _ in range(3)]
    files = [builders.make_application(programme=programmes[rank % 3]).id for rank in range(FILES)]
    reason, people = builders.make_refusal_reason().id, [author() for _ in range(MANAGERS)]
    decided: list[Wanted] = []

    def decide(rank: int) -> Counter[str]:
        told: Counter[str] = Counter()
        for id_ in files[rank // 3 % 10 :: 10]:  # three managers want the same files
            try:
                if rank % 2:
                    actions.refuse(people[rank], id_, reason_id=reason)
                else:
                    actions.retain(people[rank], id_)
            except RuleViolation as refusal:
                told[refusal.code] += 1
            else:
                told["done"] += 1
                decided.append((id_, Decision.REFUSED if rank % 2 else Decision.RETAINED))
        return told

    a_second_before = time_machine.travel(PASSAGE - timedelta(seconds=1), tick=False)
    with sweeper_at(database_url, PASSAGE) as sweeper, a_second_before:
        sweeper.start()
        told = sum(together(app, MANAGERS, decide), Counter[str]())
        sweeper.ended()
        sweeper.start()
        assert sweeper.ended() == 0

    assert whole(session)
    rows = {row.id: row for row in session.execute(select(Application.__table__))}
    assert {row.decision for row in rows.values()} <= {Decision.REFUSED, Decision.RETAINED}
    by_people = [(row.id, row.decision) for row in rows.values() if row.decision_origin == "person"]
    assert sorted(by_people) == sorted(decided)
    assert set(told) <= {"done", "already_decided"}
    assert told.total() == FILES * 3


def test_files_imported_while_people_decide_hold_nobody_back_and_change_no_decision(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    """I21: confirmations of some wishes come in while the others of the same programmes are decided."""
    centres = [builders.make_centre(), builders.make_centre()]
    programmes = [builders.make_programme(centre=centre) for centre in centres]
    waiting = [
        builders.make_application(state=ApplicationState.UNCONFIRMED, programme=programmes[rank % 2])
        for rank in range(40)
    ]
    files = [builders.make_application(programme=programmes[rank % 2]) for rank in range(80)]
    people = {centre.id: author(centre) for centre in centres}
    ids = [(file.id, file.centre_id) for file in files]
    lines = [line_of(application) for application in (*waiting, *files)]
    done: list[int] = []

    def act(rank: int) -> None:
        if rank == 0:
            for start in range(0, len(lines), 30):
                path = importing.write_file(tmp_path, lines[start : start + 30], f"{start}.csv")
                assert importing.load(path).refused == 0
            return
        for id_, centre_id in ids[rank - 1 :: 7]:
            actions.retain(people[centre_id], id_)
            done.append(id_)

    with time_machine.travel(DECIDED_AT, tick=False):
        together(app, 8, act)

    assert whole(session)
    rows = {row.id: row for row in session.execute(select(Application.__table__))}
    assert sorted(done) == sorted(id_ for id_, _ in ids)
    assert {rows[id_].decided_by_id for id_, _ in ids} == {person.id for person in people.values()}
    assert Counter(row.state for row in rows.values()) == {"confirmed": 40, "seeking_contract": 80}


def author(centre: TrainingCentre | None = None) -> Person:
    """Make somebody who decides, as threads may share them."""
    account = builders.make_account(centre=centre)
    return Person(account.id, account.centre_id or 0)


def line_of(application: Application) -> dict[str, str]:
    """Return the line of a file that confirms a wish."""
    candidate = db.session.get_one(Candidate, application.candidate_id)
    programme = db.session.get_one(Programme, application.programme_id)
    return {
        "numero_inscription": candidate.candidate_number,
        "nom": candidate.last_name,
        "prenom": candidate.first_name,
        "code_formation": programme.code,
        "voeu_confirme_le": "2025-03-20 10:00",
    }


def together(app: Flask, count: int, act: Callable[[int], Told]) -> list[Told]:
    """Let so many threads act, all from the same instant on, each with a connection of its own."""
    ready = threading.Barrier(count)

    def one(rank: int) -> Told:
        with app.app_context():
            try:
                ready.wait()
                return act(rank)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
