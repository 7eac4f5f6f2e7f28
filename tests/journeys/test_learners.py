"""Admitted candidates become learners: treated, compared side by side, completed together (R6.2)."""

import pytest
from playwright.sync_api import Page, expect

from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import axe
from tests.journeys.steps import sign_in
from tests.learners.world import GUARDIAN, INE, make_admitted, make_division, make_learner
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser]


def test_those_admitted_are_registered(page: Page, centre: TrainingCentre, afternoon: LiveServer) -> None:
    """R6.2: one new, one under the same INE and another name; both in a division of one seat."""
    programme = builders.make_programme(centre=centre, title="BTS Tourisme")
    make_learner(centre.id, ine=INE, town="Issoire", first_name="Léa")
    make_admitted(programme, (GUARDIAN,), ine=INE, town="Riom")
    make_admitted(programme, last_name="Zola", first_name="Ana")
    division = make_division(programme, seats=1, code="1TOUR")
    sign_in(page, afternoon.url, builders.make_account(Role.REGISTRAR, centre=centre))
    page.goto(f"{afternoon.url}/apprenants")
    page.get_by_text("Actions", exact=True).click()
    page.get_by_role("link", name="Traiter inscription(s) importée(s)").click()
    page.get_by_label("Tout choisir").check()
    page.get_by_role("button", name="Synchroniser la sélection").click()
    expect(page.locator('[data-result="created"]')).to_have_count(1)
    page.locator('[data-result="to_confirm"]').get_by_role("link").click()
    assert axe(page) == []
    expect(page.get_by_text("Même INE, mais un autre nom")).to_be_visible()
    page.locator('[data-field="first_name"] input[value="nouveau"]').check()
    page.get_by_role("button", name="C’est la même personne").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Léo Aubert")
    expect(page.locator("[data-guardian]")).to_contain_text("Michel")
    assert axe(page) == []
    page.goto(f"{afternoon.url}/apprenants")
    page.get_by_label("Tout choisir").check()
    page.get_by_role("button", name="Compléter la sélection").click()
    page.get_by_label("Division").select_option(str(division.id))
    page.get_by_label("Régime").select_option("day")
    assert axe(page) == []
    page.get_by_role("button", name="Enregistrer pour les 2").click()
    expect(page.locator('[data-result="done"]')).to_have_count(1)
    expect(page.locator('[data-result="over"]')).to_contain_text("1 apprenant de plus que ses places")
