"""R6.8 in a browser: a pre-registration on a telephone, then the board of the day, which moves nothing."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from recruitment.core.database import db
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import Role
from recruitment.stations import links
from tests import builders
from tests.browsing import axe, watched_page
from tests.journeys.conftest import BETWEEN_SHEETS, NOW
from tests.journeys.steps import sign_in
from tests.learners.world import make_admitted
from tests.servers import LiveServer
from tests.stations.visitor import TYPED
from tests.stations.world import bring, open_site

pytestmark = pytest.mark.browser


def test_from_the_link_to_the_payment(
    centre: TrainingCentre, afternoon: LiveServer, browser: Browser, page: Page
) -> None:
    """R6.8: steps on a telephone; one tap at a station, the line stays in its place; a payment gives its receipt."""
    programme, url = builders.make_programme(centre=centre), afternoon.url
    account = builders.make_account(Role.REGISTRAR, centre=centre)
    with time_machine.travel(NOW, tick=False):
        identity, file, payment, _card = open_site(account, centre.id)
        first = bring(account, programme, last_name="Aubrac")
        bring(account, programme, last_name="Brioude")
    admitted = make_admitted(programme, last_name="Cantal")
    narrow: Any = {"viewport": {"width": 390, "height": 844}}
    with watched_page(browser, tolerated=BETWEEN_SHEETS, **narrow) as phone:
        fill_in(phone, url, links.path_of(db.session(), admitted.id), admitted.candidate_number)
    sign_in(page, url, account)
    page.goto(f"{url}/accueil-inscriptions?poste={identity.id}")
    line = page.locator(f"#ici-{first.id}")
    place = line.bounding_box()
    page.locator(f"#passer-{first.id}").click()
    expect(line).to_contain_text("attend à « Dossier »")
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        bring(account, programme, last_name="Dore")
    expect(page.locator("tbody tr")).to_have_count(3, timeout=9_000)  # asked for by the page itself
    now = line.bounding_box()
    assert place is not None
    assert now is not None
    assert now["y"] == place["y"]
    assert axe(page) == []
    page.goto(f"{url}/accueil-inscriptions?poste={file.id}")
    page.locator(f"#passer-{first.id}").click()
    page.goto(f"{url}/accueil-inscriptions?poste={payment.id}")
    page.locator(f"#passer-{first.id}").click()
    dialog = page.locator("#dialogue")
    dialog.get_by_role("radio", name="Chèque").check()
    dialog.get_by_label("Montant en euros").fill("125,50")
    dialog.get_by_role("radio", name="L’employeur").check()
    dialog.get_by_role("button", name="Enregistrer le paiement").click()
    expect(page.get_by_text("Paiement enregistré.")).to_be_visible()
    page.goto(f"{url}/accueil-inscriptions/journee")
    expect(page.get_by_text("2025-00001").first).to_be_visible()


def fill_in(phone: Page, url: str, path: str, number: str) -> None:
    """Open the link, fill the first step in, and see the next."""
    phone.goto(url + path)
    phone.get_by_label("Numéro d’inscription").fill(number)
    phone.get_by_label("Date de naissance").fill("03/04/2006")
    phone.get_by_role("button", name="Ouvrir ma préinscription").click()
    phone.get_by_role("link", name="Commencer").click()
    for name, typed in TYPED["identite"].items():
        phone.locator(f"#{name}").fill(typed)
    assert axe(phone) == []
    phone.get_by_role("button", name="Enregistrer et continuer").click()
    expect(phone.get_by_role("heading", name="Vos coordonnées")).to_be_visible()
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
