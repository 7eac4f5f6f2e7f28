"""A list of admitted candidates: sent, read, confirmed with the number of who leave, found again (R6.2 to R6.6)."""

from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.admissions.files import HEADERS, line, written
from tests.admissions.lists import MOTHER, pool, record, take
from tests.admissions.test_pages import work
from tests.browsing import axe
from tests.journeys.conftest import NOW
from tests.journeys.steps import sign_in
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser]


def test_a_list_replaces_the_pool(
    app: Flask, page: Page, centre: TrainingCentre, afternoon: LiveServer, tmp_path: Path
) -> None:
    """R6.4, R6.6: the difference by name, the typed number, the sentence, and nobody gone for good."""
    programme = builders.make_programme(centre=centre, title="BTS Tourisme")
    take(programme, [record(rank, guardian_1=MOTHER) for rank in range(1, 9)])
    sign_in(page, afternoon.url, builders.make_account(Role.REGISTRAR, centre=centre))
    page.goto(f"{afternoon.url}/admis")
    look(page, "list")
    page.get_by_role("link", name="Recevoir une liste").click()
    lines = [
        line(1),
        line(2, Nom="", Avis="Oui"),
        line(3, **{"Téléphone fixe": "12", "Avis": "Oui si"}),
        line(9, Nom="VIDAL", Prénom="Malo", Avis="Oui"),
        line(10, Avis="Oui en attente"),
    ]
    page.locator("#file").set_input_files(written(tmp_path, lines, f"{HEADERS};Avis;Note Dossier"))
    page.get_by_role("button", name="Vérifier la liste").click()
    expect(page.get_by_text("Vérification en cours").first).to_be_visible()
    with time_machine.travel(NOW, tick=True):
        work(app)
    expect(page.locator('[data-count="gone"]')).to_have_text("5")
    look(page, "difference")
    page.get_by_role("button", name="Enregistrer la liste").click()
    expect(page.locator('[data-refusal="pool_would_shrink"]')).to_contain_text("5 candidats sur 8")
    page.get_by_label("Nombre de sortants").fill("5")
    page.get_by_role("button", name="Enregistrer la liste").click()
    expect(page.get_by_text("Enregistrement").first).to_be_visible()
    with time_machine.travel(NOW, tick=True):
        work(app)
    page.reload()
    expect(page.get_by_text("Réception effectuée de 3 candidats avec succès")).to_be_visible()
    page.goto(f"{afternoon.url}/admis?situation=sortis")
    expect(page.locator("[data-admitted]")).to_have_count(5)
    page.locator("[data-admitted] a.nom").first.click()
    expect(page.get_by_text("Sorti de la liste le").first).to_be_visible()
    look(page, "person")
    assert len(pool(programme)) == 9
    page.goto(f"{afternoon.url}/admis/profils")
    page.locator("#file").set_input_files(written(tmp_path, [line(1)]))
    page.get_by_role("button", name="Lire les colonnes").click()
    expect(page.get_by_label("Date de Naissance")).to_have_value("birth_date")
    look(page, "columns")


def look(page: Page, name: str) -> None:
    """Look for barriers."""
    assert axe(page) == [], name
