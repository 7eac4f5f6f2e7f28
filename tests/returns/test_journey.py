"""R6.4: from the errors to the whole file, in a browser, at the keyboard's pace; axe finds nothing on the way."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from recruitment.core.clock import PARIS
from tests.browsing import axe
from tests.conftest import StartServer
from tests.journeys.steps import sign_in
from tests.returns.world import make_desk, make_registered

pytestmark = pytest.mark.browser
NOW = datetime(2025, 9, 15, 14, 32, tzinfo=PARIS)


def test_an_error_is_corrected_and_the_file_is_whole(page: Page, live_server: StartServer) -> None:
    """R6.4 the error says where it is put right; once it is, the file holds everybody."""
    desk = make_desk()
    make_registered(desk, sort_name="a")
    make_registered(
        desk, sort_name="b", last_name="Sorel", first_name="Nino", detail={"last_school": "0442953W"}
    )
    server = live_server(now=NOW).url
    sign_in(page, server, desk.author)

    page.goto(f"{server}/echanges/exports")
    page.get_by_role("link", name="Contrôler : Enquête SIFA").click()
    expect(page.get_by_text("1 personne sera écartée du fichier")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Compléments", exact=True).first.click()
    page.get_by_label("Situation de l’an dernier").select_option("3033")
    assert axe(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"{server}/echanges/exports/sifa")
    expect(page.get_by_text("le fichier contient tout le monde")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter le fichier entier (2)").click()
    assert download.value.suggested_filename == f"sifa-{desk.centre.uai}-2025-20250915.csv"
    assert len(download.value.path().read_bytes().splitlines()) == 2
