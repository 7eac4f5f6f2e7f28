"""F34, F35, F40, F43: whatever is sent wherever is answered, and what is refused changes nothing."""

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote_from_bytes, quote_plus

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from recruitment.contracts import actions as contracts
from recruitment.core.clock import PARIS
from recruitment.core.database import Base, db
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders, importing
from tests.asked import transactions
from tests.faults import hostile
from tests.properties.profiles import DEEP
from tests.properties.restoring import Snapshot

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
#: Who looked, and who is signed in: written whatever the answer.
ALWAYS_WRITTEN = {"login", "login_attempt", "access_entry", "number_search"}
INSTALLATION = "installation"  # its administrator; the administrator of a centre may all that a manager may
LEFT_ALONE = {"static", "accounts.sign_out", "accounts.sign_in"}
TYPED = {
    "siret": "99901234700012", "employer_name": "Maison Chastaing", "checked": "1", "confirmation": "REFUSER",
    "details": "Dossier incomplet", "candidate_number": "1000001", "reason": "1", "decision": "retained",
    "note": "À rappeler", "cause": "Départ", "broken_on": "2025-05-26", "wanted": "20", "label": "Autre motif",
}  # fmt: skip
BROKEN_PART = b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n--x--'
Target = tuple[Flask, FlaskClient, dict[str, list[str]]]


@pytest.fixture
def target(request: pytest.FixtureRequest, app: Flask, tmp_path: Any) -> Iterator[Target]:
    """Give somebody signed in, and what there is to act upon, by the names that addresses have for it."""
    with time_machine.travel(NOW, tick=False):
        programme, full = builders.make_programme(), builders.make_programme(capacity=1)
        account = builders.make_account()
        files = {
            state: builders.make_application(state=state, programme=programme) for state in ApplicationState
        }
        builders.make_application(state="accepted", programme=full)
        asked = contracts.request_closure(account, full.id, reason="Complet")
        imported, _ = importing.check(
            importing.write_file(tmp_path, [{**importing.CANDIDATE, "code_formation": programme.code}])
        )
        who = request.param
        person = (
            builders.make_account(Role.ADMINISTRATOR, centre_id=None, email="installation@exemple.fr")
            if who == INSTALLATION
            else builders.make_account(who)
        )
        client = app.test_client()
        builders.log_in(client, person)
        yield (
            app,
            client,
            {
                "application_id": [
                    str(files[ApplicationState(state)].id)
                    for state in ("confirmed", "refused", "offer_pending")
                ],
                "contract_id": contract_ids(),
                "code": [programme.code, full.code],
                "request_id": [str(asked.request_id)],
                "run_id": [str(imported.run_id)],
                "reason_id": [str(builders.make_refusal_reason().id)],
                "name": ["sweep-deadlines"],
                "kind": ["programmes"],
                "year": ["2025"],
                "act": ["monter", "retirer"],
            },
        )


def contract_ids() -> list[str]:
    """Return the contracts that wait, or were accepted."""
    contract = Base.metadata.tables["contract"]
    rows = db.session.execute(select(contract.c.id).order_by(contract.c.id))
    return [str(row.id) for row in rows][:2]


