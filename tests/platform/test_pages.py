"""The pages of the platform: receiving, what goes up, trying again (S0, R6.2, R6.3, R6.6)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from recruitment.core.transaction import transaction
from recruitment.exchanges.models import UplinkEntry
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.contracts.desk import clock_at, paris
from tests.forms import hidden_fields, submit
from tests.neighbours.faults import Fault
from tests.neighbours.people import candidates, with_guardians
from tests.neighbours.platform import Platform
from tests.platform.test_receive import pool
from tests.platform.world import World, admit, connect, entries, exchanges

JULY = paris("2025-07-07 10:00")
ADDRESS, UPLINKS = "/admis/reception", "/echanges/remontees"


@pytest.fixture
def world(app: Flask, client: FlaskClient) -> Iterator[World]:
    """Give a centre with its registrar signed in, and a platform with 20 candidates."""
    with Platform(people=with_guardians(candidates(20, programme="34120"), 34)) as platform:
        made = connect(app, platform)
        builders.log_in(client, builders.make_account("registrar"))
        yield made


def test_received_from_the_page(world: World, client: FlaskClient) -> None:
    """S0: seen first, then received; the sentence and the list of receptions say so."""
    with clock_at(JULY):
        page = submit(client, ADDRESS, annee="2025", acte="apercu").text
        assert '<td class="num">20</td>' in page
        assert pool() == []
        done = client.post(
            ADDRESS,
            data={**hidden_fields(client.get(ADDRESS).text, ADDRESS), "annee": "2025"},
            follow_redirects=True,
        )
        assert "Réception effectuée de 20 candidats avec succès, et de leur 34 responsables" in done.text
        assert "20 candidats, 34 responsables" in done.text
    assert len(pool()) == 20


def test_a_time_out_is_told_on_the_page(world: World, client: FlaskClient) -> None:
    """S0."""
    world.platform.fail_always(Fault.SILENT)
    with clock_at(JULY):
        page = submit(client, ADDRESS, annee="2025", acte="apercu").text
        assert "Réception des candidats impossible : Read timed out" in page
        assert submit(client, ADDRESS, annee="2025").status_code == 303
        told = client.get(ADDRESS).text
        assert "Réception des candidats impossible : Read timed out" in told
        assert "recommencez plus tard" in told
    assert (pool(), [one.state for one in exchanges()]) == ([], ["failed"])


def test_another_school_year_and_too_many_gone(world: World, client: FlaskClient) -> None:
    """R6.3, R6.6: refused in words; the number of those who go is typed."""
    with clock_at(JULY):
        refused = submit(client, ADDRESS, annee="2026")
        assert (refused.status_code, 'data-refusal="other_school_year"' in refused.text) == (422, True)
        assert submit(client, ADDRESS, annee="1999").status_code == 422
        submit(client, ADDRESS, annee="2025")
        world.platform.people = world.platform.people[:5]
        answer = submit(client, ADDRESS, annee="2025")
        assert (answer.location or "").endswith("disparus=15")
        assert "tapez leur nombre" in client.get(answer.location or "").text
        assert submit(client, ADDRESS, annee="2025", disparus="15").status_code == 303
    assert sum(row.gone_at is None for row in pool()) == 5


def test_without_a_connector_the_page_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    """R7.3."""
    builders.make_programme()
    builders.log_in(client, builders.make_account("registrar"))
    with clock_at(JULY):
        assert "Le connecteur Parcoursup n’est pas réglé" in client.get(ADDRESS).text
        refused = submit(client, ADDRESS, annee="2025")
        assert 'data-refusal="connector_not_ready"' in refused.text
        assert "Le connecteur Parcoursup n’est pas réglé" in client.get(UPLINKS).text


def test_without_a_session_nothing_is_received(app: Flask, client: FlaskClient) -> None:
    """R6.3: no campaign was loaded yet: a refusal, never a crash."""
    builders.log_in(client, builders.make_account("registrar"))
    with clock_at(JULY):
        assert client.get(ADDRESS).status_code == 200
        refused = submit(client, ADDRESS, annee="2025")
        assert 'data-refusal="campaign_unknown"' in refused.text


def test_what_goes_up_is_listed_and_tried_again(world: World, client: FlaskClient) -> None:
    """R6.2, R6.4: waiting, refused, sent; a refused one is sent again unless a later state has gone."""
    people = world.platform.people[:3]
    numbers = [str(person["codeCandidat"]) for person in people]
    world.platform.refuses = {numbers[0]: "Candidat inconnu", numbers[1]: "Candidat inconnu"}
    with clock_at(JULY):
        for person in people:
            admit(world, person)
            world.queue(str(person["codeCandidat"]))
        waiting = client.get(UPLINKS).text
        assert "au prochain envoi" in waiting
        assert "Inscription principale" in waiting
        run_job(BY_NAME["run-uplink"], started_by="command")
        refused = client.get(f"{UPLINKS}?vue=failed").text
        assert "Candidat inconnu" in refused
        assert "2 remontées refusées par Parcoursup" in client.get("/").text
        assert "Inscription prise en compte" in client.get(f"{UPLINKS}?vue=sent").text
        world.platform.refuses = {}
        world.queue(numbers[1], 3)
        sent = {**hidden_fields(refused, f"{UPLINKS}?vue=failed"), "c": [row.id for row in entries()]}
        done = client.post(f"{UPLINKS}?vue=failed", data=sent, follow_redirects=True).text
        assert "2 remontées repartent" in done
        assert "1 laissée de côté" in done
        run_job(BY_NAME["run-uplink"], started_by="command")
    assert [row.status for row in entries()] == ["sent", "failed", "sent", "sent"]
    with transaction() as session:
        session.execute(update(UplinkEntry).values(status="queued", sent_at=None, maybe_received=True))
    assert "Peut-être reçue" in client.get(UPLINKS).text


def test_another_centre_sees_nothing_of_it(world: World, app: Flask) -> None:
    """R8.3."""
    admit(world, world.platform.people[0])
    world.queue(str(world.platform.people[0]["codeCandidat"]))
    other = builders.make_centre()
    builders.make_programme(centre=other)
    visitor = app.test_client()
    builders.log_in(visitor, builders.make_account("registrar", centre=other))
    with clock_at(JULY):
        page = visitor.get(UPLINKS).text
        assert "Rien n’attend" in page
        sent = {**hidden_fields(visitor.get(ADDRESS).text, ADDRESS), "c": [entries()[0].id]}
        assert "Rien n’était" in visitor.post(UPLINKS, data=sent, follow_redirects=True).text
