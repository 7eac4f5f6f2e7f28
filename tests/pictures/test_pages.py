"""The pages of figures and their file."""

import json
import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.year_2025 import BEGINNING, CONFIRMED_AT, DECIDED_AT

NOW = "2025-05-26T12:32:00Z"


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme with a wish at each of four stages."""
    programme = builders.make_programme(capacity=24)
    for state in (State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT, State.ACCEPTED):
        builders.make_application(state=state, programme=programme)
    return programme


@pytest.fixture
def manager(client: FlaskClient, programme: Programme) -> FlaskClient:
    """Give a signed-in manager of that centre."""
    builders.log_in(client, builders.make_account(Role.MANAGER))
    return client


@time_machine.travel(NOW)
def test_a_picture_says_in_words_and_in_a_table_what_it_draws(
    manager: FlaskClient, programme: Programme
) -> None:
    for address in (f"/formations/{programme.code}/chiffres", "/chiffres"):
        page = manager.get(address).text
        assert "Du vœu au contrat : vœux formulés 4, vœux confirmés 3, mis en recherche de contrat 2" in page
        assert page.count('role="img"') == page.count("<desc ") == page.count("Voir les données") == 3
        assert "pas de session 2024 à comparer" in page
        assert "style=" not in page


@time_machine.travel(NOW)
def test_the_year_before_stands_beside(manager: FlaskClient, programme: Programme) -> None:
    past = builders.make_programme(campaign=builders.make_campaign(2024), code=programme.code)
    builders.make_application(
        state=State.UNCONFIRMED, programme=past, received_at=BEGINNING.replace(year=2024)
    )
    page = manager.get(f"/formations/{programme.code}/chiffres").text
    assert "à côté de la session 2024 au 26\u00a0mai\u00a02024" in page
    assert "vœux formulés 4 (contre 1 le 26\u00a0mai\u00a02024)" in page


@time_machine.travel(NOW)
def test_a_week_that_had_not_come_the_year_before_is_left_open(
    manager: FlaskClient, programme: Programme
) -> None:
    """26 May 2025 is a Monday; its week is that of 27 May 2024, which the 26th does not reach."""
    past = builders.make_programme(campaign=builders.make_campaign(2024), code=programme.code)
    confirmed, decided = (CONFIRMED_AT.replace(year=2024), DECIDED_AT.replace(year=2024))
    builders.make_application(
        state=State.REFUSED,
        programme=past,
        received_at=BEGINNING.replace(year=2024),
        confirmed_at=confirmed,
        decided_at=decided,
    )
    lines = manager.get(f"/formations/{programme.code}/chiffres.csv").data.decode("utf-8-sig")
    assert "Décisions;2025-03-31;par une personne;2;1\r\n" in lines
    assert "Décisions;2025-05-19;par une personne;0;0\r\n" in lines
    assert "Décisions;2025-05-26;par une personne;0;\r\n" in lines


def test_what_is_empty_says_so(client: FlaskClient, app: Flask) -> None:
    programme = builders.make_programme(capacity=None)
    builders.log_in(client, builders.make_account(Role.MANAGER))
    for address in (f"/formations/{programme.code}/chiffres", "/chiffres"):
        page = client.get(address).text
        assert "Aucune candidature n’a encore été reçue" in page
        assert 'class="graphe' not in page
    assert client.get("/chiffres?session=1999").status_code == 404
    assert client.get("/chiffres?session=x").status_code == 200


@time_machine.travel(NOW)
def test_the_file_holds_the_same_figures_and_the_journal_tells_it(
    manager: FlaskClient, programme: Programme, session: Session
) -> None:
    """R10.2, I14: the figures leave with a line that says who took them."""
    answer = manager.get(f"/formations/{programme.code}/chiffres.csv")
    assert answer.status_code == 200
    text = answer.data.decode("utf-8-sig")
    assert "Du vœu au contrat;Vœux formulés;candidatures;4;\r\n" in text
    assert "Contrats et places;2025-05-26;contrats actifs;1;\r\n" in text
    assert re.search(r"Décisions;2025-03-31;par une personne;2;\r\n", text)
    session.rollback()
    line = session.execute(
        select(JournalEntry.details, JournalEntry.programme_id).where(JournalEntry.event == "exported")
    ).one()
    details = json.loads(line.details)
    assert (details["file"], details["rows"], line.programme_id) == (
        "chiffres",
        text.count("\r\n") - 1,
        programme.id,
    )


@time_machine.travel(NOW)
def test_each_sees_the_figures_of_what_they_see(client: FlaskClient, programme: Programme) -> None:
    """R8.3: a manager limited to another programme counts nothing of this one."""
    other = builders.make_programme()
    builders.make_application(state=State.UNCONFIRMED, programme=other)
    builders.log_in(client, builders.make_account(Role.MANAGER, programmes=(other,)))
    assert "vœux formulés 1," in client.get("/chiffres").text
    assert client.get(f"/formations/{programme.code}/chiffres").status_code == 404
