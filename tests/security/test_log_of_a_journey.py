"""ASVS 16.2.1, 16.2.5, 16.3.1 to 16.3.3, F46: the log tells what happened, and of nobody what they are."""

import logging
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.core.logs import OneLine
from tests.builders import (
    PASSWORD,
    log_in,
    make_account,
    make_application,
    make_candidate,
    make_programme,
    make_refusal_reason,
)
from tests.forms import hidden_fields, submit
from tests.security.reading import pages
from tests.web import matrix

PERSON: dict[str, Any] = {
    "last_name": "Wyszynsky",
    "first_name": "Théodora",
    "email": "theodora.w@exemple.fr",
    "phone": "0639981234",
    "mobile": "0639985678",
    "address": "3 impasse du Belvédère",
    "town": "Aigueperse",
    "origin_school": "Lycée Blaise-Pascal",
    "ine": "123456789AB",
    "candidate_number": "7654321",
}
STAFF: dict[str, Any] = {"email": "solene.arbogast@exemple.fr", "display_name": "Solène Arbogast"}
FORGED = (
    "x\r\n2025-05-26T12:00:00.000Z INFO tremplin.request id=0 account=1 POST /connexion 303 1.0ms\x1b[31m"
)
LINE = re.compile(
    r"[-0-9]{10}T[:0-9]{8}\.[0-9]{3}Z (INFO|WARNING) tremplin\.request id=[0-9a-f]{16} account=([0-9]+|-) "
    r"[A-Z]+ (/\S*|-)( \S+\))?\S* [0-9]{3} [0-9.]+ms( refused=[a-z_:,]+)?"
)


def test_a_whole_journey_names_nobody_and_forges_no_line(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    programme = make_programme()
    application = make_application(programme=programme, candidate=make_candidate(**PERSON))
    reason = make_refusal_reason()
    account = make_account("administrator", **STAFF)
    submit(client, "/connexion", email=account.email, password=f"{PASSWORD}x")
    submit(client, "/connexion", email=FORGED, password=FORGED)
    log_in(client, account)
    values = {"application_id": application.id, "code": programme.code, "reason_id": reason.id}
    known = {**dict.fromkeys(("contract_id", "request_id", "run_id", "account_id", "login_id"), 1), **values}
    known |= dict.fromkeys(("factor_id", "mail_id", "hold_id", "candidate_id", "charter_id"), 1)
    routes = [r for r in matrix.read().routes if all(name in known for _kind, name in r.parameters)]
    pages(routes, client, known)
    for typed in (*PERSON.values(), FORGED):
        client.get(
            "/candidats", query_string={"q": typed}, headers={"User-Agent": FORGED.replace("\r\n", " ")}
        )
        client.get(
            f"/candidats/{typed[:40].strip()}".replace("\r", "%0d")
            .replace("\n", "%0a")
            .replace("\x1b", "%1b")
        )
    notes = f"/candidatures/{application.id}/notes"
    page = client.get(f"/candidatures/{application.id}").text
    client.post(notes, data={**hidden_fields(page, notes), "note": f"{PERSON['last_name']} {FORGED}"})
    client.post(notes, data={"note": PERSON["phone"]})
    client.post("/deconnexion", data=hidden_fields(client.get("/deconnexion").text))

    lines = [OneLine().format(record) for record in caplog.records]
    assert len(lines) > 60
    words = [*PERSON.values(), *STAFF.values(), "Arbogast", PASSWORD, "\x1b", "\n", "\r"]
    assert [line for line in lines if any(word.lower() in line.lower() for word in words)] == []
    requests = [line for line in lines if " tremplin.request " in line]
    assert [line for line in requests if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize(
    ("method", "address", "data", "code"),
    [
        ("POST", "/connexion", {"email": "a@b.fr", "password": "un mot de passe faux"}, "sign_in_refused"),
        ("POST", "/connexion", {"email": ""}, "form:email,password"),
        ("POST", "/deconnexion", {}, "csrf"),
        ("GET", "/candidats?q=%00", None, "nul"),
        ("GET", "/candidats?q=a&q=b", None, "repeated"),
    ],
)
def test_what_is_refused_leaves_its_reason(
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    method: str,
    address: str,
    data: dict[str, str],
    code: str,
) -> None:
    """ASVS 16.3.1, 16.3.3."""
    caplog.set_level(logging.INFO)
    if address != "/connexion":
        log_in(client, make_account())
    if method == "POST" and code != "csrf":
        submit(client, address, **data)
    else:
        client.open(address, method=method, data=data)
    assert caplog.messages[-1].endswith(f"refused={code}")


def test_another_site_and_another_host_leave_theirs(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 16.3.3."""
    caplog.set_level(logging.INFO)
    client.post("/connexion", headers={"Sec-Fetch-Site": "cross-site"})
    assert caplog.messages[-1].endswith("refused=other_site")
    client.get("/connexion", headers={"Host": "evil.example"})
    assert caplog.messages[-1].endswith("refused=host")
    assert "evil" not in caplog.text


def test_who_may_not_leaves_a_line_with_who_and_what(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 16.3.2."""
    caplog.set_level(logging.INFO)
    account = make_account("viewer")
    log_in(client, account)
    client.get("/parametrage/comptes")
    assert re.search(rf"account={account.id} GET /parametrage/comptes 403 ", caplog.messages[-1])
