"""F42, ASVS 3.7.2, 4.1.2, 4.1.3: nothing that a stranger writes in a request leads elsewhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.core import config
from tests.builders import PASSWORD, log_in, make_account
from tests.databases import environment
from tests.forms import submit
from tests.web.addresses import addresses
from tests.web.applications import application

OURS = ("localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8443")
NOT_OURS = (
    *("evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "127.0.0.2"),
    *(
        "localhost#evil.example",
        "localhost/evil.example",
        "local host",
        "[::1",
        "0x7f.1",
        "2130706433",
        "localhost:0",
    ),
    *("localhost:99999", "evil.example,localhost", "LOCALHOST.", "ⓛocalhost"),
)
ELSEWHERE = (
    *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example"),
    *(
        "https://evil.example",
        "HTTPS://EVIL.EXAMPLE",
        "/\t/evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
    ),
    *(
        "data:text/html,x",
        "/\r\nSet-Cookie: a=b",
        "http:/evil.example",
        "//localhost@evil.example",
        "/\u2028/evil",
    ),
    *(
        "https://localhost@evil.example/",
        " //evil.example",
        "\u00a0//evil.example",
        ".evil.example",
        "/..//evil.example",
    ),
)


@pytest.mark.parametrize("host", OURS)
def test_our_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", NOT_OURS)
def test_another_name_is_refused_and_not_repeated(client: FlaskClient, host: str) -> None:
    for address in ("/connexion", "/healthz", "/static/app.css", "/nulle-part", "/mot-de-passe-oublie"):
        answer = client.get(address, environ_overrides={"HTTP_HOST": host}, buffered=True)
        assert answer.status_code == 400, f"{address} as {host}"
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Server", "X-Rewrite-URL"],
)
def test_a_name_given_by_another_header_is_not_believed(client: FlaskClient, header: str) -> None:
    """ASVS 4.1.3: without a proxy of ours."""
    value = "host=evil.example" if header == "Forwarded" else "evil.example"
    for address in ("/", "/connexion", "/deconnexion", "/mot-de-passe-oublie"):
        answer = client.get(address, headers={header: value})
        assert answer.status_code in {200, 303}
        assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_sign_in_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    account = make_account()
    answer = submit(client, "/connexion", email=account.email, password=PASSWORD, next=target)
    assert answer.status_code == 303
    assert_ours(answer.location)
    assert_ours(client.get("/connexion", query_string={"next": target}).location)


PARTS = ("next", "retour", "url", "return", "redirect", "suite", "depuis")
LEADING = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh")


def led(client: FlaskClient, address: str, target: str) -> list[str]:
    """Return where a page leads that is asked to lead to a target, by its parameters and by headers."""
    if any(character in target for character in "\r\n"):
        headers = {"HX-Request": "true"}
    else:
        written = target.encode("utf-8").decode("latin-1")
        headers = {"Referer": written, "HX-Current-URL": written}
    answer = client.get(address, query_string=dict.fromkeys(PARTS, target), headers=headers, buffered=True)
    return [answer.headers[name] for name in LEADING if name in answer.headers]


def test_no_page_leads_elsewhere_whatever_its_parameters(app: Flask, client: FlaskClient) -> None:
    """Every page is asked to lead to a place of ours and to a foreign one; those that lead at all, everywhere."""
    log_in(client, make_account("administrator"))
    asked = addresses(app, "GET")
    leading = [one for one in asked if any(led(client, one[1], to) for to in ("/formations", ELSEWHERE[0]))]
    assert len(leading) > 5
    for target in ELSEWHERE:
        for endpoint, address in leading:
            for location in led(client, address, target):
                assert_ours(location, endpoint)


def assert_ours(location: str | None, where: str = "") -> None:
    """Check that a redirection is a path of this site."""
    assert location is None or (location.startswith("/") and location[1:2] not in {"/", "\\"}), (
        f"{where}: {location}"
    )
    assert location is None or location.isprintable()


def test_a_named_installation_answers_to_its_names_alone(database_url: str) -> None:
    settings = config.read({**environment(database_url), "TREMPLIN_TRUSTED_HOSTS": ".cfa.example"})
    with application(settings) as app:
        client = app.test_client()
        asked = {host: client.get("/healthz", headers={"Host": host}).status_code for host in (
            "desk.cfa.example", "a.desk.cfa.example", "evilcfa.example", "cfa.example.evil", "localhost"
        )}  # fmt: skip
    assert list(asked.values()) == [200, 200, 400, 400, 400]


LEFT_BEHIND = (
    *(
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/.env.example",
        "/app.py",
        "/pyproject.toml",
        "/instance/",
        "/tests/",
    ),
    *(
        "/instance/demo.sqlite3",
        "/backup.zip",
        "/static/",
        "/static/vendor/",
        "/static/../app.py",
        "/console",
    ),
    *(
        "/debug",
        "/admin",
        "/metrics",
        "/phpinfo.php",
        "/server-status",
        "/actuator",
        "/swagger.json",
        "/docs",
    ),
    *("/static/app.css.bak", "/static/app.css~", "/static/.git/config", "/demo/horloge", "/wp-login.php"),
    *("/?__debugger__=yes&cmd=resource&f=debugger.js", "/connexion?__debugger__=yes&cmd=printpin"),
)


@pytest.mark.parametrize("address", LEFT_BEHIND)
def test_nothing_is_left_where_people_look(client: FlaskClient, address: str) -> None:
    """ASVS 13.4.1, 13.4.2, 13.4.3, 13.4.5, 15.2.3: no sources, listing, debugger, demonstration's clock."""
    anonymous = client.get(address, buffered=True)
    log_in(client, make_account("administrator", centre_id=None))
    for answer in (anonymous, client.get(address, buffered=True)):
        if "?" not in address:
            assert answer.status_code == 404
        assert "pinprompt" not in answer.text.lower()
        assert "werkzeug" not in answer.text.lower()
        assert "index of" not in answer.text.lower()
