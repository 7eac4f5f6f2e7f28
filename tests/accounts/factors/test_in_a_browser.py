"""The second factor in Chromium: a first sign-in by the keyboard alone, a passkey, no barrier on any screen."""

import time
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import delete, select

from recruitment.accounts.models import Account, Factor, KnownPlace
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.rules.vocabulary import Role
from tests.accounts.factors.steps import code_now
from tests.browsing import axe, watched_page
from tests.builders import PASSWORD, make_account, make_factor
from tests.conftest import StartServer

pytestmark = pytest.mark.browser
TWO_MINUTES = 120
SCREENS = (
    "/connexion/code",
    "/connexion/code?avec=secours",
    "/compte/securite",
    "/compte/securite/appareil",
    "/compte/securite/mail",
    "/compte/securite/cle",
    "/compte/securite/codes",
)


def newcomer() -> Account:
    """Make an account that never signed in."""
    return make_account(factor=False, email="camille.martin@exemple.fr")


def give_password(page: Page, server: str, account: Account) -> None:
    """Type address and password, and press Enter."""
    page.goto(f"{server}/connexion")
    page.keyboard.type(account.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def typed_key(page: Page) -> str:
    """Return the key that the page gives to type in the device."""
    return "".join(page.locator("[data-secret] span").all_inner_texts())


def test_a_newcomer_signs_in_by_the_keyboard_alone(page: Page, app: Flask, live_server: StartServer) -> None:
    """R8.2, WCAG 2.1.1: address, password, code, backup codes, home; no mouse, and well under two minutes."""
    account, server = newcomer(), live_server().url
    started = time.monotonic()
    give_password(page, server, account)
    expect(page.get_by_role("heading", level=1)).to_have_text("Protéger votre compte")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(code_now(typed_key(page)))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    expect(page.locator("code")).to_have_count(10)
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_focused()  # Enter skips nothing
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="J’ai gardé mes codes, continuer")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{server}/"
    assert time.monotonic() - started < TWO_MINUTES


def virtual_authenticator(page: Page) -> CDPSession:
    """Give the browser a device that keeps keys and always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_added_then_opens_the_account(page: Page, app: Flask, live_server: StartServer) -> None:
    """R8.2: beside the password, in the place of a code, twice; the count of its uses grows."""
    account, server = make_account(), live_server().url
    virtual_authenticator(page)
    give_password(page, server, account)
    page.goto(f"{server}/compte/securite/cle")
    page.fill("#label", "Ordinateur du bureau")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Ajouter cette clé").click()
    page.goto(f"{server}/compte/securite")
    expect(page.get_by_role("row", name="Ordinateur du bureau")).to_be_visible()
    for _ in range(2):
        page.context.clear_cookies()
        _forget_places()
        give_password(page, server, account)
        assert page.url == f"{server}/connexion/code"
        with page.expect_navigation():
            page.get_by_role("button", name="Utiliser une clé d’accès").click()
        assert page.url == f"{server}/"
    key = db.session.scalars(select(Factor).where(Factor.kind == "passkey")).one()
    assert key.last_used_at is not None
    assert key.sign_count >= 2


def test_a_passkey_that_the_account_no_longer_has_is_refused(
    page: Page, app: Flask, live_server: StartServer
) -> None:
    account, server = make_account(), live_server().url
    authenticator = virtual_authenticator(page)
    give_password(page, server, account)
    page.goto(f"{server}/compte/securite/cle")
    page.fill("#label", "Clé")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Ajouter cette clé").click()
    page.context.clear_cookies()
    _forget_places()
    give_password(page, server, account)
    authenticator.send("WebAuthn.disable")
    virtual_authenticator(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("[data-cle-erreur]")).to_be_visible()


def _forget_places() -> None:
    with transaction() as session:
        session.execute(delete(KnownPlace))


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_has_a_barrier(
    browser: Browser, app: Flask, live_server: StartServer, width: int, scheme: str
) -> None:
    """WCAG 2.2 AA, by axe: the second step, the enrolment, the page of one's own factors, the reset."""
    known, new, administrator = make_account(), newcomer(), make_account(Role.ADMINISTRATOR)
    asked = make_account(factor=False)
    make_factor(asked)
    server = live_server().url
    found: list[str] = []
    with watched_page(browser, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:

        def look(path: str) -> None:
            page.goto(f"{server}{path}")
            found.extend(f"{path}: {line}" for line in axe(page))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path

        give_password(page, server, new)
        look("/connexion/facteur")
        look("/connexion/facteur?par=mail")
        give_password(page, server, asked)
        for path in SCREENS[:2]:
            look(path)
        give_password(page, server, administrator)
        for path in (*SCREENS[2:], f"/parametrage/comptes/{known.id}/facteur"):
            look(path)
    assert "\n".join(found) == ""
