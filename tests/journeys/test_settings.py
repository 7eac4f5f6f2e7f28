"""What an administrator sets, with the keyboard and without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import watched_page
from tests.journeys.conftest import BETWEEN_SHEETS, Desk
from tests.journeys.steps import expect_same_as_reloaded, follow, sign_in

pytestmark = pytest.mark.browser


def test_reasons_are_put_in_order_with_the_keyboard(page: Page, desk: Desk) -> None:
    """R2.7: the button pressed keeps the focus, what changed is said, and a reload shows the same."""
    third = builders.make_refusal_reason(desk.centre, label="Prérequis non remplis", position=3)
    sign_in(page, desk.server, builders.make_account(Role.ADMINISTRATOR, centre=desk.centre))
    page.goto(f"{desk.server}/parametrage/motifs")
    up = page.locator(f"#monter-{third.id}")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#motifs-dit")).to_have_text("« Prérequis non remplis » est en position 2.")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#motifs-dit")).to_have_text("« Prérequis non remplis » est en position 1.")
    expect(up).to_be_focused()
    expect(up).to_have_attribute("aria-disabled", "true")
    expect(page.locator("[data-reason] b").first).to_have_text("Prérequis non remplis")
    expect_same_as_reloaded(page, "#motifs")


def test_reasons_and_capacity_without_javascript(browser: Browser, desk: Desk) -> None:
    """R2.7, R9.2: each act is a form, and its answer a page that says what was done."""
    administrator = builders.make_account(Role.ADMINISTRATOR, centre=desk.centre)
    with watched_page(browser, tolerated=BETWEEN_SHEETS, java_script_enabled=False) as page:
        sign_in(page, desk.server, administrator)
        page.goto(f"{desk.server}/parametrage")
        follow(page.get_by_role("link", name="Motifs de refus"))
        page.get_by_label("Motif", exact=True).fill("Places prises")
        follow(page.get_by_role("button", name="Ajouter le motif"))
        expect(page.locator("#messages")).to_contain_text("« Places prises » est ajouté")
        follow(page.get_by_role("button", name="Monter : Places prises"))
        expect(page.locator("#messages")).to_contain_text("en position 3")
        follow(page.get_by_role("button", name="Retirer : Dossier incomplet"))
        expect(page.locator("#retires")).to_contain_text("Dossier incomplet")
        follow(page.get_by_role("link", name="Paramétrage").last)
        follow(page.get_by_role("link", name="Capacités"))
        follow(page.get_by_role("link", name=f"Modifier la capacité : {desk.programme.title}"))
        page.get_by_label("Nombre de places").fill("1")
        follow(page.get_by_role("button", name="Enregistrer la capacité"))
        expect(page.locator("[data-refusal=capacity_below_contracts]")).to_contain_text("3 contrats")
        page.get_by_label("Nombre de places").fill("14")
        follow(page.get_by_role("button", name="Enregistrer la capacité"))
        expect(page.locator("#jauge")).to_contain_text("3 places prises sur 14")
