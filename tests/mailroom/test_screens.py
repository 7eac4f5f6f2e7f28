"""The pages of mails in a browser: no barrier, nothing outside the policy, nothing that scrolls sideways."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from recruitment.core import clock
from tests.browsing import axe, watched_page
from tests.builders import PASSWORD, make_account
from tests.conftest import StartServer
from tests.mail.post import NOTE, PostOffice, one_pass, post_office, queue, use

PAGES = (
    "/parametrage/courriels",
    f"/parametrage/courriels/anciens/{NOTE}",
    "/parametrage/courriels/modeles",
    "/parametrage/courriels/modeles/offer",
    "/parametrage/courriels/modeles/offer/texte",
    "/parametrage/courriels/reglages",
)


@pytest.mark.browser
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_pages_of_mails_have_no_barrier(
    app: Flask, live_server: StartServer, browser: Browser, tmp_path: Path
) -> None:
    administrator = make_account("administrator", display_name="Alix Morel")
    colleagues = [make_account(display_name=name) for name in ("Noa Petit", "Lou Durand", "Sacha Leroy")]
    queue(*colleagues)
    with post_office(PostOffice(at_rcpt={colleagues[0].email: "550 5.1.1 inconnue"})) as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    queue(administrator, at=clock.now() - timedelta(days=20))
    queue(*colleagues, at=clock.now() + timedelta(seconds=1))
    server = live_server()
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
            with watched_page(browser, **options) as page:
                page.goto(f"{server.url}/connexion")
                page.fill("[name=email]", administrator.email)
                page.fill("[name=password]", PASSWORD)
                page.click("main button[type=submit]")
                page.wait_for_url(f"{server.url}/")
                for number, path in enumerate(PAGES):
                    page.goto(server.url + path)
                    page.screenshot(path=tmp_path / f"{number}-{scheme}-{width}.png", full_page=True)
                    assert axe(page) == []
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
