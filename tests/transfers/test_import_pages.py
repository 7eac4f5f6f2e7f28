"""Imports from the screen: sent, checked by the job, shown, confirmed or given up."""

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from recruitment.applications.models import Application, Candidate
from recruitment.core import jobs as core_jobs
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Role
from recruitment.transfers.jobs import run_queued_imports
from recruitment.transfers.models import ImportRow, ImportRun
from tests import builders
from tests.forms import hidden_fields
from tests.importing import the_run

NOW = datetime(2025, 4, 1, 10, 0, tzinfo=PARIS)
FILE = "numero_inscription;nom;prenom;code_formation;sexe\n1234567;Roche;Inès;40123;F\n7654321;Vidal;Malo;40123;X\n"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_now(app: Flask) -> Any:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def manager(client: FlaskClient) -> FlaskClient:
    builders.make_programme(code="40123")
    builders.log_in(client, builders.make_account())
    return client


def _folder(app: Flask) -> Path:
    return Path(app.config["SETTINGS"].data_dir) / "uploads"


def _work(app: Flask) -> core_jobs.Run:
    """Do what the job process does."""
    with transaction() as session:
        run = core_jobs.begin(session, "run-imports", started_by="tick")
    run_queued_imports(run, _folder(app))
    with transaction() as session:
        core_jobs.finish(session, run, "done")
    db.session.expire_all()
    return run


def _send(client: FlaskClient, content: str | bytes = FILE, kind: str = "candidates") -> TestResponse:
    page = client.get("/imports").text
    start = page.index(f'name="kind" value="{kind}"')
    fields = hidden_fields(page[page.rindex("<form", 0, start) :].split("</form>")[0])
    data = content.encode() if isinstance(content, str) else content
    campaign = db.session.scalars(select(ImportRun.campaign_id)).first() or 1
    return client.post(
        "/imports",
        data={**fields, "kind": kind, "campaign": str(campaign), "file": (io.BytesIO(data), "vœux.csv")},
        content_type="multipart/form-data",
    )


def _step(client: FlaskClient, step: str) -> TestResponse:
    address = f"/imports/{the_run().id}"
    fields = hidden_fields(client.get(address).text, f"{address}/{step}")
    return client.post(f"{address}/{step}", data=fields)


def _applications() -> int:
    return db.session.scalar(select(func.count()).select_from(Application)) or 0


def test_a_file_is_checked_shown_confirmed_and_written(manager: FlaskClient, app: Flask) -> None:
    sent = _send(manager)
    address = f"/imports/{the_run().id}"
    assert (sent.status_code, sent.headers["Location"]) == (303, address)
    assert "_progress" in manager.get(address).text
    _work(app)
    shown = manager.get(address).text
    assert '<b class="num" data-count="new">1</b>' in shown
    assert '<b class="num" data-count="refused">1</b>' in shown
    assert '<b class="num" data-count="refused">1</b> refusée</li>' in shown
    assert "<b>1 ligne refusée.</b> Elle ne sera pas enregistrée ;" in shown
    assert "La lettre M ou F est attendue." in shown
    assert _applications() == 0
    assert _step(manager, "confirmation").status_code == 303
    assert the_run().state == "queued"
    _work(app)
    assert (the_run().state, _applications()) == ("done", 1)
    assert "Enregistré le" in manager.get(address).text


LATE = FILE.replace("sexe", "voeu_confirme_le").replace(";F", ";2025-04-10").replace(";X", ";2025-05-31")


def test_wishes_whose_time_for_examination_is_over_are_told(manager: FlaskClient, app: Flask) -> None:
    """R3.4: what the sweep takes seconds after the writing, for ever, is said before it."""
    with time_machine.travel(datetime(2025, 6, 2, 9, 32, tzinfo=PARIS)):
        builders.log_in(manager, builders.make_account())
        _send(manager, LATE)
        _work(app)
        page = " ".join(manager.get(f"/imports/{the_run().id}").text.replace("\u00a0", " ").split())
    assert "Vœux qui deviennent confirmés : <b>2</b>" in page
    assert '<b data-late="1">1 candidature dont le délai d’examen est passé</b>.' in page
    assert "Le système la retiendra aussitôt, sans retour possible." in page
    assert "Dernier jour : 28 mai 2025. Passage : 2 juin 2025 à 0 h 00, délai passé" in page
    assert "Dernier jour : 20 juin 2025. Passage : 21 juin 2025 à 0 h 00.<" in page


