"""Connectors of a centre: set, tested, kept secret; nothing leaves before a trial succeeded (R7.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from recruitment.core import outgoing_hosts
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges import actions, connectors
from recruitment.exchanges.connectors import ConnectorRefusedError, Opened
from recruitment.exchanges.models import Connector
from recruitment.exchanges.outgoing import Outgoing
from recruitment.journal.models import JournalEntry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields
from tests.neighbours.faults import Fault
from tests.neighbours.platform import LOGIN, PASSWORD, Platform

URL = "/parametrage/connecteurs/parcoursup"


def _ask(connector: Opened, client: Outgoing) -> str:
    who = {"login": str(connector.settings["login"]), "pwd": connector.secrets["password"]}
    code = connector.settings["establishment_code"]
    found = client.post_json(
        str(connector.settings["pull_url"]), {"identifiant": who, "codeEtablissement": code}
    )
    if isinstance(found, dict):
        raise ConnectorRefusedError(f"La plateforme a répondu : {found['message']}.")
    return f"La plateforme a répondu : {len(found)} candidats admis."


@contextmanager
def a_platform(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """Give a platform that the installation allows, and that connectors are tried with."""
    monkeypatch.setitem(connectors._TESTS, "platform", _ask)
    with Platform(people=[{}]) as platform:
        allowed = outgoing_hosts.parse([f"127.0.0.1:{platform.port}"])
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], connector_hosts=allowed)
        yield platform


def typed(platform: Platform, **changes: str) -> dict[str, str]:
    """Return what an administrator types."""
    return {
        "pull_url": platform.pull_url,
        "uplink_url": platform.uplink_url,
        "establishment_code": platform.establishment,
        "login": LOGIN,
        "password": PASSWORD,
        "seconds": "1",
        **changes,
    }


def test_from_the_settings_to_a_trial_that_succeeds(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7.3: set, tried in vain, tried with success; changed, it must be tried again. S3: « Tester le connecteur »."""
    centre = builders.make_centre()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre=centre))

    def post(path: str = "", **fields: str) -> int:
        page = client.get(URL).text
        return client.post(URL + path, data={**hidden_fields(page, URL + path), **fields}).status_code

    def is_ready() -> bool:
        db.session.rollback()
        return connectors.ready(db.session(), centre.id, "platform")

    with a_platform(app, monkeypatch) as platform:
        assert "Non réglé" in client.get("/parametrage/connecteurs").text
        assert post(**typed(platform, pull_url="https://ailleurs.example.org/")) == 422
        assert post(**typed(platform, pull_url=f"{platform.pull_url} x")) == 422
        assert post(**typed(platform, password="mauvais")) == 303
        assert not is_ready()
        with pytest.raises(RuleViolation, match="connector_not_ready"):
            connectors.opened_ready(db.session(), centre.id, "platform")
        assert post("/essai") == 303
        page = client.get(URL).text
        assert ("échec" in page, "identifiant ou mot de passe refusé" in page) == (True, True)
        assert not is_ready()
        assert post(**typed(platform)) == 303
        assert post("/essai") == 303
        assert is_ready()
        assert "1 candidats admis" in client.get(URL).text
        assert post(**typed(platform, password="")) == 303
        assert is_ready(), "nothing changed: the password left empty stays"
        assert post(**typed(platform, login="autre")) == 303
        assert not is_ready()
        assert post(**typed(platform)) == 303
        assert is_ready(), "the settings that were tried are back"
        platform.fail(Fault.SILENT)
        assert post("/essai") == 303
        assert "Read timed out" in client.get(URL).text
        assert is_ready(), "what was tried with success still holds"
        assert post("/activation") == 303
        assert not is_ready()
        assert "Suspendu" in client.get("/parametrage/connecteurs").text


