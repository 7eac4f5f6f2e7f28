"""The bar as people meet it: without barriers, at every width, in both themes, by the keyboard alone."""

import re
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from recruitment.demo import clock as demo_clock
from tests.browsing import axe
from tests.builders import PASSWORD, make_account, make_application
from tests.conftest import StartServer
from tests.demo.conftest import START, paris

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"])]
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def home(app: Flask, monkeypatch: pytest.MonkeyPatch, live_server: StartServer, page: Page) -> Page:
    """Give the home page of a manager, on 26 May."""
    make_application(confirmed_at=paris("2025-05-09T10:00:00"))
    account = make_account()
    demo_clock.put_at(datetime.fromisoformat(START))
    monkeypatch.setenv("TREMPLIN_DEMO", "1")
    page.goto(f"{live_server().url}/connexion")
    page.fill("[name=email]", account.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_has_no_barrier_and_fits(home: Page, width: int, scheme: str) -> None:
    home.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    home.set_viewport_size({"width": width, "height": 800})
    home.reload()
    home.click(".demo summary")
    assert axe(home, ".demo") == []
    assert home.evaluate(FITS)


def test_the_clock_is_moved_with_the_keyboard_alone(home: Page) -> None:
    home.get_by_role("button", name="Balayage de cette nuit").focus()
    home.keyboard.press("Enter")
    expect(home.locator("#messages")).to_contain_text("mardi 27")
    home.locator(".demo summary").focus()
    home.keyboard.press("Enter")
    home.get_by_role("button", name="29 mai").focus()
    home.keyboard.press("Enter")
    expect(home.locator(".demo")).to_contain_text("jeudi 29")
    home.get_by_role("button", name="Balayage de cette nuit").click()
    expect(home.locator("#messages")).to_contain_text(re.compile("1 vœu passé automatiquement"))
