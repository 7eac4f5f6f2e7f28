"""Examining files on the board, with the keyboard alone and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk
from tests.journeys.steps import counter, expect_same_as_reloaded, follow, row

pytestmark = pytest.mark.browser


def test_a_file_is_refused_with_the_keyboard_alone(board: Page, desk: Desk) -> None:
    """R2.3, R2.4, R1.2: search, walk, open, choose, read again, confirm, next; nothing is loaded again."""
    board.evaluate("() => { window.loadedOnce = true }")
    keys = board.keyboard
    keys.press("/")
    expect(board.locator("#q")).to_be_focused()
    keys.type("belkacem")
    expect(board.locator("#liste tbody tr")).to_have_count(1)
    expect(board).to_have_url(f"{desk.board}?q=belkacem&etat=&echeance=&reponse=&ia=")
    keys.press("ControlOrMeta+A")
    keys.press("Delete")
    expect(row(board, desk.files["Aubert"])).to_be_visible()
    keys.press("Shift+Tab")  # out of the field, where letters are text

    keys.press("j")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    expect(row(board, desk.files["Belkacem"]).get_by_role("link", name="BELKACEM Inès")).to_be_focused()
    keys.press("d")
    expect(board.locator("#panneau-titre")).to_be_focused()
    expect(board.locator("#panneau-titre")).to_have_text("Inès Belkacem")
    expect(board.locator("#panneau input:checked")).to_have_count(0)

    tab_to(board, "input[name=decision]")
    keys.press("ArrowDown")
    expect(board.locator("input[value=refused]")).to_be_checked()
    keys.press("Tab")
    expect(board.locator("#reason")).to_be_focused()
    keys.type("Dossier")
    tab_to(board, "footer button[type=submit]")
    keys.press("Enter")
    expect(board.locator("#conf-titre")).to_have_text("Vous allez refuser cette candidature")
    expect(board.locator("#panneau .cible")).to_contain_text("Dossier incomplet")
    expect(board.locator("#b-confirmer")).to_have_attribute("aria-disabled", "true")
    tab_to(board, "#confirmation")
    keys.type("refuser")
    expect(board.locator("#b-confirmer")).to_have_attribute("aria-disabled", "false")
    keys.press("Enter")

    expect(board.locator("#resultat")).to_be_focused()
    expect(board.locator("#resultat")).to_contain_text("Décision enregistrée le 26 mai 2025")
    expect(row(board, desk.files["Belkacem"])).to_have_attribute("data-state", "refused")
    expect(counter(board, "confirmed")).to_have_text("5")
    expect(counter(board, "refused")).to_have_text("2")
    expect(counter(board, "without_contract")).to_have_text("10")
    keys.press("j")
    expect(board.locator("#panneau-titre")).to_have_text("Paul Chassagne")
    keys.press("Escape")
    expect(board.locator("#panneau")).to_be_empty()
    expect(row(board, desk.files["Chassagne"]).locator("[data-ouvre]")).to_be_focused()
    assert board.evaluate("() => window.loadedOnce")
    expect_same_as_reloaded(board, "#liste", "#compteurs", "#jauge")


def test_no_single_key_records_anything(board: Page, desk: Desk) -> None:
    """R2.4: D opens, X ticks; the other keys of the page decide nothing, and a field keeps its letters."""
    board.keyboard.press("j")
    board.keyboard.press("d")
    expect(board.locator("#panneau-titre")).to_be_focused()
    for key in "cx2":
        board.keyboard.press(key)
    expect(board.locator("#t-non-confirmee")).to_have_attribute("aria-current", "true")
    board.keyboard.press("/")
    board.keyboard.type("jkdcx?")
    expect(board.locator("#q")).to_have_value("jkdcx?")
    expect(board.locator("#liste")).to_contain_text("Aucune candidature ne correspond")
    expect(counter(board, "confirmed")).to_have_text("6")


def test_a_file_is_refused_without_javascript(plain: Page, desk: Desk) -> None:
    """R2.3, R2.4: the same steps as whole pages, each refusal of the form said in the page."""
    plain.goto(desk.board)
    follow(row(plain, desk.files["Belkacem"]).get_by_role("link", name="Décider : Inès Belkacem"))
    follow(plain.get_by_role("button", name="Vérifier avant d’enregistrer"))
    expect(plain.locator("#erreurs")).to_contain_text("1 point à corriger")
    plain.get_by_label("Refuser la candidature").check()
    plain.get_by_label("Motif").select_option("Autre, à préciser")
    follow(plain.get_by_role("button", name="Vérifier avant d’enregistrer"))
    expect(plain.locator("#details-erreur")).to_have_text("Ce motif demande une précision.")
    plain.get_by_label("Précisions").fill("Dossier lu deux fois")
    follow(plain.get_by_role("button", name="Vérifier avant d’enregistrer"))
    plain.locator("#confirmation").fill("non")
    follow(plain.get_by_role("button", name="Refuser la candidature d’Inès Belkacem"))
    expect(plain.locator("#erreurs")).to_contain_text("à corriger")
    plain.locator("#confirmation").fill("REFUSER")
    follow(plain.get_by_role("button", name="Refuser la candidature d’Inès Belkacem"))
    expect(plain).to_have_url(desk.file("Belkacem"))
    expect(plain.locator("#messages")).to_contain_text("Décision enregistrée, elle est définitive.")
    expect(plain.locator("#etat-voeu")).to_contain_text("Refusée")
    plain.goto(desk.board)
    expect(counter(plain, "refused")).to_have_text("2")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that element has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")
