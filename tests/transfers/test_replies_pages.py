"""The platform's list of replies from the screen and from the command line (R5.2)."""

import io
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from recruitment.core import jobs as core_jobs
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.transfers.jobs import run_queued_imports
from recruitment.transfers.models import ImportRun
from tests import builders
from tests.contracts.desk import MONDAY, clock_at, make_desk, state_of
from tests.contracts.pages import of_role
from tests.databases import flask
from tests.forms import hidden_fields
from tests.importing import PROGRAMME, write_file
from tests.transfers.test_replies import number_of, row


def _post(client: FlaskClient, path: Path, code: str) -> TestResponse:
    page = client.get("/imports").text
    start = page.index('name="kind" value="replies"')
    fields = hidden_fields(page[page.rindex("<form", 0, start) :].split("</form>")[0])
    campaign = db.session.scalars(select(ImportRun.campaign_id)).first() or 1
    sent = {"kind": "replies", "campaign": str(campaign), "programme": code}
    return client.post(
        "/imports",
        data={**fields, **sent, "file": (io.BytesIO(path.read_bytes()), path.name)},
        content_type="multipart/form-data",
    )


def _work(app: Flask) -> None:
    """Do what the job process does."""
    with transaction() as session:
        run = core_jobs.begin(session, "run-imports", started_by="tick")
    run_queued_imports(run, Path(app.config["SETTINGS"].data_dir) / "uploads")
    with transaction() as session:
        core_jobs.finish(session, run, "done")
    db.session.expire_all()


def test_the_page_takes_a_list_and_shows_what_it_would_do(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    """R5.2: preview by line, nothing is recorded before the word; then the discrepancies wait in their list."""
    desk = make_desk(State.OFFER_PENDING)
    other = builders.make_application(state=State.ACCEPTED, programme=desk.programme)
    rows = [
        {**row(desk, codeSituation="1"), "Classement": "3"},
        {**row(desk, codeSituation="0"), "N°Inscription": number_of(other.candidate_id)},
    ]
    path = write_file(tmp_path, rows)
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        url = _post(client, path, desk.programme.code).location
        _work(app)
        page = client.get(url).text
        assert "réponse enregistrée : oui, définitif" in page
        assert "Réponse : ici oui, définitif, plateforme en attente" in page
        assert "Colonnes laissées de côté, sans être lues : Classement" in page
        assert state_of(desk.application.id) == State.OFFER_PENDING
        sent = client.post(f"{url}/confirmation", data=hidden_fields(page, f"{url}/confirmation"))
        assert sent.status_code == 303
        _work(app)
        assert "1 écart à régler" in client.get(url).text
    assert state_of(desk.application.id) == State.ACCEPTED


def test_the_page_wants_a_programme_that_one_sees(client: FlaskClient, tmp_path: Path) -> None:
    """R8.3: another centre's does not exist; a list without any is told so."""
    desk = make_desk(State.OFFER_PENDING)
    elsewhere = builders.make_programme(centre=builders.make_centre())
    path = write_file(tmp_path, [row(desk, codeSituation="1")])
    with clock_at(MONDAY):
        of_role(client, desk, "manager")
        for code, said in ((elsewhere.code, "Aucune formation"), ("", "Colonnes nécessaires absentes")):
            answer = _post(client, path, code)
            assert (answer.status_code, said in answer.text) == (422, True)


def test_the_command_previews_then_records(migrated: str, tmp_path: Path) -> None:
    """R5.2: `flask replies import FILE --campaign 2025 --programme CODE [--yes]`; unknown columns are told."""
    flask("campaign", "load", "2025", url=migrated)
    path = write_file(tmp_path, [{"N°Inscription": "1", "codeSituation": "2", "Classement": "3"}])
    asked = ("replies", "import", str(path), "--campaign", "2025")
    unknown = flask(*asked, "--programme", "40123", url=migrated, check=False)
    assert (unknown.returncode, "40123 n’existe pas" in unknown.stderr) == (2, True)
    programmes = write_file(tmp_path, [PROGRAMME], "programmes.csv")
    flask("programmes", "import", str(programmes), "--campaign", "2025", url=migrated)
    seen = flask(*asked, "--programme", "40123", url=migrated)
    assert "Aperçu : rien n’a été enregistré." in seen.stderr
    assert "Écarts à régler, sans rien remplacer : 1." in seen.stderr
    assert "Colonnes laissées de côté : Classement" in seen.stderr
    assert "Import enregistré." in flask(*asked, "--programme", "40123", "--yes", url=migrated).stderr
    again = flask(*asked, "--programme", "40123", "--yes", url=migrated)
    assert "1 sans changement" in again.stderr
