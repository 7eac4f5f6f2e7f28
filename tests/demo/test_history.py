"""What the demonstration holds, on both engines."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.demo import chronicle, loading
from recruitment.demo import clock as demo_clock
from recruitment.demo.catalogue import CENTRES, COUNTERS, MAIN_PROGRAMME
from recruitment.invariants.queries import all_breaches
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState, ContractStatus
from tests import databases
from tests.conftest import ENGINES
from tests.demo.conftest import START, demonstration


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Flask]]:
    """Make the demonstration once on each engine."""
    with ExitStack() as stack:
        found = {}
        for engine in ENGINES:
            url = stack.enter_context(databases.migrated_database(engine))
            app = stack.enter_context(demonstration(url))
            loading.make(start=datetime.fromisoformat(START))
            found[engine] = app
        yield found


@pytest.fixture
def app(made: dict[str, Flask], engine_name: str) -> Iterator[Flask]:
    """Give the demonstration as it was made; these tests only read it."""
    app = made[engine_name]
    demo_clock.resume_reading(app)
    with app.app_context():
        yield app
        db.session.remove()
    clock.simulate(None)


def rows(statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a plain SQL statement."""
    return [tuple(row) for row in db.session.execute(text(statement))]


def test_the_counters_of_each_programme_are_those_of_the_catalogue(app: Flask) -> None:
    statement = select(Programme.code, Application.state).join(
        Application, Application.programme_id == Programme.id
    )
    found = Counter((code, state) for code, state in db.session.execute(statement))
    for goal in (programme for centre in CENTRES for programme in centre.programmes):
        assert tuple(found[goal.code, state] for state in COUNTERS) == goal.counts, goal.code


def test_the_main_programme_shows_the_figures_of_the_guide(app: Flask) -> None:
    found = Counter(
        db.session.scalars(
            select(Application.state)
            .join(Programme, Application.programme_id == Programme.id)
            .where(Programme.code == MAIN_PROGRAMME)
        )
    )
    capacity, taken = rows(f"SELECT capacity, seats_taken FROM programme WHERE code = '{MAIN_PROGRAMME}'")[0]
    assert [found[state] for state in COUNTERS] == [16, 28, 41, 6, 3, 3, 12, 2, 1]
    assert (capacity, taken) == (24, 17)


def test_every_state_and_every_end_of_a_contract_is_there(app: Flask) -> None:
    assert set(db.session.scalars(select(Application.state))) == set(ApplicationState)
    assert set(db.session.scalars(select(Contract.status))) == set(ContractStatus)


def test_nothing_impossible_is_found_in_it(app: Flask) -> None:
    """I1 to I25: the history came about through the acts themselves."""
    assert list(all_breaches(db.session())) == []


def test_no_decision_is_late_before_28_may(app: Flask) -> None:
    """R3.3: nothing can be late before the first last day."""
    assert rows("SELECT count(*) FROM application WHERE decision_late") == [(0,)]


def test_the_programmes_show_each_situation(app: Flask) -> None:
    """Capacity not given, 0, full, large; closed; not examining; exempt."""
    programmes = rows("SELECT code, capacity, seats_taken, closed_at, examines, exempt FROM programme")
    capacities = {row[1] for row in programmes}
    assert {None, 0} <= capacities
    assert max(capacity or 0 for capacity in capacities) > 60
    assert {row[0] for row in programmes if row[1] and row[1] == row[2]} == {
        "34121",
        "35225",
        "36305",
        "37415",
    }
    assert [row[0] for row in programmes if row[3]] == ["36305"]
    assert any(not row[4] for row in programmes)
    assert any(row[5] for row in programmes)


def test_offers_wait_for_tonight_for_tomorrow_and_for_5_june(app: Flask) -> None:
    days = Counter(
        clock.in_paris(until).date().isoformat()
        for until in db.session.scalars(select(Contract.reply_until).where(Contract.status == "pending"))
    )
    assert set(days) == {"2025-05-26", "2025-05-27", "2025-06-05"}


def test_the_nights_to_come_have_passages(app: Flask) -> None:
    """R3: wishes confirmed before and after 9 May pass on different nights."""
    nights = {
        clock.in_paris(instant).date().isoformat()
        for instant in db.session.scalars(
            select(Application.auto_retain_at).where(Application.state == "confirmed")
        )
        if instant
    }
    assert {"2025-05-30", "2025-05-31", "2025-06-02"} <= nights


def test_candidates_wish_for_several_programmes_in_one_centre_and_across(app: Flask) -> None:
    several = rows(
        "SELECT count(*), count(DISTINCT centre_id) FROM application"
        " GROUP BY candidate_id HAVING count(*) > 1"
    )
    assert any(centres == 1 for _, centres in several)
    assert any(centres > 1 for _, centres in several)


def test_the_rest_of_a_season_is_there(app: Flask) -> None:
    """Guardians for those under age, notes, open requests, refusals with details, mails, two campaigns."""
    for table, condition in (
        ("guardian", "true"),
        ("note", "true"),
        ("regional_request", "kind = 'capacity' AND status = 'open'"),
        ("regional_request", "kind = 'closure' AND status = 'open'"),
        ("application", "refusal_details IS NOT NULL"),
        ("outbox", "template = 'deadline_reminder'"),
    ):
        assert rows(f"SELECT count(*) FROM {table} WHERE {condition}") > [(0,)], (table, condition)
    assert rows("SELECT year FROM campaign ORDER BY year") == [(2025,), (2026,)]


def test_the_clock_begins_where_it_was_asked_to(app: Flask) -> None:
    late = clock.now() - datetime.fromisoformat(START)
    assert 0 <= late.total_seconds() < 300


def test_the_same_seed_gives_the_same_rows_on_both_engines(made: dict[str, Flask]) -> None:
    found = []
    for app in made.values():
        with app.app_context():
            names = rows(
                "SELECT id, candidate_number, last_name, first_name, mobile, CAST(birth_date AS varchar)"
                " FROM candidate"
            )
            wishes = rows("SELECT id, candidate_id, programme_id, state, decided_by_id FROM application")
            contracts = rows("SELECT id, application_id, siret, status FROM contract")
            found.append([sorted(map(str, kind)) for kind in (names, wishes, contracts)])
            db.session.remove()
    assert found[0] == found[1]


def test_another_seed_gives_other_people() -> None:
    first, again, other = (
        [wish.number for group in chronicle.write(seed)[0] for wish in group.wishes] for seed in (1, 1, 2)
    )
    assert first == again != other
