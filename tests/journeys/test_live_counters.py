"""What a colleague does shows on the screen by itself, and costs nothing while nothing changes."""

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import watched_page
from tests.conftest import ENGINES
from tests.journeys.conftest import Desk
from tests.journeys.steps import counter, expect_same_as_reloaded, row, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ENGINES, indirect=True)]
WITHIN = 5000  # ms, R1.2


def poll(page: Page) -> int:
    """Let five seconds pass on the page, and return what its counters were answered."""

    def is_poll(response: Response) -> bool:
        return response.url.endswith("/compteurs")

    with page.expect_response(is_poll) as answered:
        page.clock.fast_forward(WITHIN)
    return answered.value.status


def retain(page: Page, desk: Desk, name: str) -> None:
    """Place a file in contract search, on its own page."""
    page.goto(f"{desk.file(name)}/retenue")
    page.locator("#b-confirmer").click()
    expect(page.locator("#resultat")).to_contain_text("Décision enregistrée")


def test_a_colleague_s_decision_shows_within_five_seconds(page: Page, desk: Desk, browser: Browser) -> None:
    """R1.2: another browser decides; my counters follow, my list waits for me, unchanged polls are 304."""
    sign_in(page, desk.server, desk.manager)
    page.clock.install()
    page.goto(desk.board)
    # From here the page's time passes in `poll` alone, however long the rest takes.
    page.clock.pause_at(page.evaluate("() => Date.now()") / 1000 + 1)
    page.evaluate("() => { window.loadedOnce = true }")
    page.keyboard.press("j")
    assert [poll(page) for _ in range(3)] == [304, 304, 304]

    colleague = builders.make_account(Role.MANAGER, centre=desk.centre, display_name="Paul Arnal")
    with watched_page(browser) as other:
        sign_in(other, desk.server, colleague)
        retain(other, desk, "Aubert")

    assert poll(page) == 200
    expect(counter(page, "confirmed")).to_have_text("5")
    expect(counter(page, "seeking_contract")).to_have_text("2")
    expect(counter(page, "without_contract")).to_have_text("10")
    expect(page.locator("#liste-perimee")).to_contain_text("La liste a changé")
    expect(row(page, desk.files["Aubert"])).to_have_attribute("data-state", "confirmed")
    expect(row(page, desk.files["Aubert"]).locator("[data-ouvre]")).to_be_focused()
    assert poll(page) == 304

    page.get_by_role("link", name="Actualiser la liste").click()
    expect(row(page, desk.files["Aubert"])).to_have_attribute("data-state", "seeking_contract")
    assert page.evaluate("() => window.loadedOnce")
    expect_same_as_reloaded(page, "#liste", "#compteurs", "#jauge")


def test_a_decision_already_taken_is_told_by_whom(board: Page, desk: Desk, browser: Browser) -> None:
    """R2.5: a panel that is open since before says who decided what and when; nothing is written twice."""
    row(board, desk.files["Faure"]).get_by_role("link", name="Décider").click()
    board.locator("input[value=retained]").check()
    board.get_by_role("button", name="Vérifier avant d’enregistrer").click()
    expect(board.locator("#conf-titre")).to_be_visible()
    colleague = builders.make_account(Role.MANAGER, centre=desk.centre, display_name="Paul Arnal")
    with watched_page(browser) as other:
        sign_in(other, desk.server, colleague)
        retain(other, desk, "Faure")
    board.get_by_role("button", name="Placer Anaïs Faure en recherche").click()
    refusal = board.locator("#panneau [data-refusal=already_decided]")
    expect(refusal).to_contain_text(
        "Paul Arnal a placé cette candidature en recherche de contrat le 26 mai 2025"
    )
    expect(board.locator("#panneau .refus")).to_be_focused()
