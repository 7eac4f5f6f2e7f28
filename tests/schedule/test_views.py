"""The page of jobs: the installation's administrator runs them, a centre's may look."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application
from recruitment.core import jobs
from recruitment.core.clock import PARIS
from recruitment.core.models import JobRun
from recruitment.core.transaction import transaction
from recruitment.schedule.job import Job
from recruitment.schedule.jobs import JOBS
from recruitment.schedule.moments import DATED
from recruitment.schedule.runner import run_job
from tests.builders import log_in, make_account, make_application
from tests.forms import hidden_fields

PAGE = "/parametrage/taches"
SWEEP = f"{PAGE}/sweep-deadlines"


@pytest.fixture
def administrator(session: Session) -> Account:
    """Give the administrator of the installation."""
    return make_account("administrator", centre_id=None)


def jobs_to_end() -> None:
    """Wait for the jobs started beside a page."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join()


def test_the_page_lists_every_job(client: FlaskClient, administrator: Account) -> None:
    log_in(client, administrator)
    page = client.get(PAGE)
    assert page.status_code == 200
    for job in JOBS:
        assert f'data-job="{job.name}"' in page.text
        assert job.title in page.text
    assert page.text.count("Lancer maintenant") == len(JOBS)


def test_the_last_and_the_next_run_are_told_by_the_same_clock(
    client: FlaskClient, administrator: Account, session: Session
) -> None:
    """The demonstration's: a last run in another year than the next one made no sense to anyone."""
    run_job(JOBS[0], started_by="tick")
    with transaction() as own:
        own.execute(update(JobRun).values(procedure_time=datetime(2025, 5, 27, 5, tzinfo=UTC)))
    log_in(client, administrator)
    assert "27 mai 2025 à 7 h 00" in client.get(PAGE).text.replace("\u00a0", " ")


def test_a_centre_s_administrator_may_look_and_no_more(client: FlaskClient, session: Session) -> None:
    run_job(JOBS[0], started_by="tick")
    log_in(client, make_account("administrator"))
    assert "Lancer maintenant" not in client.get(PAGE).text
    assert client.get(SWEEP).status_code == 200
    for address in (f"{SWEEP}/apercu", f"{SWEEP}/lancement"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", ["manager", "registrar", "viewer", "regional"])
def test_others_are_told_that_they_may_not(client: FlaskClient, role: str) -> None:
    log_in(client, make_account(role))
    assert client.get(PAGE).status_code == 403
    assert client.get(SWEEP).status_code == 403


def test_an_unknown_job_does_not_exist(client: FlaskClient, administrator: Account) -> None:
    log_in(client, administrator)
    for suffix in ("", "/executions", "/apercu", "/lancement"):
        assert client.get(f"{PAGE}/nothing{suffix}").status_code == 404


def test_r3_7_the_preview_shows_the_files_and_does_nothing(
    client: FlaskClient, administrator: Account, session: Session
) -> None:
    make_application(state="confirmed")
    log_in(client, administrator)
    page = client.get(f"{SWEEP}/apercu")
    assert page.status_code == 200
    assert "fixed_last_day" in page.text  # the machine's own date is past the passage
    assert session.scalars(select(JobRun.id)).all() == []


def test_r3_7_the_evening_before_the_preview_of_the_sweep_is_of_the_night(
    client: FlaskClient, administrator: Account, session: Session
) -> None:
    make_application(state="confirmed")
    with time_machine.travel(datetime(2025, 6, 1, 23, 58, tzinfo=PARIS)):
        log_in(client, administrator)
        page = client.get(f"{SWEEP}/apercu").text
        before = client.get(f"{SWEEP}/apercu?instant=2025-06-01T23:59").text
    assert "le <b>2 juin 2025 à 0 h 00</b>" in page.replace("\u00a0", " ")
    assert "fixed_last_day" in page
    assert 'value="2025-06-02T00:00"' in page
    assert "Rien à faire" in before
    assert session.scalars(select(Application.state)).all() == ["confirmed"]


@pytest.mark.parametrize(
    "written", ["demain", "0001-01-01T00:00", "2025-03-30T02:30", "2025-06-02T00:00+02:00"]
)
def test_what_is_no_instant_is_told_beside_its_field(
    written: str, client: FlaskClient, administrator: Account
) -> None:
    log_in(client, administrator)
    answer = client.get(f"{SWEEP}/apercu", query_string={"instant": written})
    assert answer.status_code == 422
    assert 'id="instant-erreur"' in answer.text
    assert "Rien à faire" not in answer.text


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_is_previewed_at_the_dates_that_its_page_takes(
    job: Job, client: FlaskClient, administrator: Account
) -> None:
    """An instant is offered where the preview depends on it, and only there."""
    log_in(client, administrator)
    for instant in ("2000-01-01T00:00", "2100-12-31T23:59", ""):
        page = client.get(f"{PAGE}/{job.name}/apercu", query_string={"instant": instant})
        assert page.status_code == 200
        assert ('name="instant"' in page.text) is (job.name in DATED)


def test_run_now_runs_it_once_however_often_it_is_sent(
    client: FlaskClient, administrator: Account, session: Session
) -> None:
    log_in(client, administrator)
    address = f"{SWEEP}/lancement"
    fields = hidden_fields(client.get(address).text, address)
    for _ in range(3):
        answer = client.post(address, data=fields)
        assert (answer.status_code, answer.location) == (303, SWEEP)
    jobs_to_end()
    session.rollback()
    runs = session.execute(select(JobRun.started_by, JobRun.account_id, JobRun.outcome)).all()
    assert [tuple(run) for run in runs] == [("person", administrator.id, "done")]
    assert "à la main par Dominique Roux" in " ".join(client.get(SWEEP).text.split())


def test_run_now_while_it_runs_is_refused(client: FlaskClient, administrator: Account, app: Flask) -> None:
    log_in(client, administrator)
    with transaction() as session:
        jobs.begin(session, "sweep-deadlines", started_by="tick")
    address = f"{SWEEP}/lancement"
    answer = client.post(address, data=hidden_fields(client.get(address).text, address))
    assert answer.status_code == 409
    assert 'data-refusal="job_running"' in answer.text
    assert "every 2s" in client.get(SWEEP).text


def test_a_form_without_its_key_is_refused(client: FlaskClient, administrator: Account) -> None:
    log_in(client, administrator)
    address = f"{SWEEP}/lancement"
    fields = hidden_fields(client.get(address).text, address)
    assert client.post(address, data={**fields, "jeton": "?"}).status_code == 422


def test_the_log_is_for_the_one_who_runs_the_installation(
    client: FlaskClient, administrator: Account, app: Flask
) -> None:
    make_application(state="seeking_contract")
    run_job(next(job for job in JOBS if job.name == "check-invariants"), started_by="tick")
    log_in(client, administrator)
    assert "decision_is_told" in client.get(f"{PAGE}/check-invariants").text
    other = app.test_client()
    log_in(other, make_account("administrator"))
    assert "decision_is_told" not in other.get(f"{PAGE}/check-invariants").text
