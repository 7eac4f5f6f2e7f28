"""After the « oui »: enrolled from the worklist, undone from the file, without leaving the keyboard's page (R6.1)."""

import pytest
from playwright.sync_api import Page, expect

from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import axe
from tests.journeys.steps import sign_in
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser]


def test_many_are_enrolled_and_one_is_undone(
    page: Page, centre: TrainingCentre, afternoon: LiveServer
) -> None:
    """R6.1: all ticked in one gesture; the reason of the undoing is asked in a dialog and stays on the file."""
    author = builders.make_account(Role.MANAGER, centre=centre)
    programme = builders.make_programme(centre=centre, title="BTS Tourisme")
    first, second = (
        builders.make_application(
            state="accepted",
            programme=programme,
            decided_by=author,
            candidate=builders.make_candidate(last_name=name, first_name="Lou"),
        ).id
        for name in ("Aubert", "Blanc")
    )
    sign_in(page, afternoon.url, builders.make_account(Role.REGISTRAR, centre=centre))
    page.goto(afternoon.url)
    page.get_by_role("link", name="Inscrire").click()
    page.get_by_label("Tout choisir : BTS Tourisme").check()
    expect(page.get_by_label("Choisir Lou Aubert")).to_be_checked()
    assert axe(page) == []
    page.get_by_role("button", name="Marquer effectuées").click()
    expect(page.get_by_text("2 inscriptions administratives effectuées.")).to_be_visible()
    page.goto(f"{afternoon.url}/candidatures/{first}")
    page.get_by_role("link", name="Annuler l’inscription").click()
    page.locator("#dialogue").get_by_label("Motif de l’annulation").fill("Mauvaise personne")
    page.locator("#b-annuler").click()
    expect(page.locator("#inscription")).to_contain_text("Mauvaise personne")
    page.goto(f"{afternoon.url}/formations/{programme.code}?ia=done")
    expect(page.locator("#liste tbody tr")).to_have_count(1)
    expect(page.locator(f"#c-{second} .c-ia")).to_contain_text("I.A effectuée")
