"""Journeys of offers: one left without an answer, and one of two accepted for good."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from recruitment.applications.links import path_of
from recruitment.contracts import actions
from recruitment.core import config
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders, databases
from tests.browsing import watched_page
from tests.contracts.desk import clock_at, mails
from tests.contracts.offers import EMPLOYER
from tests.journeys.conftest import BETWEEN_SHEETS, NOW, Desk
from tests.journeys.steps import counter, row, sign_in
from tests.journeys.test_candidate import PHONE, SIRET, knock
from tests.passwords import CHEAP_HASHER
from tests.portal.visitor import BORN
from tests.servers import serve

pytestmark = pytest.mark.browser
BOARD_FOLLOWS_MS = 5_000  # R1.2
EVE = datetime(2025, 6, 4, 9, tzinfo=PARIS)
MORNING = datetime(2025, 6, 6, 9, tzinfo=PARIS)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Give the candidate's phone."""
    with watched_page(browser, tolerated=BETWEEN_SHEETS, **PHONE) as opened:
        yield opened


@pytest.fixture
def june() -> Iterator[tuple[Flask, str]]:
    """Give an application and its server on the morning of 6 June: a clock that moves needs a database of its own."""
    from app import create_app

    with databases.migrated_database("postgresql") as url:
        settings = config.read(databases.environment(url))
        app = create_app(settings, {"TESTING": True, "PASSWORD_HASHER": CHEAP_HASHER})
        with serve(url, now=MORNING) as server, app.app_context():
            yield app, server.url
            db.session.remove()
            db.engine.dispose()


def run(job: str, at: datetime) -> int:
    """Run a job at that instant; return how many rows it changed."""
    with clock_at(at):
        return run_job(BY_NAME[job], started_by="tick").rows


def test_silence_frees_the_seat_for_the_next(june: tuple[Flask, str], page: Page, phone: Page) -> None:
    """R5.6, R4.4: reminded the day before, refused after the last second, expired; the next takes the seat."""
    _app, server = june
    programme = builders.make_programme(title="BTS Électrotechnique", capacity=1)
    manager = builders.make_account(Role.MANAGER)
    names = {"birth_date": BORN, "last_name": "Haddad", "first_name": "Yanis"}
    silent = builders.make_candidate(**names)  # type: ignore[arg-type]
    wish, following = (
        builders.make_application(programme=programme, candidate=one, state=State.SEEKING_CONTRACT)
        for one in (silent, builders.make_candidate(last_name="Marchand", first_name="Lou"))
    )
    with clock_at(NOW):
        actions.enter_contract(manager, wish.id, **EMPLOYER)
    assert run("remind-offers", EVE) == run("remind-offers", EVE) + 1
    (reminder,) = mails("offer_reminder")
    assert reminder.recipient == f"candidate:{silent.id}"

    sign_in(page, server, manager)
    page.goto(f"{server}/formations/{programme.code}")
    expect(page.locator("#jauge")).to_contain_text("1 place prise sur 1")
    knock(phone, server + path_of(db.session(), silent.id), silent)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_label("J’accepte définitivement")).to_have_count(0)

    assert run("sweep-offers", MORNING) == 1
    expect(counter(page, "withdrawn_with_contract")).to_have_text("1", timeout=BOARD_FOLLOWS_MS)
    page.reload()
    row(page, following.id).get_by_role("link", name="Contrat").click()
    form = page.locator("#dialogue")
    form.locator("#siret").fill(SIRET)
    form.locator("#employer_name").fill("Maison Chastaing")
    form.locator("[name=checked]").check()
    form.locator("#b-contrat").click()
    expect(form.locator("#dialogue-titre")).to_have_text("Contrat enregistré, proposition envoyée")
    expect(page.locator("#jauge")).to_contain_text("1 place prise sur 1")

    page.goto(f"{server}/candidatures/{wish.id}")
    expect(page.locator("#etat-voeu")).to_contain_text("expirée, sans réponse")
    page.locator("#etat-voeu").get_by_role("link", name="Pourquoi cette date ?").click()
    expect(page.locator("#dialogue")).to_contain_text("C’est la date fixée par la session")


def test_of_two_offers_one_is_accepted_for_good(
    app: Flask, desk: Desk, board: Page, phone: Page, browser: Browser
) -> None:
    """R5.4, R1.2: the other centre sees its seat free within five seconds, and why."""
    other: Any = builders.make_centre(name="CFA de la Loire")
    colleague = builders.make_account(Role.MANAGER, centre=other)
    programme = builders.make_programme(title="BTS Maintenance", centre=other, capacity=3)
    candidate = builders.make_candidate(last_name="Haddad", first_name="Yanis", birth_date=BORN)
    here, there = (
        builders.make_application(programme=one, candidate=candidate, state=State.SEEKING_CONTRACT)
        for one in (desk.programme, programme)
    )
    with clock_at(NOW + timedelta(minutes=1)):
        for person, wish in ((desk.manager, here), (colleague, there)):
            actions.enter_contract(person, wish.id, **EMPLOYER)
    board.goto(desk.board)
    accepted = int(counter(board, "accepted").inner_text())
    with watched_page(browser, tolerated=BETWEEN_SHEETS) as elsewhere:
        sign_in(elsewhere, desk.server, colleague)
        elsewhere.goto(f"{desk.server}/formations/{programme.code}")
        expect(elsewhere.locator("#jauge")).to_contain_text("1 place prise sur 3")

        knock(phone, desk.server + path_of(db.session(), candidate.id), candidate)
        phone.get_by_role("link", name="BTS Électrotechnique").first.click()
        phone.get_by_label("J’accepte définitivement").check()
        phone.get_by_label("SIRET de votre employeur").fill(SIRET)
        phone.get_by_role("button", name="Continuer").click()
        expect(phone.locator("#avert li")).to_contain_text("BTS Maintenance")
        phone.get_by_label("J’ai compris").check()
        phone.get_by_role("button", name="J’accepte définitivement").click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text("Vous êtes admis(e)")

        expect(counter(board, "accepted")).to_have_text(str(accepted + 1), timeout=BOARD_FOLLOWS_MS)
        expect(counter(elsewhere, "withdrawn_with_contract")).to_have_text("1", timeout=BOARD_FOLLOWS_MS)
        elsewhere.goto(f"{desk.server}/candidatures/{there.id}")
        expect(elsewhere.locator("#etat-voeu")).to_contain_text("a accepté une autre proposition")
        expect(elsewhere.locator("main")).to_contain_text("Vœu abandonné par le candidat")