def test_wishes_that_there_is_time_to_examine_are_shown_with_their_dates(
    manager: FlaskClient, app: Flask
) -> None:
    """R3.2: the evening before they are in time, after midnight the same page says that they are not."""
    line = LATE.partition("7654321")[0]
    with time_machine.travel(datetime(2025, 6, 1, 23, 58, tzinfo=PARIS)) as clock:
        builders.log_in(manager, builders.make_account())
        _send(manager, line)
        _work(app)
        address = f"/imports/{the_run().id}"
        assert "data-late" not in manager.get(address).text
        clock.move_to(datetime(2025, 6, 2, 0, 0, tzinfo=PARIS))
        assert 'data-late="1"' in manager.get(address).text


def test_a_wish_with_a_contract_does_not_pass(manager: FlaskClient, app: Flask) -> None:
    """R2.1: a contract entered before the confirmation keeps the state that it gave."""
    home = db.session.scalars(select(Programme)).one()
    wish = builders.make_application(state="unconfirmed", programme=home)
    known = db.session.get_one(Candidate, wish.candidate_id)
    with transaction() as session:
        session.execute(update(Application).values(state="offer_pending"))
    builders.make_contract(wish)
    line = f"{known.candidate_number};Martin;Camille;40123;2025-04-10\n"
    with time_machine.travel(datetime(2025, 6, 2, 9, 32, tzinfo=PARIS)):
        builders.log_in(manager, builders.make_account())
        _send(manager, LATE.partition("\n")[0] + "\n" + line)
        _work(app)
        page = manager.get(f"/imports/{the_run().id}").text
    assert "data-late" not in page
    assert "Un contrat est déjà saisi." in page


def test_a_known_candidate_is_shown_by_the_name_that_stays(manager: FlaskClient, app: Flask) -> None:
    """R8.3: who is known elsewhere too keeps the known name, whatever the file says."""
    person = builders.make_candidate(last_name="Martin", first_name="Camille", birth_date=None)
    home = db.session.scalars(select(Programme)).one()
    builders.make_application(candidate=person, programme=home)
    builders.make_application(
        candidate=person, programme=builders.make_programme(centre=builders.make_centre())
    )
    number = person.candidate_number
    _send(
        manager,
        f"numero_inscription;nom;prenom;code_formation;date_naissance\n{number};Martine;Camille;40123;2006-03-04\n",
    )
    _work(app)
    page = manager.get(f"/imports/{the_run().id}").text
    assert the_run().counts["changed"] == 1
    assert "<td>Martin</td>" in page
    assert "Martine" not in page


def test_nothing_personal_outlives_an_import(manager: FlaskClient, app: Flask) -> None:
    _send(manager)
    _work(app)
    _step(manager, "confirmation")
    _work(app)
    rows = db.session.execute(select(ImportRow.action, ImportRow.payload)).all()
    assert [row.action for row in rows] == ["refused"]
    assert "Vidal" not in rows[0].payload
    assert the_run().stored_name is None


