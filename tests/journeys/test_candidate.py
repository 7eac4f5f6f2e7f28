"""Journey of a candidate: a contract, the mail, the link, an answer on a phone, and a colleague's board."""

import re
from collections.abc import Iterator
from csv import DictReader
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from recruitment.applications.links import path_of
from recruitment.applications.models import Application, Candidate
from recruitment.core.database import db
from recruitment.programmes.messages import set_messages
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import watched_page
from tests.contracts.desk import state_of
from tests.journeys.conftest import BETWEEN_SHEETS, NOW, Desk
from tests.journeys.steps import counter, row, sign_in
from tests.journeys.test_accessibility import barriers, on_pages
from tests.mail.post import BASE_URL, one_pass, post_office, use
from tests.portal.visitor import BORN

pytestmark = pytest.mark.browser
SIRET, TYPED = "99901234700012", "999 012 347 00012"
PHONE: Any = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
MESSAGES = {
    "admitted": "Inscription administrative du 7 au 11 juillet, 4 rue des Forges.\nRentrée le 1er septembre à 9 h.",
    "searching": "Le CFA vous aide à trouver un employeur.",
    "support_sessions": "Chaque mercredi à 14 h, salle 12.",
    "contact_phone": "04 65 71 00 42",
    "contact_email": "apprentissage@cfa.exemple.fr",
}
BOARD_FOLLOWS_MS = 5_000  # R1.2


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page where nothing moves: a colour is looked at once it has settled."""
    with watched_page(browser, tolerated=BETWEEN_SHEETS, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Give the candidate's phone."""
    with watched_page(browser, tolerated=BETWEEN_SHEETS, **PHONE, reduced_motion="reduce") as opened:
        yield opened


def someone(desk: Desk, *states: State, **changes: Any) -> tuple[Candidate, list[Application]]:
    """Make a candidate with wishes at the desk's centre in those states."""
    candidate = builders.make_candidate(last_name="Haddad", first_name="Yanis", birth_date=BORN, **changes)
    wishes = []
    for rank, state in enumerate(states):
        title = ("BTS Management commercial", "BTS Électrotechnique", "BUT Informatique", "BP Boucher")[
            rank % 4
        ]
        programme = builders.make_programme(centre=desk.centre, title=title)
        wishes.append(builders.make_application(programme=programme, candidate=candidate, state=state))
    return candidate, wishes


def knock(page: Page, address: str, candidate: Candidate) -> None:
    """Say who one is, with the keyboard alone."""
    page.goto(address)
    expect(page.get_by_label("Numéro d’inscription")).to_be_focused()
    page.keyboard.type(candidate.candidate_number)
    page.keyboard.press("Tab")
    page.keyboard.type("17022007")
    page.keyboard.press("Enter")


def address_of(desk: Desk, candidate: Candidate) -> str:
    """Return the address of a candidate's pages."""
    return desk.server + path_of(db.session(), candidate.id)


def test_from_the_contract_to_the_colleague_s_board(app: Flask, desk: Desk, board: Page, phone: Page) -> None:
    """R4.7, R5.2 to R5.4, R5.8, R1.2: a contract, the mail as received, the answer on a phone, the board."""
    candidate, (other,) = someone(desk, State.CONFIRMED)
    wish = builders.make_application(
        programme=desk.programme, candidate=candidate, state=State.SEEKING_CONTRACT
    )
    set_messages(desk.manager, desk.programme.id, {"admitted": "Rentrée le lundi 1er septembre à 9 h."})
    board.reload()
    row(board, wish.id).get_by_role("link", name="Contrat").click()
    form = board.locator("#dialogue")
    form.locator("#siret").fill(SIRET)
    form.locator("#employer_name").fill("Maison Chastaing")
    form.locator("[name=checked]").check()
    form.locator("#b-contrat").click()
    expect(form.locator("#dialogue-titre")).to_have_text("Contrat enregistré, proposition envoyée")
    board.goto(desk.board)
    before = int(counter(board, "accepted").inner_text())

    path = link_received(app, str(candidate.email))
    knock(phone, desk.server + path, candidate)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vous avez une proposition d’admission")
    expect(phone.locator("[data-reste]")).to_contain_text("Il vous reste 10 jours et")
    phone.get_by_label("J’accepte définitivement").check()
    phone.get_by_label("SIRET de votre employeur").fill(TYPED)
    expect(phone.locator("#siret-retour")).to_contain_text("C’est bien celui enregistré par le CFA")
    phone.get_by_role("button", name="Continuer").click()
    expect(phone.locator("#avert")).to_contain_text(
        "Vous renoncez à votre autre vœu. Cette réponse est définitive."
    )
    expect(phone.locator("#avert li")).to_contain_text("BTS Management commercial")
    phone.get_by_label("J’ai compris que je renonce à mon autre vœu.").check()
    phone.get_by_role("button", name="J’accepte définitivement").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(
        "Vous êtes admis(e) en BTS Électrotechnique"
    )
    expect(phone.get_by_text("Rentrée le lundi 1er septembre à 9 h.")).to_be_visible()

    expect(counter(board, "accepted")).to_have_text(str(before + 1), timeout=BOARD_FOLLOWS_MS)
    db.session.rollback()
    states = [state_of(one.id) for one in (wish, other)]
    assert states == [State.ACCEPTED, State.WITHDRAWN]
    enrolled_then_counted(board, desk, wish.id)


