"""Entering a contract: typed wrong then right, refused with what was typed kept, and the night."""

from datetime import datetime

import pytest
import time_machine
from playwright.sync_api import Locator, Page, Route, expect

from recruitment.contracts import actions
from recruitment.core.clock import PARIS
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.conftest import ENGINES
from tests.journeys.conftest import NOW, Desk
from tests.journeys.steps import counter, expect_same_as_reloaded, follow, row, sign_in
from tests.servers import serve

pytestmark = pytest.mark.browser
RIGHT, ONE_SHORT, WRONG_KEY = "99901234700012", "9990123470001", "99902134700012"
MIDNIGHT = datetime(2025, 5, 27, 0, 10, tzinfo=PARIS)


def open_form(page: Page, desk: Desk, name: str = State.SEEKING_CONTRACT) -> Locator:
    """Open the form of a contract from its row."""
    row(page, desk.files[name]).get_by_role("link", name="Contrat").click()
    dialog = page.locator("#dialogue")
    expect(dialog.locator("#siret")).to_be_focused()
    return dialog


def fill(form: Locator, siret: str = RIGHT, employer: str = "Boulangerie Rivet") -> None:
    """Fill the form."""
    form.locator("#siret").fill(siret)
    form.locator("#employer_name").fill(employer)
    form.locator("[name=checked]").check()


def send_to(page: Page, server: str, other: str) -> None:
    """Have what the page sends from now on reach another server process."""

    def moved(asked: Route) -> None:
        asked.fulfill(response=asked.fetch(url=asked.request.url.replace(server, other)))

    page.route(f"{server}/candidatures/**", moved)


def test_a_contract_is_entered_after_a_siret_typed_wrong(board: Page, desk: Desk) -> None:
    """R4.1, R4.7: what is wrong is said as typed; the offer leaves; row, counters and gauge follow."""
    board.evaluate("() => { window.loadedOnce = true }")
    dialog = open_form(board, desk)
    said = dialog.locator("#siret-retour")
    board.keyboard.type(ONE_SHORT)
    expect(said).to_contain_text("13 chiffres : il en manque un")
    board.keyboard.press("ControlOrMeta+A")
    board.keyboard.type(WRONG_KEY)
    expect(said).to_contain_text("Erreur dans le SIREN")
    fill(dialog, WRONG_KEY)
    dialog.locator("#b-contrat").click()
    expect(dialog.locator("[data-refusal=siret_invalid]")).to_be_visible()
    expect(dialog.locator(".refus")).to_be_focused()
    expect(dialog.locator("#siret")).to_have_value(WRONG_KEY)
    expect(dialog.locator("#employer_name")).to_have_value("Boulangerie Rivet")

    fill(dialog)
    expect(said).to_contain_text("Clé exacte")
    dialog.locator("#b-contrat").click()
    expect(dialog.locator("#resultat")).to_be_focused()
    expect(dialog.locator("#dialogue-titre")).to_have_text("Contrat enregistré, proposition envoyée")
    expect(dialog).to_contain_text("999 012 347 00012")
    expect(row(board, desk.files["seeking_contract"])).to_have_attribute("data-state", "offer_pending")
    expect(counter(board, "offer_pending")).to_have_text("2")
    expect(counter(board, "with_contract")).to_have_text("5")
    expect(board.locator("#jauge")).to_contain_text("4 places prises sur 12")
    dialog.get_by_role("button", name="Revenir à la liste").click()
    expect(dialog).to_be_hidden()
    assert board.evaluate("() => window.loadedOnce")
    expect_same_as_reloaded(board, "#liste", "#compteurs", "#jauge")


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
def test_the_last_place_taken_meanwhile_keeps_what_was_typed(page: Page, desk: Desk) -> None:
    """R4.3, R4.5: another person enters the contract of the last seat between my opening and my sending."""
    programme = builders.make_programme(centre=desk.centre, capacity=1)
    seeking = [
        builders.make_application(programme=programme, state=State.SEEKING_CONTRACT, decided_by=desk.manager)
        for _ in range(2)
    ]
    sign_in(page, desk.server, desk.manager)
    page.goto(f"{desk.server}/formations/{programme.code}")
    row(page, seeking[0].id).get_by_role("link", name="Contrat").click()
    dialog = page.locator("#dialogue")
    fill(dialog)
    colleague = builders.make_account(Role.MANAGER, centre=desk.centre)
    with time_machine.travel(NOW, tick=True):
        actions.enter_contract(colleague, seeking[1].id, employer_name="Garage Sud", siret=RIGHT)
    dialog.locator("#b-contrat").click()
    refusal = dialog.locator("[data-refusal=capacity_reached]")
    expect(refusal).to_contain_text("1 contrat")
    expect(refusal.get_by_role("link", name="Demander des places")).to_be_visible()
    expect(dialog.locator("#siret")).to_have_value(RIGHT)
    expect(dialog.locator("#employer_name")).to_have_value("Boulangerie Rivet")


