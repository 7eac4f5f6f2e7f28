"""The bar at the top: it says what time it is, moves it, and says what the jobs did on the way."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from recruitment.applications.models import Application
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.models import JobRun
from recruitment.demo import clock as demo_clock
from tests.builders import log_in, make_account, make_application
from tests.demo.conftest import START, paris
from tests.forms import hidden_fields

CONFIRMED_EARLY = paris("2025-03-20T10:00:00")
CONFIRMED_9_MAY = paris("2025-05-09T10:00:00")


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a manager who is signed in, on 26 May."""
    demo_clock.put_at(datetime.fromisoformat(START))
    log_in(client, make_account())
    return client


def move(client: FlaskClient, **fields: str) -> TestResponse:
    """Send the form of the clock's own page."""
    page = client.get("/demo/horloge?retour=/candidats")
    return client.post("/demo/horloge", data={**hidden_fields(page.text, "/demo/horloge"), **fields})


def message(client: FlaskClient) -> str:
    """Return the page that a move leads back to."""
    return client.get("/demo/horloge").text


def test_the_sign_in_page_shows_the_clock_but_does_not_move_it(app: Flask, client: FlaskClient) -> None:
    demo_clock.put_at(datetime.fromisoformat(START))
    page = client.get("/connexion").text
    assert "horloge simulée" in page
    assert "lundi 26\u00a0mai\u00a02025" in page
    assert "/demo/horloge" not in page
    assert client.post("/demo/horloge", data={"vers": "jour"}).status_code in (400, 401)


def test_a_day_further_is_the_same_hour_tomorrow(desk: FlaskClient) -> None:
    answer = move(desk, vers="jour")
    assert (answer.status_code, answer.location) == (303, "/candidats")
    assert clock.in_paris(clock.now()).strftime("%d %H:%M") == "27 14:32"
    assert "Rien n’arrivait à terme entre-temps." in message(desk)


def test_the_move_goes_nowhere_but_on_this_site(desk: FlaskClient) -> None:
    assert move(desk, vers="jour", retour="https://ailleurs.example/").location == "/"


def test_tonight_lets_the_sweep_see_its_night(desk: FlaskClient) -> None:
    """R3.4: what is due at midnight has passed at five past."""
    wish = make_application(confirmed_at=CONFIRMED_9_MAY)
    move(desk, vers="instant", instant="2025-05-29T15:00")
    move(desk, vers="nuit")
    assert db.session.get_one(Application, wish.id, populate_existing=True).state == "seeking_contract"
    assert "1 vœu passé automatiquement en recherche de contrat" in message(desk)


def test_over_several_days_each_wish_passes_on_its_own_night(desk: FlaskClient) -> None:
    """R3.3b: confirmed on 9 May it passes on 30 May, confirmed in March on 2 June."""
    early = make_application(confirmed_at=CONFIRMED_EARLY)
    late = make_application(confirmed_at=CONFIRMED_9_MAY)
    answer = move(desk, vers="instant", instant="2025-06-03T09:00")
    assert answer.status_code == 303
    nights = [
        clock.in_paris(decided).strftime("%d/%m %H:%M")
        for decided in db.session.scalars(
            select(Application.decided_at)
            .where(Application.id.in_([early.id, late.id]))
            .order_by(Application.decided_at)
        )
        if decided
    ]
    assert nights == ["30/05 00:00", "02/06 00:00"]
    assert "2 vœux passés automatiquement en recherche de contrat" in message(desk)


def test_the_reminders_of_the_mornings_on_the_way_leave(desk: FlaskClient) -> None:
    """R3.6: one day before the last day."""
    make_application(confirmed_at=CONFIRMED_EARLY)
    move(desk, vers="jour")
    said = message(desk)
    assert "rappel" in said
    assert db.session.scalar(select(JobRun.outcome).where(JobRun.job == "remind-deadlines")) == "done"


def test_going_back_is_refused_and_says_how_to_start_over(desk: FlaskClient) -> None:
    answer = move(desk, vers="instant", instant="2025-05-20T10:00")
    assert answer.status_code == 422
    assert "ne recule pas" in answer.text
    assert "réinitialisez la démonstration" in answer.text
    assert clock.now() >= datetime.fromisoformat(START)


@pytest.mark.parametrize("instant", ["", "demain", "2025-02-30T10:00"])
def test_what_is_no_instant_is_asked_again(desk: FlaskClient, instant: str) -> None:
    assert move(desk, vers="instant", instant=instant).status_code == 422


def test_the_season_ends_with_its_year(desk: FlaskClient) -> None:
    answer = move(desk, vers="instant", instant="2026-01-02T10:00")
    assert answer.status_code == 422
    assert "31 décembre" in answer.text


def test_a_move_without_the_token_of_the_form_is_refused(desk: FlaskClient) -> None:
    assert desk.post("/demo/horloge", data={"vers": "jour"}).status_code == 400
    assert clock.in_paris(clock.now()).day == 26