@pytest.mark.parametrize("target", [Role.MANAGER, INSTALLATION], indirect=True)
def test_any_page_asked_for_with_anything_in_its_address_answers(
    target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    app, client, valid = target
    names, chance = hostile.parameters(), random.Random(20250526)
    for rule in rules(app, "GET"):
        some_values = hostile.VALUES if DEEP else chance.sample(hostile.VALUES, 8)
        for rank, address in enumerate(
            hostile.addresses(rule, {name: ids[0] for name, ids in valid.items()})
        ):
            asked = [address]
            if rank == 0:
                asked += [f"{address}?{query([(name, value) for name in names])}" for value in some_values]
                asked += [f"{address}?{query(some(names, chance))}" for _ in range(4)]
            for url in asked:
                answer = client.get(
                    url, buffered=True, headers={"HX-Request": "true"} if chance.random() < 0.3 else {}
                )
                db.session.remove()  # the test's context is the request's: a server would have ended it
                assert answer.status_code < 500, f"{url[:300]}: {answer.status}"
                assert not left_to_the_database(caplog), url[:300]


@pytest.mark.parametrize("target", [Role.ADMINISTRATOR, INSTALLATION], indirect=True)
def test_any_form_sent_with_anything_in_it_is_answered_and_a_refusal_changes_nothing(
    target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    app, client, valid = target
    chance = random.Random(20250526)
    snapshot = Snapshot(app)
    before = fingerprint()
    with transactions() as begun:
        for rule in rules(app, "POST"):
            for url in forms_of(rule, valid):
                for fields in hostile.spoilt(shown(client, url), chance):
                    begun.clear()
                    answer = client.post(
                        url, data=query(fields), content_type="application/x-www-form-urlencoded"
                    )
                    db.session.remove()
                    assert answer.status_code < 500, f"{url} {fields!r:.400}: {answer.status}"
                    assert not left_to_the_database(caplog), f"{url} {fields!r:.400}"
                    if begun and fingerprint() != before:
                        assert answer.status_code < 400, (
                            f"{url} {fields!r:.400}: {answer.status}, yet it changed"
                        )
                        snapshot.restore()
                assert fingerprint() == before, f"{url}: written outside of any transaction"
    snapshot.forget()


@pytest.mark.parametrize("target", [Role.ADMINISTRATOR], indirect=True)
def test_bodies_that_are_no_forms_are_refused(target: Target) -> None:
    app, client, valid = target
    before = fingerprint()
    bodies = (
        {"data": b"{}", "content_type": "application/json"},
        {"data": b"\x00\xff" * 500, "content_type": "multipart/form-data; boundary=x"},
        {"data": BROKEN_PART, "content_type": "multipart/form-data; boundary=x"},
        {"data": b"a" * 100, "content_type": "text/plain; charset=utf-7"},
    )  # fmt: skip
    for rule in rules(app, "POST"):
        for url in forms_of(rule, valid):
            for body in bodies:
                answer = client.post(url, **body)
                assert 400 <= answer.status_code < 500, f"{url} {body!r:.200}: {answer.status}"
    assert fingerprint() == before


def left_to_the_database(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what no form refused since last asked: one engine takes it, the other does not."""
    found = [said for said in caplog.messages if said.startswith("value refused by the database")]
    caplog.clear()
    return found


def rules(app: Flask, method: str) -> list[Rule]:
    """Return the addresses that take a method."""
    found = [
        r for r in app.url_map.iter_rules() if method in (r.methods or ()) and r.endpoint not in LEFT_ALONE
    ]
    return sorted(found, key=str)


def forms_of(rule: Rule, valid: dict[str, list[str]]) -> list[str]:
    """Return the address of a form for each thing that it can be about."""
    (first, *_) = [*rule.arguments & valid.keys(), None]
    choices: list[dict[str, str]] = [{name: ids[0] for name, ids in valid.items()}]
    if first is not None:
        choices = [{**choices[0], first: one} for one in valid[first]]
    return [next(hostile.addresses(rule, choice)) for choice in choices]


def shown(client: FlaskClient, url: str) -> dict[str, str]:
    """Return the fields of the form at an address, filled as a person would."""
    page = client.get(url, follow_redirects=True)
    return {name: TYPED.get(name) or value for name, value in hostile.Form(page.text).fields.items()}


def some(names: tuple[str, ...], chance: random.Random) -> hostile.Fields:
    """Draw some parameters, some of them twice."""
    return [(name, chance.choice(hostile.VALUES)) for name in chance.choices(names, k=6)]


def query(fields: hostile.Fields) -> str:
    """Write fields as browsers do, bytes that are no text included."""
    return "&".join(
        f"{quote_plus(name)}={quote_from_bytes(value) if isinstance(value, bytes) else quote_plus(value)}"
        for name, value in fields
    )


def fingerprint() -> str:
    """Return a digest of every row that a refused form must leave alone."""
    db.session.rollback()
    digest = hashlib.sha256()
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in ALWAYS_WRITTEN:
            rows = db.session.execute(select(table).order_by(*table.primary_key.columns)).all()
            digest.update(repr(rows).encode("utf-8", "surrogatepass"))
    db.session.rollback()
    return digest.hexdigest()