def test_midnight_falls_on_a_form_that_is_open(board: Page, desk: Desk, database_url: str) -> None:
    """R4.6: sent after midnight it is refused, kept as typed, and there again when the page is opened anew."""
    dialog = open_form(board, desk)
    fill(dialog)
    with serve(database_url, now=MIDNIGHT) as night:
        send_to(board, desk.server, night.url)
        dialog.locator("#b-contrat").click()
        refusal = dialog.locator("[data-refusal=locked_out]")
        expect(refusal).to_contain_text("0 h")
        expect(refusal).to_contain_text("Reprise dans")
        expect(dialog.locator("#siret")).to_have_value(RIGHT)
        board.unroute_all()
    board.reload()
    expect(counter(board, "offer_pending")).to_have_text("1")
    dialog = board.locator("#dialogue")
    row(board, desk.files["seeking_contract"]).get_by_role("link", name="Contrat").click()
    expect(dialog.locator("#siret")).to_have_value(RIGHT)
    expect(dialog.locator("#employer_name")).to_have_value("Boulangerie Rivet")
    dialog.locator("[name=checked]").check()
    dialog.locator("#b-contrat").click()
    expect(dialog.locator("#resultat")).to_be_visible()
    board.reload()
    assert board.evaluate("() => Object.keys(sessionStorage).filter(k => k.startsWith('brouillon'))") == []


def test_a_contract_is_entered_without_javascript(plain: Page, desk: Desk) -> None:
    """R4.1: the same form as a page; a wrong number is said, the rest stays."""
    plain.goto(desk.board)
    follow(row(plain, desk.files["seeking_contract"]).get_by_role("link", name="Contrat"))
    fill(plain.locator("#dialogue"), WRONG_KEY)
    follow(plain.locator("#b-contrat"))
    expect(plain.locator("[data-refusal=siret_invalid]")).to_be_visible()
    expect(plain.locator("#siret-retour")).to_contain_text("Erreur dans le SIREN")
    expect(plain.locator("#employer_name")).to_have_value("Boulangerie Rivet")
    fill(plain.locator("#dialogue"))
    follow(plain.locator("#b-contrat"))
    expect(plain).to_have_url(desk.file("seeking_contract"))
    expect(plain.locator("#messages")).to_contain_text("Contrat enregistré, place 4 sur 12")
    expect(plain.locator("#etat-voeu")).to_contain_text("en attente de réponse")


def test_a_contract_for_somebody_known_by_number(board: Page, desk: Desk) -> None:
    """R4.2: found by number, the name read again, then the form; the list says that it has changed."""
    stranger = builders.make_candidate(last_name="Nivelle", first_name="Théo")
    board.get_by_role("link", name="Contrat sans candidature").click()
    dialog = board.locator("#dialogue")
    expect(dialog.locator("#candidate_number")).to_be_focused()
    board.keyboard.type(stranger.candidate_number)
    board.keyboard.press("Enter")
    expect(dialog.locator("#trouve")).to_contain_text("Théo Nivelle")
    dialog.get_by_role("button", name="Saisir un contrat pour Théo Nivelle").click()
    fill(dialog)
    dialog.locator("#b-contrat").click()
    expect(dialog.locator("#dialogue-titre")).to_have_text("Contrat enregistré, proposition envoyée")
    expect(counter(board, "offer_pending")).to_have_text("2")
