"""What the tests stand on: sign-in, server processes, the browser and its watch."""

import urllib.request

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests import builders
from tests.browsing import axe, watched_page
from tests.conftest import StartServer

BARRIER = "<html lang='fr'><title>Essai</title><main><h1>Essai</h1><img src='data:,'></main></html>"
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\"><img src='http://localhost/x.png'>"


def test_log_in_opens_the_pages_that_need_it(client: FlaskClient) -> None:
    builders.log_in(client, builders.make_account())
    assert client.get("/deconnexion").status_code == 200


def test_live_server_runs_several_processes_over_one_database(live_server: StartServer) -> None:
    server = live_server(processes=2)
    for url in server.urls:
        with urllib.request.urlopen(f"{url}/readyz") as answer:  # noqa: S310 - our own address
            assert answer.status == 200
    assert len({process.pid for process in server.processes}) == 2


@pytest.mark.browser
def test_axe_names_a_barrier(browser: Browser) -> None:
    with watched_page(browser) as page:
        page.set_content(BARRIER)
        assert [found.split(" ")[0] for found in axe(page)] == ["image-alt"]


@pytest.mark.browser
def test_a_breach_of_the_content_policy_fails_the_test(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="Content Security Policy"), watched_page(browser) as page:
        page.set_content(POLICY)