def test_a_confirmation_sent_twice_counts_once(manager: FlaskClient, app: Flask) -> None:
    _send(manager)
    _work(app)
    address = f"/imports/{the_run().id}"
    fields = hidden_fields(manager.get(address).text, f"{address}/confirmation")
    answers = [manager.post(f"{address}/confirmation", data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    _work(app)
    assert _applications() == 1


def test_an_import_given_up_is_never_written(manager: FlaskClient, app: Flask) -> None:
    _send(manager)
    _work(app)
    stored = the_run().stored_name
    address = f"/imports/{the_run().id}"
    late = hidden_fields(manager.get(address).text, f"{address}/confirmation")
    assert _step(manager, "annulation").status_code == 303
    assert the_run().state == "cancelled"
    assert stored is not None
    assert not (_folder(app) / stored).exists()
    refused = manager.post(f"{address}/confirmation", data=late)
    assert refused.status_code == 409
    assert 'data-refusal="import_not_ready"' in refused.text
    _work(app)
    assert _applications() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [("nom;prenom\nRoche;Inès\n", "Colonnes nécessaires absentes"), (b"%PDF-1.7\n", "PDF"), (b"", "vide")],
)
def test_a_broken_file_is_refused_at_once(content: str | bytes, said: str, manager: FlaskClient) -> None:
    answer = _send(manager, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_a_file_that_breaks_further_down_is_told_on_its_page(manager: FlaskClient, app: Flask) -> None:
    _send(manager, FILE + '1;"Roche;Inès;40123;F\n')
    _work(app)
    assert the_run().state == "failed"
    page = manager.get(f"/imports/{the_run().id}").text
    assert "Rien n’a été enregistré" in page
    assert "guillemet" in page


def test_the_progress_asks_again_and_then_gives_way_to_the_page(manager: FlaskClient, app: Flask) -> None:
    _send(manager)
    address = f"/imports/{the_run().id}"
    under_way = manager.get(f"{address}/avancement", headers=HTMX)
    assert 'id="_progress"' in under_way.text
    _work(app)
    over = manager.get(f"{address}/avancement", headers=HTMX)
    assert over.headers["HX-Redirect"] == address
    assert manager.get(f"{address}/avancement").headers["Location"] == address


def test_the_errors_can_be_downloaded_without_what_cells_hold(manager: FlaskClient, app: Flask) -> None:
    _send(manager, FILE.replace(";X", ";=1+1"))
    _work(app)
    answer = manager.get(f"/imports/{the_run().id}/erreurs.csv")
    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert lines[:2] == ["ligne;colonne;nature;message", "3;sexe;erreur;La lettre M ou F est attendue."]
    assert "=1+1" not in answer.text


@pytest.mark.parametrize("name", ["modele-candidats", "modele-formations"])
def test_the_templates_are_files_that_the_product_takes(name: str, client: FlaskClient, app: Flask) -> None:
    builders.make_programme(code="40123", centre=builders.make_centre(uai="0631985R"))
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    template = client.get(f"/imports/{name}.csv")
    kind = "candidates" if "candidats" in name else "programmes"
    assert _send(client, template.data, kind).status_code == 303
    _work(app)
    run = the_run()
    assert (run.state, run.counts["refused"], run.counts["unknown"]) == ("previewed", 0, [])


def test_a_person_imports_into_the_programmes_that_they_see_only(client: FlaskClient, app: Flask) -> None:
    """R8.3, I5: elsewhere a programme does not exist."""
    builders.make_programme(code="40123", centre=builders.make_centre())
    mine = builders.make_programme(code="40200", centre=builders.make_centre())
    own = builders.make_account(centre=db.session.merge(_centre_of(mine)), programmes=(mine,))
    builders.log_in(client, own)
    _send(
        client, FILE.replace(";F", ";F").replace("7654321;Vidal;Malo;40123;X", "7654321;Vidal;Malo;40200;M")
    )
    _work(app)
    assert (the_run().counts["new"], the_run().counts["refused"]) == (1, 1)
    assert (
        "Formation inconnue dans cette session, ou hors de votre accès"
        in client.get(f"/imports/{the_run().id}").text
    )


def _centre_of(programme: Any) -> Any:
    from recruitment.programmes.models import TrainingCentre

    return db.session.get_one(TrainingCentre, programme.centre_id)


def test_programmes_are_the_administrators_to_import(manager: FlaskClient) -> None:
    """R8.3: capacities and the examination of files are settings."""
    assert "Importer des formations" not in manager.get("/imports").text
    answer = _send_as(manager, "programmes")
    assert answer.status_code == 403


def _send_as(client: FlaskClient, kind: str) -> TestResponse:
    fields = hidden_fields(client.get("/imports").text)
    file = (io.BytesIO(b"code_formation;intitule;uai\n1;BTS;0631985R\n"), "f.csv")
    return client.post(
        "/imports",
        data={**fields, "kind": kind, "campaign": "1", "file": file},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REGIONAL])
def test_who_only_reads_imports_nothing(role: str, client: FlaskClient) -> None:
    builders.make_programme(code="40123")
    builders.log_in(client, builders.make_account(role))
    assert client.get("/imports").status_code == 403


def test_another_persons_import_does_not_exist(manager: FlaskClient, app: Flask) -> None:
    """I5: what somebody else imports shows candidates that one may not see."""
    _send(manager)
    other = app.test_client()
    builders.log_in(other, builders.make_account(Role.REGISTRAR))
    address = f"/imports/{the_run().id}"
    assert [other.get(a).status_code for a in (address, f"{address}/erreurs.csv")] == [404, 404]


def test_a_closed_account_imports_nothing_more(manager: FlaskClient, app: Flask) -> None:
    """R8.4: closing an account ends what was under way in its name."""
    from recruitment.accounts.models import Account

    _send(manager)
    with transaction() as session:
        session.execute(update(Account).values(closed_at=NOW))
    _work(app)
    assert the_run().state == "failed"


def test_the_campaign_offered_first_is_the_present_one(manager: FlaskClient) -> None:
    builders.make_campaign(2026)
    page = manager.get("/imports").text
    assert re.search(r'<option selected value="\d+">2025</option>', page)
