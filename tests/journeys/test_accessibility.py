"""axe finds nothing on any page, wide and narrow, light and dark; the console stays silent (WCAG 2.2 AA)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from recruitment.contracts import actions as contracts
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import axe, watched_page
from tests.contracts.desk import SIRET
from tests.enrolments.rows import make_discrepancy
from tests.journeys.conftest import Desk
from tests.journeys.steps import row, sign_in

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1280, "height": 640}, {"width": 390, "height": 844}
#: Colours glide when the theme changes; axe looks once they have arrived.
SETTLED = "() => document.getAnimations().every(moving => moving.playState === 'finished')"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page where nothing moves: a colour is looked at once it has settled."""
    with watched_page(browser, reduced_motion="reduce") as opened:
        yield opened


def barriers(page: Page, what: str) -> list[str]:
    """Return what axe finds in the page as it is; the dark theme changes colours only."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
            page.wait_for_function(SETTLED)
            only = "color-contrast" if theme == "dark" else ""
            found += [f"{what}, {size['width']} px, {theme}: {line}" for line in axe(page, only=only)]
        wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        found += [f"{what}, {size['width']} px: {wider} px wider than the screen"] if wider > 0 else []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    return found


def on_pages(page: Page, server: str, *paths: str, status: int = 200) -> list[str]:
    """Return what axe finds on whole pages."""
    found = []
    for path in paths:
        answer = page.goto(server + path)
        assert answer is not None
        assert answer.status == status, path
        found += barriers(page, path)
    return found


def test_the_pages_of_a_recruiter(board: Page, desk: Desk) -> None:
    code = desk.programme.code
    paths = (
        "/",
        "/formations",
        f"/formations/{code}",
        f"/formations/{code}?q=personne",
        "/candidats?q=marchand",
    )
    file = f"/candidatures/{desk.files['Belkacem']}"
    files = [f"/candidatures/{desk.files[state]}" for state in (State.UNCONFIRMED, State.OFFER_PENDING)]
    assert "\n".join(on_pages(board, desk.server, *paths, file, f"{file}/pourquoi", *files)) == ""


def test_the_board_with_its_panel_and_its_dialogs(board: Page, desk: Desk) -> None:
    found = []
    for _ in range(11):
        builders.make_application(programme=desk.programme)
    board.reload()  # 25 lines: the panel scrolls the counters under the bar
    row(board, desk.files["Belkacem"]).get_by_role("link", name="Décider").click()
    expect(board.locator("#panneau-titre")).to_be_focused()
    found += barriers(board, "panel: choose")
    board.locator("input[value=refused]").check()
    board.get_by_role("button", name="Vérifier avant d’enregistrer").click()
    expect(board.locator("#erreurs")).to_be_visible()
    found += barriers(board, "panel: to correct")
    board.locator("#reason").select_option("Dossier incomplet")
    board.get_by_role("button", name="Vérifier avant d’enregistrer").click()
    board.locator("#confirmation").fill("refuser")
    found += barriers(board, "panel: confirm")
    board.locator("#b-confirmer").click()
    expect(board.locator("#resultat")).to_be_visible()
    found += barriers(board, "panel: result")
    board.keyboard.press("Escape")

    row(board, desk.files["Faure"]).get_by_role("checkbox").check()
    board.locator("#selection").get_by_role("button", name="Décider").click()
    expect(board.locator("#dialogue-titre")).to_be_visible()
    found += barriers(board, "dialog: lot")
    board.keyboard.press("Escape")
    row(board, desk.files["seeking_contract"]).get_by_role("link", name="Contrat").click()
    board.locator("#siret").fill("9990123470001")
    expect(board.locator("#siret-retour")).to_contain_text("il en manque un")
    found += barriers(board, "dialog: contract")
    board.keyboard.press("Escape")
    board.keyboard.press("?")
    found += barriers(board, "dialog: keys")
    assert "\n".join(found) == ""


def test_each_step_as_a_page(board: Page, desk: Desk) -> None:
    code, files = desk.programme.code, desk.files
    decide = f"/candidatures/{files['Belkacem']}"
    contract = f"/candidatures/{files['seeking_contract']}/contrat"
    steps = (f"{decide}/decision", f"{decide}/refus", f"{decide}/retenue", contract)
    lot = f"/formations/{code}/lot?c={files['Aubert']}&c={files['refused']}"
    others = (lot, f"/formations/{code}/contrat", f"/formations/{code}/demandes", "/outils/siret?siret=12")
    assert "\n".join(on_pages(board, desk.server, *steps, *others)) == ""


def test_the_pages_of_an_administrator(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server, builders.make_account(Role.ADMINISTRATOR, centre=desk.centre))
    reason = builders.make_refusal_reason(desk.centre, label="Prérequis non remplis", position=3)
    capacity = f"/parametrage/formations/{desk.programme.code}/capacite"
    paths = ("/parametrage", "/parametrage/motifs", f"/parametrage/motifs/{reason.id}", capacity)
    assert (
        "\n".join(on_pages(page, desk.server, *paths, "/parametrage/capacites", "/parametrage/calendrier"))
        == ""
    )


def test_the_pages_of_files_in_and_out(board: Page, desk: Desk) -> None:
    assert "\n".join(on_pages(board, desk.server, "/imports", "/exports")) == ""


def test_the_pages_after_the_reply(page: Page, desk: Desk) -> None:
    """The worklists of enrolments, SIRETs and discrepancies, and each act as a page (R6.1, R5.3, R5.2 by file)."""
    accepted = builders.make_application(
        state=State.ACCEPTED, programme=desk.programme, decided_by=desk.manager
    )
    numbers: dict[str, Any] = {"reply_siret": SIRET, "reply_employer_name": "Fournil du Puy"}
    pending = builders.make_application(
        state=State.SEEKING_CONTRACT, programme=desk.programme, decided_by=desk.manager
    )
    contract = builders.make_contract(pending, entered_by=desk.manager, **numbers)
    row_id = make_discrepancy(accepted)
    sign_in(page, desk.server, builders.make_account(Role.REGISTRAR, centre=desk.centre))
    file = f"/candidatures/{accepted.id}"
    lists = ("/inscriptions", "/reponses/siret", "/reponses/ecarts")
    acts = (f"{file}/inscription", f"/contrats/{contract.id}/siret", f"/reponses/ecarts/{row_id}")
    assert "\n".join(on_pages(page, desk.server, *lists, file, *acts)) == ""


def test_the_pages_of_figures_and_of_the_report(board: Page, desk: Desk) -> None:
    programme = f"/formations/{desk.programme.code}"
    paths = ("/chiffres", f"{programme}/chiffres", f"{programme}/rapport", "/compte/agenda")
    assert "\n".join(on_pages(board, desk.server, *paths)) == ""


def test_the_pages_of_the_installation(page: Page, desk: Desk) -> None:
    account = builders.make_account(Role.ADMINISTRATOR, centre=desk.centre, centre_id=None)
    sign_in(page, desk.server, account)
    paths = ("/", "/parametrage", "/parametrage/calendrier", "/parametrage/taches")
    assert "\n".join(on_pages(page, desk.server, *paths)) == ""


def test_what_is_refused_or_missing(board: Page, desk: Desk) -> None:
    found = on_pages(board, desk.server, "/parametrage", status=403)
    found += on_pages(board, desk.server, "/formations/inconnue", status=404)
    assert "\n".join(found) == ""


def test_signing_in(page: Page, desk: Desk) -> None:
    found = on_pages(page, desk.server, "/connexion")
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#erreurs")).to_be_visible()
    assert "\n".join(found + barriers(page, "to correct")) == ""


def test_the_desk_of_the_regional_authority(page: Page, desk: Desk) -> None:
    """R4.9: centres, requests, the answer in its dialog, a centre to open."""
    academie = f"Essai {desk.centre.id}"
    centre = builders.make_centre(academie=academie)
    programme = builders.make_programme(centre=centre, capacity=1)
    manager = builders.make_account(Role.MANAGER, centre=centre)
    for state in (State.ACCEPTED, State.SEEKING_CONTRACT, State.CONFIRMED):
        builders.make_application(programme=programme, state=state, decided_by=manager)
    asked = contracts.request_closure(manager, programme.id, reason="Complet.").request_id
    sign_in(page, desk.server, builders.make_account(Role.REGIONAL, academie=academie))
    place = f"/region/etablissements/{centre.uai}"
    paths = ("/region", place, "/region/etablissements/ouvrir", "/region/demandes")
    found = on_pages(page, desk.server, *paths)
    page.locator(f"#dem-{asked}-accorder").click()
    expect(page.locator("#dialogue")).to_be_visible()
    found += barriers(page, "réponse à une demande")
    assert found == []
