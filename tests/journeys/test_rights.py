"""Rights on the screen: the grid with the keyboard and without JavaScript, a colleague's eyes, a refusal by two."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recruitment.accounts.models import Account
from recruitment.accounts.rights.actions import set_rights
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Permission, Role
from tests import builders
from tests.browsing import watched_page
from tests.journeys.conftest import BETWEEN_SHEETS, Desk
from tests.journeys.steps import follow, sign_in
from tests.journeys.test_accessibility import barriers, on_pages

pytestmark = pytest.mark.browser
GRID = "/parametrage/droits"


@pytest.fixture
def administrator(desk: Desk) -> Account:
    return builders.make_account(Role.ADMINISTRATOR, centre=desk.centre, display_name="Anne Vidal")


@pytest.fixture
def colleague(desk: Desk) -> Account:
    return builders.make_account(Role.VIEWER, centre=desk.centre, display_name="Paul Arnal")


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """Give a page where nothing moves."""
    with watched_page(browser, reduced_motion="reduce") as opened:
        yield opened


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where the environment asks for them."""
    folder = os.environ.get("TREMPLIN_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_the_grid_without_javascript(
    browser: Browser, desk: Desk, administrator: Account, colleague: Account
) -> None:
    """R8.3: a box is ticked with the keyboard, the form is sent, what differs from the role is said in words."""
    with watched_page(browser, tolerated=BETWEEN_SHEETS, java_script_enabled=False) as page:
        sign_in(page, desk.server, administrator)
        page.goto(f"{desk.server}{GRID}")
        follow(page.get_by_role("link", name="Modifier les droits : Paul Arnal"))
        line = page.locator(f'[data-programme="{desk.programme.code}"]')
        decide = line.get_by_role("checkbox", name="Décider")
        expect(decide).not_to_be_checked()
        decide.focus()
        page.keyboard.press("Space")
        follow(page.get_by_role("button", name="Enregistrer ces droits"))
        expect(page.locator("#messages")).to_contain_text("1 changement")
        expect(line).to_contain_text("accordé")
        expect(line.get_by_role("checkbox", name="Décider")).to_be_checked()
        follow(page.get_by_role("button", name="Remettre les droits du rôle"))
        expect(line).not_to_contain_text("accordé")


def test_the_pages_of_rights(still: Page, desk: Desk, administrator: Account, colleague: Account) -> None:
    manager = builders.make_account(Role.MANAGER, centre=desk.centre, display_name="Claire Montagnier")
    set_rights(
        administrator, manager.id, {desk.programme.id: {Permission.SEE, Permission.DECIDE, Permission.ENROL}}
    )
    sign_in(still, desk.server, administrator)
    found = on_pages(still, desk.server, GRID, f"{GRID}/{manager.id}", f"{GRID}/{administrator.id}")
    for size, name in (((1280, 800), "wide"), ((390, 844), "narrow")):
        still.set_viewport_size({"width": size[0], "height": size[1]})
        for path, what in ((GRID, "overview"), (f"{GRID}/{manager.id}", "grid")):
            still.goto(desk.server + path)
            picture(still, f"rights-{what}-{name}")
    assert "\n".join(found) == ""


def test_through_a_colleagues_eyes(
    still: Page, desk: Desk, administrator: Account, colleague: Account
) -> None:
    sign_in(still, desk.server, administrator)
    still.goto(f"{desk.server}{GRID}/{colleague.id}")
    still.get_by_role("button", name="Voir comme Paul Arnal").focus()
    with still.expect_navigation():
        still.keyboard.press("Enter")
    bar = still.get_by_role("region", name="Vous voyez comme un collègue")
    expect(bar).to_contain_text("Vous voyez comme Paul Arnal")
    still.goto(desk.file("Belkacem"))
    shut = still.locator("#agir-decision")
    expect(shut).to_have_attribute("aria-disabled", "true")
    still.locator(".impossible summary").first.click()
    expect(still.locator("#agir-decision-pourquoi")).to_contain_text("Anne Vidal")
    picture(still, "looking")
    found = barriers(still, "through a colleague's eyes")
    found += on_pages(still, desk.server, f"/formations/{desk.programme.code}")
    still.goto(f"{desk.server}/")
    follow(bar.get_by_role("button", name="Revenir à mes propres yeux"))
    expect(bar).not_to_be_attached()
    assert "\n".join(found) == ""


def test_a_refusal_by_two_people(browser: Browser, still: Page, desk: Desk) -> None:
    """R8.3: one drafts it in the panel, the other finds it at home, reads it again and confirms."""
    with transaction() as session:
        session.get_one(Programme, desk.programme.id).two_step_refusals = True
    other = builders.make_account(Role.MANAGER, centre=desk.centre, display_name="Paul Arnal")
    with watched_page(browser) as first:
        sign_in(first, desk.server, desk.manager)
        first.goto(desk.board)
        first.locator(f"#c-{desk.files['Belkacem']}").get_by_role("link", name="Décider").click()
        first.locator("input[value=refused]").check()
        first.locator("#reason").select_option("Dossier incomplet")
        first.get_by_role("button", name="Vérifier avant d’enregistrer").click()
        expect(first.locator("#panneau")).to_contain_text("Une autre personne doit confirmer")
        first.locator("#confirmation").fill("refuser")
        first.get_by_role("button", name="Préparer le refus").click()
        expect(first.locator("#resultat")).to_contain_text("Refus préparé")
    sign_in(still, desk.server, other)
    still.goto(f"{desk.server}/")
    expect(still.locator("#a-faire")).to_contain_text("1 refus préparé à confirmer")
    follow(still.get_by_role("link", name="Relire Inès Belkacem"))
    picture(still, "draft")
    found = barriers(still, "a drafted refusal")
    still.goto(desk.file("Belkacem"))
    picture(still, "draft-file")
    found += barriers(still, "the file of a drafted refusal")
    follow(still.get_by_role("link", name="Relire et confirmer"))
    still.locator("#confirmation").fill("refuser")
    follow(still.get_by_role("button", name="Confirmer le refus"))
    expect(still.locator("#messages")).to_contain_text("refus confirmé")
    expect(still.locator("#historique")).to_contain_text("Refus préparé, à confirmer par une autre personne")
    assert "\n".join(found) == ""
