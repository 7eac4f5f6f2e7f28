"""The entry of a contract in a browser: the dialog of the board, without barrier, at both widths and in both themes."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.browsing import axe, watched_page
from tests.builders import PASSWORD
from tests.conftest import StartServer
from tests.contracts.desk import MONDAY, Desk, contracts_of, make_desk, paris

pytestmark = pytest.mark.browser
SCREENS = [(1280, 800, "light"), (390, 844, "dark")]


def sign_in(page: Page, server: str, desk: Desk) -> None:
    """Sign the desk's author in."""
    page.goto(f"{server}/connexion")
    page.fill("#email", desk.author.email)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{server}/")


def open_dialog(page: Page, server: str, desk: Desk) -> None:
    """Open the contract's dialog from the row of the board."""
    page.goto(f"{server}/formations/{desk.programme.code}")
    page.click(f"#c-{desk.application.id} [data-touche=c]")
    page.wait_for_selector("dialog[open] #siret")


@pytest.mark.parametrize(("width", "height", "theme"), SCREENS)
def test_a_contract_from_the_row_to_the_counters(
    app: Flask, browser: Browser, live_server: StartServer, width: int, height: int, theme: str
) -> None:
    """R4.1, R4.7: checked as typed, refused with what was typed kept, entered, the row and counters follow."""
    desk = make_desk(capacity=2)
    server = live_server(now=MONDAY).url
    viewport = {"width": width, "height": height}
    with watched_page(browser, viewport=viewport, color_scheme=theme) as page:
        sign_in(page, server, desk)
        open_dialog(page, server, desk)
        page.locator("#siret").press_sequentially("999 012 347 00021")
        expect(page.locator("#siret-retour")).to_contain_text("erreur dans les 5 derniers chiffres")
        page.fill("#employer_name", "Maison Chastaing")
        page.check("#checked")
        page.click("#b-contrat")
        expect(page.locator("dialog .refus")).to_be_focused()
        assert axe(page) == []
        expect(page.locator("#employer_name")).to_have_value("Maison Chastaing")
        page.fill("#siret", "999 012 347 00012")
        expect(page.locator("#siret-retour")).to_contain_text("Clé exacte")
        page.click("#b-contrat")
        expect(page.locator("#resultat")).to_be_focused()
        expect(page.locator(f"#c-{desk.application.id}")).to_have_attribute("data-state", "offer_pending")
        expect(page.locator("#n-proposition")).to_have_text("1")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        drafts = "Object.keys(sessionStorage).filter(c => c.startsWith('brouillon'))"
        assert page.evaluate(drafts) == []
    assert len(contracts_of(desk.programme.id)) == 1


def test_what_was_typed_before_the_lock_is_there_after_it(
    app: Flask, browser: Browser, live_server: StartServer
) -> None:
    """R4.6, F29: the dialog says when it opens again, counts down, and keeps the draft through a reload."""
    desk = make_desk()
    server = live_server(now=paris("2025-05-27T00:20:00")).url
    with watched_page(browser) as page:
        sign_in(page, server, desk)
        open_dialog(page, server, desk)
        expect(page.locator("#obstacle")).to_contain_text("Saisie suspendue")
        expect(page.locator("#obstacle [data-decompte]")).to_contain_text("min")
        expect(page.locator("#b-contrat")).to_have_attribute("aria-disabled", "true")
        page.fill("#siret", "999 012 347 00012")
        page.fill("#employer_name", "Maison Chastaing")
        open_dialog(page, server, desk)
        expect(page.locator("#employer_name")).to_have_value("Maison Chastaing")
        expect(page.locator("#siret")).to_have_value("999 012 347 00012")


def test_a_candidate_without_application_in_the_dialog(
    app: Flask, browser: Browser, live_server: StartServer
) -> None:
    """R4.2: number, name, form, result: never outside the dialog."""
    desk = make_desk(ApplicationState.CONFIRMED)
    number = builders.make_candidate(first_name="Élise", last_name="Montbrun").candidate_number
    server = live_server(now=MONDAY).url
    with watched_page(browser) as page:
        sign_in(page, server, desk)
        page.goto(f"{server}/formations/{desk.programme.code}")
        page.click(f"a[href$='/{desk.programme.code}/contrat']")
        page.fill("dialog #candidate_number", number)
        page.keyboard.press("Enter")
        page.click("dialog >> text=Saisir un contrat pour Élise Montbrun")
        page.fill("#siret", "999 012 347 00012")
        page.fill("#employer_name", "Maison Chastaing")
        page.check("#checked")
        page.click("#b-contrat")
        expect(page.locator("#resultat")).to_be_focused()
    assert len(contracts_of(desk.programme.id)) == 1
