"""A candidate's file: walked through in the order of the list, noted, printed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk
from tests.journeys.steps import expect_same_as_reloaded, follow

pytestmark = pytest.mark.browser


def test_files_follow_each_other_as_in_the_filtered_list(board: Page, desk: Desk) -> None:
    """R1.1: J and K walk through the files that the filter leaves, and the way back keeps it."""
    board.goto(f"{desk.board}?etat=confirmed")
    board.keyboard.press("j")
    board.keyboard.press("j")
    with board.expect_navigation():
        board.keyboard.press("Enter")
    heading = board.get_by_role("heading", level=1)
    expect(heading).to_have_text("Inès Belkacem")
    expect(board.get_by_text("2e sur 6")).to_be_visible()
    for key, name in (("j", "Paul Chassagne"), ("k", "Inès Belkacem"), ("k", "Lina Aubert")):
        with board.expect_navigation():
            board.keyboard.press(key)
        expect(heading).to_have_text(name)
    board.keyboard.press("k")  # the first one: nothing comes before
    expect(heading).to_have_text("Lina Aubert")
    follow(board.get_by_role("link", name="BTS Électrotechnique").first)
    expect(board).to_have_url(re.compile(r"\?etat=confirmed$"))
    expect(board.locator("#liste tbody tr")).to_have_count(6)


def test_a_note_is_added_in_place(board: Page, desk: Desk) -> None:
    """The list of notes follows; the field is empty again, and a reload shows the same."""
    board.goto(desk.file("Belkacem"))
    board.get_by_label("Ajouter une note").fill("Appelée le 26 mai : cherche à Issoire.")
    board.locator("#form-note button").click()
    expect(board.locator("#liste-notes")).to_contain_text("cherche à Issoire")
    expect(board.locator("#liste-notes")).to_contain_text("Claire Montagnier")
    expect(board.get_by_label("Ajouter une note")).to_have_value("")
    expect_same_as_reloaded(board, "#notes")


def test_why_this_date_opens_over_the_file(board: Page, desk: Desk) -> None:
    """R3.2: the rule in words, and the focus given back."""
    board.goto(desk.file("Belkacem"))
    link = board.get_by_role("link", name="Pourquoi cette date ?")
    link.click()
    expect(board.locator("#dialogue")).to_contain_text("9 mai")
    board.keyboard.press("Escape")
    expect(board.locator("#dialogue")).to_be_hidden()
    expect(link).to_be_focused()


def test_the_printed_file_is_paper(board: Page, desk: Desk) -> None:
    """Black on white, without bar nor buttons, with the word about confidentiality."""
    board.goto(desk.file("Belkacem"))
    board.emulate_media(media="print", color_scheme="dark")
    for gone in (".barre", ".plan", "#form-note", "#agir-decision", ".fil"):
        expect(board.locator(gone).first).to_be_hidden()
    expect(board.locator(".pour-papier")).to_contain_text("par Claire Montagnier, CFA des Volcans")
    background, ink = board.evaluate(
        "() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.color] }"
    )
    assert (background, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_a_note_is_added_without_javascript(plain: Page, desk: Desk) -> None:
    plain.goto(desk.file("Belkacem"))
    plain.get_by_label("Ajouter une note").fill("Rappelée.")
    follow(plain.locator("#form-note button"))
    expect(plain.locator("#liste-notes")).to_contain_text("Rappelée.")
