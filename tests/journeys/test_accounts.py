"""From the invitation to the closing of a login, at the keyboard; axe finds nothing on the way."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from recruitment.accounts.actions import NewAccount
from recruitment.accounts.models import Account, Charter, CharterAcceptance, Login
from recruitment.accounts.people import charter, invitations
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.actions import OPERATOR, person
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.accounts.people.mailbox import latest_path
from tests.journeys.conftest import Desk
from tests.journeys.steps import sign_in
from tests.journeys.test_accessibility import barriers, on_pages, page

__all__ = ["page"]

pytestmark = pytest.mark.browser
GOOD = "quatre carottes dans un train"


@pytest.fixture
def admin(desk: Desk) -> Account:
    return builders.make_account(
        Role.ADMINISTRATOR, centre=desk.centre, display_name="Nadia Ferrand", mobile="06 39 98 12 34"
    )


@pytest.fixture
def invited(desk: Desk, admin: Account) -> Account:
    """Somebody invited a moment ago, as an administrator."""
    new = NewAccount(
        email=f"lea.perrin.{builders.number()}@exemple.fr",
        password="",
        role=Role.ADMINISTRATOR,
        display_name="Léa Perrin",
        centre_uai=desk.centre.uai,
    )
    return db.session.get_one(Account, invitations.invite(new, person(admin.id)))


def test_a_newcomer_chooses_a_password_with_the_keyboard_alone(
    page: Page, desk: Desk, invited: Account
) -> None:
    """R8.1, R8.2: the strength is said as one types; the second factor comes next."""
    path = latest_path(db.session(), "invitation")
    page.goto(desk.server + path)
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type("apprentissage 2025")
    expect(page.locator("#force")).to_contain_text("mots du métier")
    found = barriers(page, "invitation: refused as typed")
    page.keyboard.press("Enter")
    expect(page.locator("[data-refusal], .erreurs").first).to_be_visible()
    found += barriers(page, "invitation: refused")
    page.locator("#password").focus()
    page.keyboard.type(GOOD)
    expect(page.locator("#force")).to_contain_text("très solide")
    found += barriers(page, "invitation: taken")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_attribute("type", "text")
    page.keyboard.press("Tab")
    page.keyboard.type("0639981234")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/connexion/facteur"))
    assert "\n".join(found) == ""
    page.goto(desk.server + path)
    expect(page.get_by_role("heading", name="Ce lien ne sert plus")).to_be_visible()
    assert "\n".join(barriers(page, "invitation: used")) == ""


def test_a_forgotten_password(page: Page, desk: Desk) -> None:
    account = builders.make_account(centre=desk.centre)
    page.goto(f"{desk.server}/connexion")
    page.get_by_role("link", name="Mot de passe oublié").click()
    found = barriers(page, "/mot-de-passe-oublie")
    page.keyboard.type(account.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Regardez vos courriels")).to_be_focused()
    found += barriers(page, "asked")
    page.goto(desk.server + latest_path(db.session(), "password_reset"))
    found += barriers(page, "reset")
    page.locator("#password").fill(GOOD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/connexion$"))
    expect(page.locator("#messages")).to_contain_text("Mot de passe changé")
    assert "\n".join(found) == ""


def test_the_pages_of_accounts(page: Page, desk: Desk, admin: Account, invited: Account) -> None:
    """R8.4: the unused first."""
    unused = builders.make_account(Role.VIEWER, centre=desk.centre, display_name="Yves Martin")
    at = clock.wall() - timedelta(days=200)
    with transaction() as session:
        key = f"{unused.id:064d}"
        session.add(
            Login(token_hash=key, account_id=unused.id, opened_at=at, seen_at=at, ip="", user_agent="")
        )
    sign_in(page, desk.server, admin)
    paths = ("", "/inviter", f"/{unused.id}", f"/{unused.id}/fermeture", f"/{invited.id}")
    found = on_pages(page, desk.server, *(f"/parametrage/comptes{path}" for path in paths))
    page.goto(f"{desk.server}/parametrage/comptes/inviter")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("#erreurs")).to_be_focused()
    found += barriers(page, "invite: to correct")
    page.goto(f"{desk.server}/parametrage/comptes")
    page.get_by_role("button", name="Fermer le compte de Yves Martin").click()
    expect(page.locator("#messages")).to_contain_text("Compte fermé")
    assert "\n".join(found) == ""
    expect(page.locator(f'[data-account="{unused.id}"]')).to_have_count(0)


def test_the_pages_of_ones_own_account(board: Page, desk: Desk) -> None:
    found = on_pages(board, desk.server, "/compte", "/compte/mot-de-passe", "/compte/connexions", "/charte")
    board.goto(f"{desk.server}/compte/mot-de-passe")
    board.locator("#current_password").fill("pas celui-ci du tout")
    board.locator("#password").fill(GOOD)
    board.keyboard.press("Enter")
    expect(board.locator(".refus")).to_be_focused()
    found += barriers(board, "password: refused")
    assert "\n".join(found) == ""


def test_the_charter_comes_first(page: Page, desk: Desk) -> None:
    """R8.5: published for the time of this test alone."""
    whole = builders.make_account(Role.ADMINISTRATOR, centre_id=None)
    sign_in(page, desk.server, whole)
    found = on_pages(page, desk.server, "/parametrage/charte")
    builders.make_campaign(2024) if not charter.campaign_years(db.session()) else None
    year = min(charter.campaign_years(db.session()))
    charter.publish(year, "Article 1.\nJe garde pour moi ce que je lis.", OPERATOR)
    try:
        page.goto(f"{desk.server}/formations")
        page.wait_for_url(re.compile("/charte$"))
        found += barriers(page, "/charte, owed")
        page.get_by_role("checkbox", name="J’ai lu cette charte").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/$"))
        found += on_pages(page, desk.server, "/charte", "/parametrage/charte")
    finally:
        with transaction() as session:
            session.execute(delete(CharterAcceptance))
            session.execute(delete(Charter))
    assert "\n".join(found) == ""
