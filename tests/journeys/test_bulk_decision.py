"""The same decision for many files, one of which a colleague decides in the meantime."""

import pytest
import time_machine
from playwright.sync_api import Page, expect

from recruitment.applications import actions
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.journeys.conftest import NOW, Desk
from tests.journeys.steps import counter, expect_no_lonely_sign, expect_same_as_reloaded, follow, row

pytestmark = pytest.mark.browser
CHOSEN = ("Aubert", "Belkacem", "Chassagne")


def decide_meanwhile(desk: Desk, name: str) -> None:
    """Let a colleague place a file in contract search."""
    colleague = builders.make_account(Role.MANAGER, centre=desk.centre, display_name="Paul Arnal")
    with time_machine.travel(NOW, tick=True):
        actions.retain(colleague, desk.files[name])


def test_one_file_decided_meanwhile_is_told_and_the_others_are_done(board: Page, desk: Desk) -> None:
    """R2.3, R2.5: one line of result per file; rows and counters follow without a reload."""
    board.evaluate("() => { window.loadedOnce = true }")
    for _ in CHOSEN:
        board.keyboard.press("j")
        board.keyboard.press("x")
    expect(board.locator("[data-compte]")).to_have_text("3")
    board.locator("#selection").get_by_role("button", name="Décider").click()
    dialog = board.locator("#dialogue")
    expect(dialog.locator("#dialogue-titre")).to_have_text("Décider pour 3 candidatures")
    expect(dialog.locator("input:checked")).to_have_count(0)
    expect_no_lonely_sign(board)
    decide_meanwhile(desk, "Belkacem")
    dialog.get_by_label("Refuser les candidatures").check()
    dialog.locator("#reason").select_option("Dossier incomplet")
    dialog.locator("#confirmation").fill("3")
    dialog.get_by_role("button", name="Refuser 3 candidatures").click()

    expect(dialog.locator("#dialogue-titre")).to_have_text("2 décisions enregistrées, 1 non enregistrée")
    expect(dialog).to_contain_text("Inès Belkacem : non enregistrée. Paul Arnal a placé cette candidature")
    expect(dialog.locator("tr[data-done='1']")).to_have_count(2)
    expect(row(board, desk.files["Aubert"])).to_have_attribute("data-state", "refused")
    expect(row(board, desk.files["Chassagne"])).to_have_attribute("data-state", "refused")
    expect(counter(board, "confirmed")).to_have_text("3")
    expect(counter(board, "refused")).to_have_text("3")
    expect(counter(board, "seeking_contract")).to_have_text("2")
    board.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(board.locator("#liste tr :focus")).to_have_count(1)  # the button that opened it is hidden by now
    assert board.evaluate("() => window.loadedOnce")
    expect_same_as_reloaded(board, "#liste", "#compteurs", "#jauge")


def test_a_lot_is_decided_without_javascript(plain: Page, desk: Desk) -> None:
    """R2.3: ticked in the list, decided on a page, told line by line."""
    plain.goto(desk.board)
    for name in CHOSEN:
        row(plain, desk.files[name]).get_by_role("checkbox").check()
    follow(plain.get_by_role("button", name="Décider en lot"))
    expect(plain.locator("#dialogue-titre")).to_have_text("Décider pour 3 candidatures")
    plain.get_by_label("En recherche de contrat").check()
    plain.locator("#confirmation").fill("2")
    follow(plain.locator("#b-lot"))
    expect(plain.locator("#confirmation-erreur")).to_have_text("Écrivez 3, le nombre exact de candidatures.")
    plain.locator("#confirmation").fill("3")
    decide_meanwhile(desk, "Chassagne")
    follow(plain.locator("#b-lot"))
    expect(plain.locator("#dialogue-titre")).to_have_text("2 décisions enregistrées, 1 non enregistrée")
    follow(plain.get_by_role("button", name="Revenir à la liste"))
    expect(plain).to_have_url(desk.board)
    expect(counter(plain, "seeking_contract")).to_have_text("4")
