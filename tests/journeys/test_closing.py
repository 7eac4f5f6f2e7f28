"""At capacity: asked for, answered on the regional desk, and everybody concerned knows (R4.9)."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.core.database import db
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.browsing import watched_page
from tests.contracts.desk import SIRET
from tests.journeys.steps import sign_in
from tests.servers import LiveServer

pytestmark = [pytest.mark.browser]
WITHIN = 5000  # ms, R1.2
REASON = "Toutes les places sont prises, un candidat attend."
#: Sends the form of the page as if nothing stood in the way.
SEND = """async typed => {
  const form = document.querySelector('form[action$="/contrat"]'), fields = new FormData(form);
  for (const name in typed) fields.set(name, typed[name]);
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(fields) });
  return [answer.status, await answer.text()];
}"""


@dataclass(frozen=True)
class Full:
    """A programme whose only seat is taken, a candidate in search, a manager, the regional authority."""

    server: str
    programme: Programme
    searching: int
    candidate: int
    manager: Account
    authority: Account

    @property
    def board(self) -> str:
        """Return the address of the programme's page."""
        return f"{self.server}/formations/{self.programme.code}"


@pytest.fixture
def full(centre: TrainingCentre, manager: Account, afternoon: LiveServer) -> Full:
    """Give the programme, in an académie of its own."""
    academie = f"Essai {centre.id}"
    there = builders.make_centre(academie=academie, name="CFA Porte du Sancy", town="Issoire")
    who = builders.make_account(Role.MANAGER, centre=there, display_name="Claire Montagnier")
    programme = builders.make_programme(centre=there, capacity=1, title="BTS Tourisme")
    builders.make_application(state="accepted", programme=programme, decided_by=who)
    wish = builders.make_application(state="seeking_contract", programme=programme, decided_by=who)
    authority = builders.make_account("regional", academie=academie, display_name="Hélène Vasseur")
    return Full(afternoon.url, programme, wish.id, wish.candidate_id, who, authority)


def ask(page: Page, full: Full, link: str, **typed: str) -> None:
    """Ask from the board, where the banner offers it; the page is then its own again, its clock stopped."""
    sign_in(page, full.server, full.manager)
    page.goto(full.board)
    page.locator(link).click()
    for name, text in {"reason": REASON, **typed}.items():
        page.locator(f"#dialogue [name={name}]").fill(text)
    page.locator("#b-demande").click()
    page.wait_for_url("**/demandes")
    page.clock.install()
    page.goto(full.board)


def answer(browser: Browser, full: Full, message: str, **typed: str) -> None:
    """Grant, on the desk: read, choose, read again, write, confirm; by the keyboard."""
    with watched_page(browser) as desk:
        sign_in(desk, full.server, full.authority)
        desk.goto(full.server)
        expect(desk.locator("#n-demandes")).to_have_text("1")
        asked = desk.locator("#demandes")
        expect(asked).to_contain_text(REASON)
        asked.locator("[id$=-accorder]").press("Enter")
        expect(desk.locator("#dialogue")).to_contain_text("CFA Porte du Sancy")
        expect(desk.locator("#dialogue-titre")).to_be_focused()
        for name, text in {"message": message, **typed}.items():
            desk.locator(f"#dialogue [name={name}]").fill(text)
        desk.locator("#b-repondre").press("Enter")
        expect(desk.locator("#n-demandes")).to_have_text("0")
        expect(desk.locator("#demandes")).to_contain_text("Aucune demande sans réponse")


def mails(template: str) -> set[str]:
    """Return who is told so."""
    db.session.rollback()
    return set(db.session.scalars(select(OutboxMail.recipient).where(OutboxMail.template == template)))


def test_a_closure_is_granted_and_everybody_knows(page: Page, full: Full, browser: Browser) -> None:
    """R4.9: the board says closed within 5 s, the candidate in search has their mail, no contract is entered."""
    ask(page, full, "#lien-cloture")
    expect(page.locator("#etat-saisie")).to_contain_text("Capacité atteinte")
    answer(browser, full, "Accordé. Bonne rentrée.")
    page.clock.fast_forward(WITHIN)
    expect(page.locator("#etat-saisie")).to_contain_text("Recrutement clos")
    expect(page.locator("#etat-saisie")).to_contain_text("Accordé. Bonne rentrée.")
    expect(page.locator("#etat-saisie")).to_contain_text("Hélène Vasseur, DRAIO")
    assert f"candidate:{full.candidate}" in mails("recruitment_closed")
    assert f"account:{full.manager.id}" in mails("request_answered")
    page.goto(f"{full.server}/candidatures/{full.searching}/contrat")
    expect(page.locator("#obstacle")).to_contain_text("Aucun contrat ne peut être enregistré")
    status, html = page.evaluate(SEND, {"employer_name": "Maison Chastaing", "siret": SIRET, "checked": "1"})
    assert (status, 'data-refusal="programme_closed"' in html) == (409, True)
    page.goto(f"{full.board}/demandes")
    expect(page.locator("main")).to_contain_text("Accordé. Bonne rentrée.")


def test_seats_are_granted_and_a_contract_is_entered(page: Page, full: Full, browser: Browser) -> None:
    """R4.9: two were asked for beside the first, one is granted; the board has it within 5 s."""
    ask(page, full, "#lien-places", wanted="3")
    answer(browser, full, "Une place pour commencer.", capacity="2")
    page.clock.fast_forward(WITHIN)
    expect(page.locator("#reponse-draio")).to_contain_text("a porté la capacité à 2 places")
    expect(page.locator("#jauge")).to_contain_text("1 libre")
    page.goto(f"{full.server}/candidatures/{full.searching}/contrat")
    page.locator("[name=employer_name]").fill("Maison Chastaing")
    page.locator("[name=siret]").fill(SIRET)
    page.locator("[name=checked]").check()
    with page.expect_response(lambda answered: answered.request.method == "POST"):
        page.locator("#b-contrat").click()
    page.goto(full.board)
    expect(page.locator("#jauge")).to_contain_text("Complet")
    assert not {f"candidate:{full.candidate}"} & mails("recruitment_closed")