def enrolled_then_counted(page: Page, desk: Desk, application_id: int) -> None:
    """R6.1, R10.1: the registrar marks the enrolment done; the regional authority's file counts it."""
    sign_in(page, desk.server, builders.make_account(Role.REGISTRAR, centre=desk.centre))
    page.goto(f"{desk.server}/candidatures/{application_id}")
    page.locator("#agir-inscription").click()
    page.locator("#b-inscrire").click()
    expect(page.locator("#inscription")).to_contain_text("I.A effectuée")
    region = builders.make_account(Role.REGIONAL, academie=desk.centre.academie)
    sign_in(page, desk.server, region)
    text = page.request.get(f"{desk.server}/exports/formations.csv?session=2025").text()
    rows = list(DictReader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    (mine,) = (row for row in rows if row["cod_aff_form"] == desk.programme.code)
    assert mine["ia"] == "1"


def link_received(app: Flask, address: str) -> str:
    """Send what is queued to a mail server of this machine; return the path of the link that came."""
    with post_office() as (office, port), time_machine.travel(NOW + timedelta(hours=1)):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    mine = [one for one in office.received if address in str(one["To"])]
    texts = [one.get_body(("plain",)).get_content() for one in mine]  # type: ignore[union-attr]
    found = re.findall(re.escape(BASE_URL) + r"(/candidat/[\w.-]+)", "\n".join(texts))
    assert len(set(found)) == 1, texts
    return str(found[0])


def test_the_keyboard_is_enough(desk: Desk, page: Page) -> None:
    """R5.2 from the door to the receipt without a mouse, and the receipt on one sheet of A4."""
    candidate, _ = someone(desk, State.OFFER_PENDING)
    knock(page, address_of(desk, candidate), candidate)
    keys = page.keyboard
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez une proposition d’admission")
    while not page.locator("[name=reply]:focus").count():
        keys.press("Tab")
    keys.press("Space")  # the first answer
    keys.press("Tab")
    expect(page.locator("#siret")).to_be_focused()
    keys.type(SIRET)
    keys.press("Enter")
    while not page.locator("#understood:focus").count():
        keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vous êtes admis(e)")
    expect(page.get_by_role("button", name="Imprimer ce récépissé")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Terminer")).to_be_hidden()
    assert page.pdf(format="A4", print_background=True).count(b"/Type /Page\n") == 1


def test_the_pages_show_no_barrier(desk: Desk, page: Page) -> None:
    """Mocks 08, 08b, 08c: axe finds nothing on a phone nor on a screen, light or dark; nothing is wider."""
    states = (State.OFFER_PENDING, State.SEEKING_CONTRACT, State.REFUSED, State.CONFIRMED)
    candidate, wishes = someone(desk, *states, sex="M")
    for wish in wishes:
        set_messages(desk.manager, wish.programme_id, MESSAGES)
    address = address_of(desk, candidate)
    page.goto(address)
    found = barriers(page, "door")
    knock(page, address, candidate)
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez une proposition d’admission")
    found += barriers(page, "wishes")
    page.get_by_label("J’accepte définitivement").check()
    page.get_by_role("button", name="Continuer").click()
    found += barriers(page, "what is wrong")
    page.get_by_label("SIRET de votre employeur").fill(SIRET)
    page.get_by_role("button", name="Continuer").click()
    found += barriers(page, "second step")
    page.get_by_label("J’ai compris").check()
    page.get_by_role("button", name="J’accepte définitivement").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Vous êtes admis en BTS Management commercial"
    )
    found += barriers(page, "receipt")
    page.get_by_role("link", name="Revenir à tous mes vœux").click()
    found += barriers(page, "admitted")
    page.get_by_role("link", name="Renoncer à ce vœu").first.click()
    found += barriers(page, "leaving")
    page.get_by_role("button", name="Terminer").click()
    found += barriers(page, "closed")
    assert "\n".join(found) == ""


def test_the_pages_of_the_team_show_no_barrier(desk: Desk, page: Page) -> None:
    """The messages of a programme, and the renewal of a link."""
    administrator = builders.make_account(Role.ADMINISTRATOR, centre=desk.centre)
    set_messages(administrator, desk.programme.id, MESSAGES)
    sign_in(page, desk.server, administrator)
    paths = (f"/formations/{desk.programme.code}/messages", f"/candidatures/{desk.files['Belkacem']}/lien")
    assert "\n".join(on_pages(page, desk.server, *paths)) == ""
