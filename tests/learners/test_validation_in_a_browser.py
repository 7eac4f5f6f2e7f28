"""From the controls to the validation on the first day of term, in a browser (R6.2)."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from recruitment.core.clock import PARIS
from tests.browsing import axe
from tests.conftest import StartServer
from tests.journeys.steps import sign_in
from tests.learners.registered import INES, make_office, make_ready, make_registration

pytestmark = [pytest.mark.browser]
MORNING = datetime(2025, 9, 1, 8, 30, tzinfo=PARIS)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_all_are_controlled_and_the_ready_ones_validated(
    app: Flask, page: Page, live_server: StartServer
) -> None:
    """R6.2: one gesture each, a report person by person, no barrier on the way."""
    office = make_office()
    for ine in INES[:2]:
        make_ready(office, ine)
    make_registration(office)
    server = live_server(now=MORNING)
    sign_in(page, server.url, office.author)
    page.goto(f"{server.url}/apprenants/controles")
    page.get_by_role("button", name="Contrôler les 3 inscriptions").click()
    expect(page.locator("#bilan")).to_contain_text("3 inscriptions contrôlées")
    expect(page.locator("[data-outcome=blocked]")).to_contain_text("L’INE manque")
    assert axe(page) == []
    page.get_by_role("link", name="Validation", exact=True).click()
    page.get_by_label("Tout choisir").check()
    assert axe(page) == []
    page.get_by_role("button", name="Valider la sélection").click()
    expect(page.locator("#bilan")).to_contain_text("2 inscriptions validées. Parcoursup sera informé.")
    page.get_by_role("link", name="Validation", exact=True).click()
    page.get_by_role("link", name="Validées").click()
    expect(page.get_by_text("Sera informé")).to_have_count(2)
