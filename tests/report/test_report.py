"""R9.5: the public report of a programme."""

import re
import zlib
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.core import clock, clock_guard
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme
from recruitment.report import actions, figures
from recruitment.report.actions import Texts
from recruitment.report.models import PublicReport
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.forms import hidden_fields, submit

SEPTEMBER = "2025-09-15T10:00:00Z"
LAST_SECOND, OVER = "2025-10-13T21:59:59Z", "2025-10-13T22:00:00Z"
TEXTS = Texts("Deux personnes lisent chaque dossier.", "Un œil sur l’oral – et l’écrit.", "")


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme that refused six for one reason and one for another."""
    programme = builders.make_programme(capacity=24, title="BTS – Services – Œnologie, en apprentissage")
    frequent, rare = (builders.make_refusal_reason(label=label) for label in ("Prérequis", "Dossier vide"))
    for reason in [frequent] * 6 + [rare]:
        builders.make_application(state=State.REFUSED, programme=programme, refusal_reason_id=reason.id)
    builders.make_application(state=State.SEEKING_CONTRACT, programme=programme)
    builders.make_application(state=State.ACCEPTED, programme=programme)
    return programme


@pytest.fixture
def manager(programme: Programme) -> Account:
    """Give somebody who decides there."""
    return builders.make_account(Role.MANAGER)


def published(programme: Programme, manager: Account) -> str:
    """Publish the report; return its address."""
    version = actions.save_report(manager, programme.id, TEXTS, 0)
    actions.publish_report(manager, programme.id, version)
    return f"/rapports/2025/{programme.code}"


def refused(act: object, *arguments: object) -> str:
    with pytest.raises(RuleViolation) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value.code


def figures_of(page: str) -> dict[str, str]:
    """Return the table of a report."""
    return dict(re.findall(r'<th scope="row"[^>]*>([^<]*)</th><td class="d">([^<]*)</td>', page))


def test_a_report_is_written_read_over_and_published(
    client: FlaskClient, programme: Programme, manager: Account
) -> None:
    """R9.5: through the pages, without JavaScript; nobody reads it before, anybody after."""
    address, page = f"/rapports/2025/{programme.code}", f"/formations/{programme.code}/rapport"
    builders.log_in(client, manager)
    with time_machine.travel("2025-05-26T12:00:00Z"):
        assert "s’ouvre le 1er\u00a0septembre\u00a02025" in client.get(page).text
        assert submit(client, f"{page}?session=2025", **vars_of(TEXTS)).status_code == 303
        assert "Deux personnes lisent chaque dossier." in client.get(page).text
        early = submit(client, f"{page}/publication?session=2025")
        assert (early.status_code, 'data-refusal="report_not_open"' in early.text) == (409, True)
    stranger = client.application.test_client()
    assert stranger.get(address).status_code == 404
    with time_machine.travel(SEPTEMBER):
        assert submit(client, f"{page}/publication?session=2025").status_code == 303
        answer = stranger.get(address)
        assert answer.status_code == 200
        assert "Un œil sur l’oral – et l’écrit." in answer.text
        assert figures_of(answer.text) == {
            "Places": "24",
            "Candidatures reçues": "non publié",  # two were retained: 9 less 7
            "Candidatures confirmées": "non publié",
            "Candidatures examinées par l’équipe": "non publié",
            "Candidatures refusées": "7",
            "tous motifs confondus": "7",  # one refusal for a rare reason would be read from 7 less 6
            "Candidatures mises en recherche de contrat": "moins de 5",
            "dont automatiquement": "non publié",
            "Candidatures avec un contrat saisi": "moins de 5",
            "Propositions acceptées définitivement": "moins de 5",
        }
        assert not re.search("martin|camille|dominique", answer.text, re.IGNORECASE)


def vars_of(texts: Texts) -> dict[str, str]:
    return {"criteria": texts.criteria, "lessons": texts.lessons, "advice": texts.advice}


@time_machine.travel(SEPTEMBER)
def test_the_file_says_the_same(client: FlaskClient, programme: Programme, manager: Account) -> None:
    """R9.5: French letters and signs, a title, a language; text that a font lacks is no crash."""
    version = actions.save_report(manager, programme.id, Texts("Œuvre → 3 ≥ 2 \U0001f600", "", ""), 0)
    actions.publish_report(manager, programme.id, version)
    answer = client.get(f"/rapports/2025/{programme.code}/rapport.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert b"/Lang (fr-FR)" in answer.data
    streams = re.findall(rb"stream\n(.*?)\nendstream", answer.data, re.DOTALL)
    written = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"\x78").decode(
        "cp1252"
    )
    for words in ("Œnologie", "Candidatures re\u00e7ues", "moins de 5", "Œuvre", "l’\u00e9quipe"):
        assert words in written


def test_what_was_typed_is_not_lost(client: FlaskClient, programme: Programme, manager: Account) -> None:
    """R9.5: a colleague saved meanwhile, or the period ended while one wrote."""
    page = f"/formations/{programme.code}/rapport?session=2025"
    builders.log_in(client, manager)
    with time_machine.travel(SEPTEMBER):
        stale = {**hidden_fields(client.get(page).text, page), "criteria": "Mes mots à moi"}
        actions.save_report(manager, programme.id, TEXTS, 0)
        answer = client.post(page, data=stale)
        assert (answer.status_code, 'data-refusal="stale_version"' in answer.text) == (409, True)
        assert "Mes mots à moi" in answer.text
        again = {**hidden_fields(answer.text, page), "criteria": "Mes mots à moi"}
        odd = client.post(page, data={**again, "version": "douze"})
        assert (odd.status_code, "Rechargez la page" in odd.text, "Mes mots" in odd.text) == (422, True, True)
        assert client.post(page, data=again).status_code == 303
    with time_machine.travel("2025-10-14T09:00:00+02:00"):
        later = client.application.test_client()
        builders.log_in(later, manager)
        token = hidden_fields(later.get("/deconnexion").text)["csrf_token"]
        late = later.post(page, data={**again, "csrf_token": token, "criteria": "Trop tard"})
        assert (late.status_code, 'data-refusal="report_over"' in late.text) == (409, True)
        assert "Trop tard" in late.text


@time_machine.travel(SEPTEMBER)
def test_what_cannot_be_done(programme: Programme, manager: Account) -> None:
    """R9.5"""
    save, publish = actions.save_report, actions.publish_report
    assert refused(publish, manager, programme.id, 0) == "report_empty"
    save(manager, programme.id, Texts(" ", "x", ""), 0)
    assert refused(save, manager, programme.id, TEXTS, 0) == "stale_version"
    assert refused(publish, manager, programme.id, 1) == "report_empty"
    save(manager, programme.id, TEXTS, 1)
    assert refused(publish, manager, programme.id, 1) == "stale_version"
    publish(manager, programme.id, 2)
    assert refused(publish, manager, programme.id, 2) == "report_published"
    assert refused(save, manager, programme.id, Texts("", "", ""), 2) == "report_empty"
    assert save(manager, programme.id, TEXTS, 2) == 3


def test_the_end_freezes_what_was_published_with_its_figures(
    client: FlaskClient, session: Session, programme: Programme, manager: Account
) -> None:
    """R9.5: by its state: once, however late; a wish refused since changes nothing."""
    with time_machine.travel(LAST_SECOND):
        address = published(programme, manager)
        run_job(BY_NAME["freeze-reports"], started_by="command")
        assert session.scalar(select(PublicReport.frozen_at)) is None
    late = datetime(2025, 10, 20, tzinfo=UTC)
    with time_machine.travel(late):
        reason = builders.make_refusal_reason(label="Trop tard").id
        builders.make_application(
            state=State.REFUSED,
            programme=programme,
            refusal_reason_id=reason,
            received_at=late,
            confirmed_at=late,
            decided_at=late,
        )
        assert refused(actions.save_report, manager, programme.id, TEXTS, 1) == "report_over"
        for _ in range(2):
            run_job(BY_NAME["freeze-reports"], started_by="command")
        assert figures_of(client.get(address).text)["Candidatures refusées"] == "7"
        assert "Chiffres arrêtés au 13\u00a0octobre\u00a02025" in client.get(address).text
    session.rollback()
    kept = session.scalar(select(PublicReport.figures))
    assert kept is not None
    assert figures.read(kept).wishes == 9
    told = session.scalars(select(JournalEntry.event).where(JournalEntry.event.startswith("report")))
    assert sorted(told) == ["report_frozen", "report_published", "report_saved"]


def test_i16_a_machine_a_year_ahead_publishes_and_freezes_nothing(
    session: Session, programme: Programme, manager: Account
) -> None:
    """I16, R9.5: both are for good, so a clock that jumped waits for an operator's word."""
    with time_machine.travel("2025-08-20T10:00:00Z"), transaction() as work:
        clock_guard.note_instant(work, clock.now())
    with time_machine.travel(LAST_SECOND):
        version = actions.save_report(manager, programme.id, TEXTS, 0)
        assert refused(actions.publish_report, manager, programme.id, version) == "clock_suspect"
    with time_machine.travel(SEPTEMBER):
        actions.publish_report(manager, programme.id, version)
    with time_machine.travel("2026-09-15T10:00:00Z"):
        assert run_job(BY_NAME["freeze-reports"], started_by="command").rows == 0
        assert session.scalar(select(PublicReport.frozen_at)) is None
        with transaction() as work:
            clock_guard.acknowledge(work, clock.now())
        assert run_job(BY_NAME["freeze-reports"], started_by="command").rows == 1


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE public_report SET criteria = 'x'",
        "UPDATE public_report SET frozen_at = NULL, figures = NULL",
        "DELETE FROM public_report",
    ],
)
def test_the_database_keeps_a_frozen_report(
    session: Session, programme: Programme, manager: Account, act: str
) -> None:
    """R9.5: whoever writes to the database."""
    with time_machine.travel(SEPTEMBER):
        published(programme, manager)
    with time_machine.travel(OVER):
        run_job(BY_NAME["freeze-reports"], started_by="command")
    before = session.execute(select(PublicReport.__table__)).all()
    with pytest.raises((DatabaseError, RuleViolation)), transaction() as work:
        work.execute(text(act))
    assert db.session.execute(select(PublicReport.__table__)).all() == before
    assert before[0].frozen_at is not None
