"""R6.2 to R6.6: a list sent on the screen, shown, confirmed, looked up, taken back."""

import io
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from recruitment.admissions.jobs import run_queued_lists
from recruitment.admissions.models import Admitted, MappingProfile
from recruitment.admissions.views.place import folder
from recruitment.core import jobs as core_jobs
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders
from tests.admissions.files import line, text
from tests.admissions.lists import pool
from tests.apogee.world import make_connector
from tests.forms import hidden_fields
from tests.neighbours.apogee import Apogee

NOW = datetime(2025, 7, 7, 10, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def at_now(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def programme(app: Flask) -> Programme:
    return builders.make_programme()


@pytest.fixture
def registrar(client: FlaskClient, programme: Programme) -> FlaskClient:
    builders.log_in(client, builders.make_account(Role.REGISTRAR))
    return client


def work(app: Flask) -> None:
    """Do what the job process does."""
    with transaction() as session:
        run = core_jobs.begin(session, "run-imports", started_by="tick")
    run_queued_lists(run, folder())
    with transaction() as session:
        core_jobs.finish(session, run, "done")
    db.session.expire_all()


def sent(client: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """Send a form of a page to where it goes."""
    return client.post(action, data={**hidden_fields(client.get(page).text, action), **fields})


def send(client: FlaskClient, programme: Programme, content: str, **fields: str) -> TestResponse:
    """Send a list on its page."""
    hidden = hidden_fields(client.get("/admis/import").text, "/admis/import")
    data = {
        **hidden, "programme": str(programme.id), "school_year": "2025", "mode": "replace", "profile": "0",
        "file": (io.BytesIO(content.encode()), "admis.csv"), **fields,
    }  # fmt: skip
    return client.post("/admis/import", data=data, content_type="multipart/form-data")


def test_a_list_is_checked_shown_confirmed_and_taken_back(
    app: Flask, registrar: FlaskClient, programme: Programme
) -> None:
    """R6.2, R6.4, R6.5: nothing before the word; the sentence, the search after it; undone, the pool as it was."""
    address = send(registrar, programme, text([line(1), line(2), line(3, Nom="")])).location
    assert "Vérification en cours" in registrar.get(address).text
    work(app)
    page = registrar.get(address).text
    assert 'data-count="new">2' in page
    assert "Apogée en est prévenu" not in page
    with Apogee() as apogee:
        make_connector(programme.centre_id, apogee)
    assert "Apogée en est prévenu dans la minute qui suit" in registrar.get(address).text
    kept_file = folder() / str(db.session.scalars(select(Exchange.stored_name)).one())
    assert kept_file.exists()
    assert "Colonne « Nom » : cette cellule est nécessaire : elle est vide." in page
    assert pool(programme) == {}
    assert sent(registrar, address, f"{address}/confirmation").status_code == 303
    work(app)
    page = registrar.get(address).text
    assert "Réception effectuée de 2 candidats avec succès, sans responsable." in page
    assert not kept_file.exists(), "the file is not kept"
    listed = registrar.get("/admis?origine=parcoursup&du=2025-07-07&au=2025-07-07").text
    assert listed.count("data-admitted") == 2
    assert registrar.get("/admis?au=2025-07-06").text.count("data-admitted") == 0
    person = registrar.get(f"/admis/{pool(programme)['2500001'].id}").text
    assert "4\u00a0mars" in person or "4 mars" in person
    assert sent(registrar, address, f"{address}/annulation", reason="").status_code == 422
    assert sent(registrar, address, f"{address}/annulation", reason="Mauvaise formation").status_code == 303
    assert pool(programme) == {}
    assert db.session.scalar(select(func.count()).select_from(ExchangeLine)) == 0
    assert "Mauvaise formation" in registrar.get(address).text


def test_a_list_is_given_up_or_refused_as_a_whole(
    app: Flask, registrar: FlaskClient, programme: Programme
) -> None:
    """R6.3, R6.4: another year in words, a file without its columns, a list nobody wants: nothing stays."""
    answer = send(registrar, programme, text([line(1)]), school_year="2026")
    assert (answer.status_code, "Année scolaire 2026/2027 impossible" in answer.text) == (422, True)
    answer = send(registrar, programme, "A;B\n1;2\n")
    assert (answer.status_code, "Colonnes nécessaires absentes" in answer.text) == (422, True)
    refused = db.session.scalars(select(Exchange)).one()
    assert (refused.source, refused.state, refused.counts, refused.stored_name) == (
        "platform_file",
        "failed",
        {},
        None,
    )
    assert "Colonnes nécessaires absentes" in str(refused.error)
    assert "Échec" in registrar.get("/echanges?etat=echec").text
    assert "Colonnes nécessaires absentes" in registrar.get(f"/echanges/{refused.id}").text
    assert registrar.get(f"/admis/import/{refused.id}").status_code == 200
    address = send(registrar, programme, text([line(1)])).location
    work(app)
    kept_file = folder() / str(
        db.session.scalars(select(Exchange.stored_name).order_by(Exchange.id.desc())).first()
    )
    assert kept_file.exists()
    assert sent(registrar, address, f"{address}/abandon").status_code == 303
    assert "Abandonné" in registrar.get(address).text
    assert not kept_file.exists()
    assert db.session.scalar(select(func.count()).select_from(ExchangeLine)) == 0
    stranger = app.test_client()
    builders.log_in(stranger, builders.make_account(Role.REGISTRAR, centre=builders.make_centre()))
    assert stranger.get(address).status_code == 404
    assert send(stranger, programme, text([line(1)])).status_code == 422


def test_many_leaving_is_typed_and_a_profile_reads_other_headers(
    app: Flask, registrar: FlaskClient, programme: Programme
) -> None:
    """R6.2, R6.6: a centre's own headers by a profile it saved; more than a fifth gone is typed."""
    headers = registrar.get("/admis/profils").text
    upload = {
        **hidden_fields(headers, "/admis/profils"),
        "file": (io.BytesIO(b"Id;Famille;Usuel;X\n1;A;B;C\n"), "a.csv"),
    }
    page = registrar.post("/admis/profils", data=upload, content_type="multipart/form-data").text
    fields = hidden_fields(page, "/admis/profils/nouveau")
    said = {
        "name": "Le nôtre",
        "champ-0": "candidate_number",
        "champ-1": "last_name",
        "champ-2": "",
        "champ-3": "",
    }
    refused = registrar.post("/admis/profils/nouveau", data={**fields, **said})
    assert (refused.status_code, "son nom et son prénom" in refused.text) == (422, True)
    fields = hidden_fields(refused.text, "/admis/profils/nouveau")
    kept = registrar.post("/admis/profils/nouveau", data={**fields, **said, "champ-2": "first_name"})
    assert kept.status_code == 303
    profile = str(db.session.scalar(select(MappingProfile.id)))
    for rows in ("1;A;B;C\n2;D;E;F\n3;G;H;I\n", "1;A;B;C\n"):
        address = send(registrar, programme, f"Id;Famille;Usuel;X\n{rows}", profile=profile).location
        work(app)
        refused = sent(registrar, address, f"{address}/confirmation", gone="1")
        if rows.count("\n") == 1:
            assert (refused.status_code, 'data-refusal="pool_would_shrink"' in refused.text) == (422, True)
            assert sent(registrar, address, f"{address}/confirmation", gone="2").status_code == 303
        work(app)
    assert [one.gone_at is None for one in pool(programme).values()] == [True, False, False]


def test_our_own_acceptances(app: Flask, registrar: FlaskClient, programme: Programme) -> None:
    """R6.2 from R5: those who accepted here, with their guardians, in one gesture; again, nothing."""
    accepted = builders.make_application(state=ApplicationState.ACCEPTED, programme=programme)
    builders.make_application(state=ApplicationState.CONFIRMED, programme=programme)
    assert "Réception effectuée de 1 candidat avec succès" in _after(registrar)
    (one,) = pool(programme).values()
    assert (one.origin, one.situation, one.application_id) == ("own", 1, accepted.id)
    assert "rien n’a changé" in _after(registrar)
    assert db.session.scalar(select(func.count()).select_from(Admitted)) == 1


def _after(client: FlaskClient) -> str:
    answer = sent(client, "/admis", "/admis")
    return client.get(answer.location).text
