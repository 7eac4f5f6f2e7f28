"""F18, F30, I11: candidates, managers and the sweep of offers on the same rows at the same instant."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.contracts import actions
from recruitment.contracts.models import Contract
from recruitment.core import config
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Actor
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState, Reply
from tests import builders, databases
from tests.contracts.desk import MONDAY, REPLY_UNTIL, clock_at
from tests.contracts.offers import EMPLOYER
from tests.faults.sweeps import DONE, sweeper_at
from tests.faults.test_at_once import author, together
from tests.properties import truths
from tests.properties.world import Person

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def whole(session: Session) -> bool:
    """Tell whether seats, offers, lines and mails are as they must be."""
    session.rollback()
    assert truths.breaches(truths.read(session)) == []
    return True


def places(count: int, capacity: int = 4) -> list[tuple[Programme, Person]]:
    """Make programmes, each of a centre of its own with somebody who enters contracts."""
    centres = [builders.make_centre() for _ in range(count)]
    return [(builders.make_programme(centre=centre, capacity=capacity), author(centre)) for centre in centres]


def offer(candidate: Candidate, programme: Programme, person: Person) -> int:
    """Enter a contract for a candidate who has not confirmed the wish."""
    wish = builders.make_application(
        state=ApplicationState.UNCONFIRMED, programme=programme, candidate=candidate
    )
    with clock_at(MONDAY):
        return actions.enter_contract(person, wish.id, **EMPLOYER).contract_id


def answer(candidate_id: int, contract_id: int, reply: Reply) -> str:
    """Answer; return the state, or why not."""
    try:
        actor = Actor("candidate", candidate_id)
        return actions.reply_to_offer(actor, contract_id, reply, **EMPLOYER).state
    except RuleViolation as refusal:
        return refusal.code


def test_one_candidate_accepts_in_eight_centres_at_once(app: Flask, session: Session) -> None:
    """R5.4, R5.5, I11: for good, one wins and the others are told; kept, each renounces the former."""
    for reply, expected in (
        (Reply.ACCEPT, {"accepted": 1, "contract_not_pending": 7}),
        (Reply.ACCEPT_KEEPING_WISHES, {"accepted_keeping_wishes": 8}),
    ):
        candidate = builders.make_candidate()
        candidate_id = candidate.id
        contracts = [offer(candidate, *place) for place in places(8)]
        with time_machine.travel(MONDAY, tick=False):
            told = together(
                app,
                8,
                lambda rank: answer(candidate_id, contracts[7 - rank], reply),  # noqa: B023
            )
        assert Counter(told) == expected
        session.rollback()
        states = session.scalars(
            select(Application.state).where(Application.candidate_id == candidate_id)
        ).all()
        assert Counter(states) == {next(iter(expected)): 1, "withdrawn_with_contract": 7}
    assert whole(session)


def test_everybody_at_once_on_the_wishes_of_six_candidates(app: Flask, session: Session) -> None:
    """F18: answers, departures, cancellations, breaks and entries, by number too, in whatever order."""
    where = places(4, capacity=6)
    candidates = [builders.make_candidate() for _ in range(6)]
    known = [(one.id, one.candidate_number) for one in candidates]
    offers = {
        (one.id, rank): offer(one, *where[rank]) for one in candidates for rank in range(len(where) - 1)
    }
    wishes = {row.id: row.application_id for row in session.execute(select(Contract.__table__))}
    programmes = [(programme.id, person) for programme, person in where]

    def act(rank: int) -> Counter[str]:
        told: Counter[str] = Counter()
        for turn in range(6):
            candidate_id, number = known[(rank + turn) % 6]
            contract_id = offers[candidate_id, (rank // 2 + turn) % 3]
            programme_id, person = programmes[(rank // 2 + turn) % 3]
            try:
                if rank % 8 in (0, 1, 2):
                    reply = tuple(Reply)[(rank + turn) % 3]
                    actions.reply_to_offer(Actor("candidate", candidate_id), contract_id, reply, **EMPLOYER)
                elif rank % 8 == 3:
                    actions.withdraw_wish(Actor("candidate", candidate_id), wishes[contract_id])
                elif rank % 8 == 4:
                    actions.cancel_contract(person, contract_id, reason="Erreur")
                elif rank % 8 == 5:
                    on = MONDAY.date()
                    actions.break_contract(person, contract_id, broken_on=on, cause="Départ")
                else:
                    last = rank % 8 == 6
                    at, by = programmes[3] if last else (programme_id, person)
                    actions.enter_contract_for_number(by, at, number, **EMPLOYER)
            except RuleViolation as refusal:
                told[refusal.code] += 1
            else:
                told["done"] += 1
        return told

    with time_machine.travel(MONDAY, tick=False):
        told = sum(together(app, 16, act), Counter[str]())
    assert told["done"] > 0
    assert whole(session)
    for candidate_id, _number in known:
        states = session.scalars(
            select(Application.state).where(Application.candidate_id == candidate_id)
        ).all()
        left_open = {"unconfirmed", "offer_pending", "accepted_keeping_wishes"} & set(states)
        assert not ("accepted" in states and left_open)


def test_answers_of_the_last_second_and_the_sweep_at_once(
    app: Flask, session: Session, database_url: str
) -> None:
    """R5.6, F18: with one clock at the last second and the other after it, each offer ends in one way."""
    ((programme, person), *_others) = places(1, capacity=16)
    offers = []
    for _ in range(16):
        candidate = builders.make_candidate()
        offers.append((candidate.id, offer(candidate, programme, person)))

    def act(rank: int) -> Counter[str]:
        return Counter(answer(*one, Reply.ACCEPT) for one in offers[rank::4])

    after = REPLY_UNTIL + timedelta(seconds=1)
    with (
        sweeper_at(database_url, after, "sweep-offers") as sweeper,
        time_machine.travel(REPLY_UNTIL, tick=False),
    ):
        sweeper.start()
        told = sum(together(app, 4, act), Counter[str]())
        assert sweeper.ended() == DONE
        sweeper.start()
        assert sweeper.ended() == DONE
    assert whole(session)
    db.session.rollback()
    statuses = Counter(session.scalars(select(Contract.status)))
    assert set(told) <= {"accepted", "reply_too_late"}
    assert (statuses["accepted"], statuses["expired"]) == (told["accepted"], told["reply_too_late"])


def test_an_answer_caught_in_a_ring_of_locks_begins_again() -> None:
    """R5.4: somebody holds the second of its programmes and wants the first; PostgreSQL gives one of them up."""
    with postgresql_app() as app:
        (first, one), (second, other) = places(2)
        candidate = builders.make_candidate()
        candidate_id, contract_id = candidate.id, offer(candidate, first, one)
        offer(candidate, second, other)
        ids = (first.id, second.id)
        held = threading.Event()

        def hold_the_other_way_round() -> str:
            with app.app_context(), transaction() as session:
                locking = select(Programme.id).with_for_update()
                session.execute(locking.where(Programme.id == ids[1]))
                held.set()
                for _ in range(400):
                    session.execute(text("SELECT pg_stat_clear_snapshot()"))
                    if session.scalar(WAITING):
                        break
                    threading.Event().wait(0.01)
                session.execute(locking.where(Programme.id == ids[0]))
            return "ended"

        def reply() -> str:
            held.wait()
            with app.app_context(), time_machine.travel(MONDAY, tick=False):
                return answer(candidate_id, contract_id, Reply.ACCEPT)

        with ThreadPoolExecutor(2) as pool:
            ring, told = pool.submit(hold_the_other_way_round), pool.submit(reply)
            assert told.result() == "accepted"
            assert ring.exception() is None
        assert whole(db.session())


@contextmanager
def postgresql_app() -> Iterator[Flask]:
    """Give the application on a PostgreSQL of its own: SQLite has one lock, and no ring."""
    from app import create_app

    with databases.migrated_database("postgresql") as url:
        application = create_app(config.read(databases.environment(url)), {"TESTING": True})
        with application.app_context():
            yield application
            db.session.remove()
            db.engine.dispose()
