"""A file of candidates: sent, looked at, confirmed; the board shows it."""

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import FilePayload, Page, expect

from recruitment.core import jobs
from recruitment.core.transaction import transaction
from recruitment.transfers.jobs import run_queued_imports
from tests.journeys.conftest import NOW, Desk
from tests.journeys.steps import counter, follow

pytestmark = pytest.mark.browser


def let_the_job_work(app: Flask) -> None:
    """Do what the process of the jobs does each minute."""
    with time_machine.travel(NOW, tick=True):
        with transaction() as session:
            run = jobs.begin(session, "run-imports", started_by="tick")
        run_queued_imports(run, app.config["SETTINGS"].data_dir / "uploads")
        with transaction() as session:
            jobs.finish(session, run, "done")


def file_for(code: str) -> bytes:
    """Return two candidates, one of whom has an impossible sex."""
    header = "numero_inscription;nom;prenom;code_formation;sexe"
    return f"{header}\n7123456;Roche;Inès;{code};F\n7654321;Vidal;Malo;{code};X\n".encode()


def test_nothing_is_written_before_the_word(app: Flask, board: Page, desk: Desk) -> None:
    """The check shows what is new and what is refused; the word writes it, once."""
    board.goto(f"{desk.server}/imports")
    form = board.locator("form", has=board.locator("#fichier-candidates"))
    file = FilePayload(name="vœux.csv", mimeType="text/csv", buffer=file_for(desk.programme.code))
    form.locator("input[type=file]").set_input_files(file)
    follow(form.get_by_role("button", name="Vérifier le fichier"))
    expect(board.locator("#_progress")).to_be_visible()
    let_the_job_work(app)
    expect(board.locator("[data-count=new]")).to_have_text("1")
    expect(board.locator("[data-count=refused]")).to_have_text("1")
    expect(board.locator("#remarques")).to_contain_text("sexe")
    address = board.url

    board.goto(desk.board)
    expect(counter(board, "unconfirmed")).to_have_text("1")
    board.goto(address)
    follow(board.get_by_role("button", name="Enregistrer 1 ligne"))
    let_the_job_work(app)
    expect(board.get_by_text("Enregistré le 26 mai 2025")).to_be_visible()
    board.goto(desk.board)
    expect(counter(board, "unconfirmed")).to_have_text("2")
    expect(board.locator("[data-candidate='7123456']")).to_contain_text("Roche Inès")