def test_a_secret_goes_to_no_other_host_by_itself(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may change the address, but does not know the password, must not be sent it."""
    centre = builders.make_centre()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre=centre))
    with a_platform(app, monkeypatch) as platform:
        given = typed(platform)
        client.post(URL, data={**hidden_fields(client.get(URL).text, URL), **given})
        elsewhere = given["pull_url"].replace("127.0.0.1", "localhost")
        both = outgoing_hosts.parse([f"127.0.0.1:{platform.port}", f"localhost:{platform.port}"])
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], connector_hosts=both)
        moved = {**given, "pull_url": elsewhere}
        page = hidden_fields(client.get(URL).text, URL)
        refused = client.post(URL, data={**page, **moved, "password": ""})
        assert (refused.status_code, 'data-refusal="secret_of_another_host"' in refused.text) == (422, True)
        assert elsewhere in refused.text
        row = db.session.scalars(select(Connector)).one()
        assert row.settings["pull_url"] == given["pull_url"]
        assert client.post(URL, data={**page, **moved}).status_code == 303


def test_a_secret_is_sealed_and_shown_nowhere(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 11.2, 13.3.1: neither in the database, nor in a page, the journal, the log or a representation."""
    centre, other = builders.make_centre(), builders.make_centre()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre=centre))
    with a_platform(app, monkeypatch) as platform:
        page = client.get(URL).text
        wrong = client.post(URL, data={**hidden_fields(page, URL), **typed(platform, seconds="mille")})
        assert (wrong.status_code, PASSWORD in wrong.text) == (422, False)
        client.post(URL, data={**hidden_fields(page, URL), **typed(platform)})
        client.post(f"{URL}/essai", data=hidden_fields(page, URL))
        made = client.post(
            f"{URL}/reception", data=hidden_fields(client.get(URL).text, f"{URL}/reception")
        ).text
        pushed = made.split("Mot de passe : <code>")[1].split("<")[0]
        assert pushed not in client.get(URL).text
    row = db.session.scalars(select(Connector)).one()
    opened = connectors.open_row(row)
    assert opened.secrets == {"password": PASSWORD}
    kept = " ".join(map(str, db.session.execute(text("SELECT * FROM connector")).one()))
    told = " ".join(entry.details for entry in db.session.scalars(select(JournalEntry)))
    for secret in (PASSWORD, pushed):
        assert secret not in f"{kept} {told} {caplog.text} {opened!r} {connectors.client(opened)!r}"
    assert connectors.by_push(db.session(), row.push_login or "", pushed) is row
    for login, password in ((row.push_login or "", pushed + "x"), ("autre", pushed), ("", ""), ("autre", "")):
        assert connectors.by_push(db.session(), login, password) is None
    db.session.rollback()
    with transaction() as session:  # a row copied to another centre opens nothing there
        session.add(
            Connector(
                centre_id=other.id,
                kind="platform",
                enabled=True,
                settings=row.settings,
                sealed=row.sealed,
                tested_digest=row.tested_digest,
                updated_at=row.updated_at,
            )
        )
    copied = connectors.opened(db.session(), other.id, "platform")
    assert copied is not None
    assert (copied.secrets, copied.ready) == ({}, False)


def test_a_colleague_who_was_first_is_not_overwritten(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    with a_platform(app, monkeypatch) as platform:
        first = hidden_fields(client.get(URL).text, URL)
        assert client.post(URL, data={**first, **typed(platform)}).status_code == 303
        late = client.post(URL, data={**first, **typed(platform, login="en retard")})
        assert (late.status_code, 'data-refusal="stale_version"' in late.text) == (409, True)
        assert "en retard" in late.text
        assert client.post(f"{URL}/essai", data={}).status_code == 400


def test_the_key_of_the_installation_may_change(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 11.2.2: with the former key among the fallbacks all stays; without it the secret is asked for again."""
    centre = builders.make_centre()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre=centre))
    with a_platform(app, monkeypatch) as platform:
        page = client.get(URL).text
        client.post(URL, data={**hidden_fields(page, URL), **typed(platform)})
        client.post(f"{URL}/essai", data=hidden_fields(page, URL))
    former = app.config["SECRET_KEY"]
    app.config.update(SECRET_KEY="n" * 48, SECRET_KEY_FALLBACKS=[former])
    found = connectors.opened_ready(db.session(), centre.id, "platform")
    assert found.secrets == {"password": PASSWORD}
    app.config.update(SECRET_KEY_FALLBACKS=[])
    lost = connectors.opened(db.session(), centre.id, "platform")
    assert lost is not None
    assert (lost.secrets, lost.ready) == ({}, False)


NO_ADDRESSES = (
    *(
        "http://127.0.0.1:9/",
        "https://x@ami.example.org/",
        "https://ami.example.org/?a=1",
        "file:///etc/passwd",
    ),
    *("https://ami.example.org:99999/", "https://0x7f.1/", "https://[::1/", "ami", ""),
)


def test_an_address_that_can_never_be_called_is_refused_as_it_is_typed(client: FlaskClient) -> None:
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    sent = {**hidden_fields(client.get(URL).text, URL), "seconds": "1"}
    for address in NO_ADDRESSES:
        answer = client.post(URL, data={**sent, "pull_url": address})
        assert (answer.status_code, 'id="pull_url-erreur"' in answer.text) == (422, True), address


@pytest.mark.parametrize(
    ("seconds", "in_a_job", "in_a_request"), [(30, (30, 120), (30, 60)), (120, (120, 480), (60, 60))]
)
def test_a_call_within_a_request_is_cut_earlier(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    in_a_job: tuple[float, float],
    in_a_request: tuple[float, float],
) -> None:
    """S0: a neighbour that never ends its answer does not keep the threads that serve everybody."""
    with a_platform(app, monkeypatch) as platform:
        centre = builders.make_centre()
        author = builders.make_account(Role.ADMINISTRATOR, centre=centre)
        settings = {name: value for name, value in typed(platform).items() if name != "password"}
        actions.save(
            author, centre.id, "platform", {**settings, "seconds": seconds}, {"password": PASSWORD}, 0
        )
    connector = connectors.opened(db.session(), centre.id, "platform")
    assert connector is not None

    def patience() -> tuple[float, float]:
        kept = connectors.client(connector).settings
        return kept.read_seconds, kept.whole_seconds

    assert patience() == in_a_job
    with app.test_request_context():
        assert patience() == in_a_request
