"""formats, section 4: the platform calls us at each answer; known by its credentials, harmless when it comes twice."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.accounts.models import LoginAttempt
from recruitment.core.database import db
from tests.contracts.desk import clock_at, paris
from tests.neighbours.platform import Platform
from tests.platform.malformed import CANDIDATE, of_fields
from tests.platform.test_receive import pool
from tests.platform.world import PUSH_LOGIN, PUSH_PASSWORD, World, connect, exchanges, lines

ADDRESS = "/api/parcoursup/admissionCandidat"
JULY = paris("2025-07-07 10:00")


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Give a centre that the platform may call."""
    with Platform() as platform:
        yield connect(app, platform)


def call(
    client: FlaskClient, data: Any = None, *, login: str = PUSH_LOGIN, pwd: str = PUSH_PASSWORD, **more: Any
) -> Any:
    """Call as the platform does."""
    who = {"identifiant": {"login": login, "pwd": pwd}}
    body = {**who, "donneesCandidat": {**CANDIDATE, **(data or {}), **more}}
    with clock_at(JULY):
        return client.post(ADDRESS, data=json.dumps(body), content_type="application/json")


def situations() -> list[tuple[int, bool]]:
    """Return the situation of each in the pool, and whether they are there."""
    return [(row.situation, row.gone_at is None) for row in pool()]


def test_each_situation_and_the_same_twice(world: World, client: FlaskClient) -> None:
    """R6.2, formats, section 4: 0 waiting, 1 and 2 accepted, 3 resigned; a duplicate changes nothing."""
    assert call(client, codeSituation=0).json == {"retour": "OK", "message": "Réponse enregistrée."}
    assert situations() == []
    for situation in (2, 1, 1):
        assert call(client, codeSituation=situation).json["retour"] == "OK"
        assert situations() == [(situation, True)]
    assert pool()[0].version == 2
    assert call(client, codeSituation=3).json["retour"] == "OK"
    assert situations() == [(3, False)]
    assert call(client, codeSituation=1).json["retour"] == "OK"
    assert situations() == [(1, True)]
    assert {(one.source, one.state) for one in exchanges()} == {("platform_push", "done")}
    assert "Set-Cookie" not in call(client).headers


def test_an_older_answer_does_not_replace_a_later_one(world: World, client: FlaskClient) -> None:
    """R6.4, formats, section 4: answers may come out of order; the log has each."""
    call(client, codeSituation=1, dateReponse="03/06/2025 10:00")
    late = call(client, codeSituation=3, dateReponse="02/06/2025 10:00")
    assert (late.json["retour"], "plus récente" in late.json["message"]) == ("OK", True)
    assert situations() == [(1, True)]
    assert [(one.state, one.counts.get("unchanged")) for one in exchanges()][1:] == [("done", 1)]
    assert [line.action for line in lines()] == ["new", "unchanged"]


@pytest.mark.parametrize("first", [(1,), ()])
def test_who_resigned_is_not_brought_back_by_what_they_answered_before(
    world: World, client: FlaskClient, first: tuple[int, ...]
) -> None:
    """formats, section 4: told again byte for byte, or come after its turn; a later yes brings them back."""
    yes: dict[str, Any] = {"dateReponse": "02/06/2025 10:00"}
    no: dict[str, Any] = {"codeSituation": 3, "dateReponse": "03/06/2025 10:00"}
    for situation in first:
        call(client, codeSituation=situation, **yes)
    assert call(client, **no).json["message"] == "Réponse enregistrée."
    late = call(client, codeSituation=1, **yes)
    assert (late.json["retour"], "plus récente" in late.json["message"]) == ("OK", True)
    assert situations() == [(3, False) for _ in first]
    assert call(client, codeSituation=2, dateReponse="04/06/2025 10:00").json["retour"] == "OK"
    assert situations() == [(2, True)]


def test_the_data_at_the_root_is_taken_too(world: World, client: FlaskClient) -> None:
    """formats, section 4: accept both."""
    body = {"IDENTIFIANT": {"Login": PUSH_LOGIN, "Pwd": PUSH_PASSWORD}, **CANDIDATE}
    with clock_at(JULY):
        answer: Any = client.post(ADDRESS, data=json.dumps(body)).json
    assert answer["retour"] == "OK"
    assert situations() == [(1, True)]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"codeFormationPsup": 99999}, "« codeFormationPsup »"),
        ({"session": 2019}, "« codeFormationPsup »"),
        ({"codeSituation": 7}, "« codeSituation »"),
    ],
)
def test_what_cannot_be_taken_is_answered_no(
    world: World, client: FlaskClient, more: dict[str, Any], says: str
) -> None:
    """R6.3, R6.4, formats, section 4: NOK and the field; the log says so, and nothing else is kept."""
    answer = call(client, **more)
    assert (answer.status_code, answer.json["retour"]) == (422, "NOK")
    assert says in answer.json["message"]
    assert pool() == []
    (exchange,), (line,) = exchanges(), lines()
    known = "codeSituation" in more
    assert (exchange.source, exchange.state, exchange.school_year) == ("platform_push", "failed", 2025)
    assert exchange.programme_id == (world.programme.id if known else None)
    assert (exchange.counts, says in exchange.error) == ({"errors": 1}, True)
    assert (line.action, line.candidate_number, says in line.message) == ("refused", "1234567", True)


def test_what_is_far_too_large_is_answered_no_in_json(world: World, client: FlaskClient) -> None:
    """The platform reads JSON alone: not our page about sendings that are too large."""
    answer = client.post(ADDRESS, data=b" " * 3_000_000)
    assert (answer.status_code, answer.get_json()["retour"]) == (413, "NOK")
    assert "trop volumineux" in answer.get_json()["message"]


def test_every_malformed_field_is_answered_no(world: World, client: FlaskClient) -> None:
    """formats, section 4: each names its field, and leaves nothing."""
    for name, _kind, candidate in of_fields():
        assert isinstance(candidate, dict)
        body = {"identifiant": {"login": PUSH_LOGIN, "pwd": PUSH_PASSWORD}, "donneesCandidat": candidate}
        with clock_at(JULY):
            answer: Any = client.post(ADDRESS, data=json.dumps(body)).json
        assert (answer["retour"], f"« {name} »" in answer["message"]) == ("NOK", True), name
    assert (pool(), {one.state for one in exchanges()}) == ([], {"failed"})


BODIES = (
    b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"identifiant": 3}', b'{"identifiant": {}}', b"\xff\xfe",
    b'{"identifiant": {"login": 1, "pwd": "x"}}', b'{"identifiant": {"login": "x", "pwd": ""}}',
    b'{"identifiant": {"login": "x", "login": "y", "pwd": "z"}}', b"[" * 100_000,
    b'{"identifiant": {"login": "x", "pwd": "y"}, "donneesCandidat": [1]}', b"a=1&b=2",
    b'{"identifiant":{"login":"' + b"x" * 300 + b'","pwd":"y"}}',
    rb'{"identifiant":{"login":"\ud800","pwd":"y"}}', rb'{"identifiant":{"login":"\u0000","pwd":"y"}}',
    rb'{"identifiant":{"login":"x","pwd":"\udfff"}}', rb'{"identifiant":{"login":"x","pwd":"a\u0000"}}',
)  # fmt: skip


def test_a_body_of_another_shape_is_answered_no(world: World, client: FlaskClient) -> None:
    """formats, section 4: never a crash."""
    for body in BODIES:
        answer: Any = client.post(ADDRESS, data=body)
        assert (answer.status_code, answer.json["retour"]) == (422, "NOK"), body
        assert answer.json["message"], body


def test_wrong_credentials_are_refused_then_slowed_down(world: World, client: FlaskClient) -> None:
    """ASVS 6.3.1: by network address; nothing of the candidate is read, and no address or login is kept."""
    for _ in range(30):
        assert call(client, pwd="faux", codeSituation=9).status_code == 401
    slowed = call(client)
    assert (slowed.status_code, slowed.json["retour"]) == (429, "NOK")
    assert int(slowed.headers["Retry-After"]) > 0
    assert (pool(), exchanges()) == ([], [])
    assert set(db.session.scalars(select(LoginAttempt.email_folded))) == {"api:platform"}


@pytest.mark.parametrize("changes", [{"enabled": False}, {"push_hash": None}])
def test_a_connector_that_is_off_lets_nobody_call(
    app: Flask, client: FlaskClient, changes: dict[str, Any]
) -> None:
    """R7.3."""
    with Platform() as platform:
        connect(app, platform, **changes)
        assert call(client).status_code == 401
        assert call(client, pwd="x").status_code == 401


def test_a_browser_of_another_site_calls_nothing(world: World, client: FlaskClient) -> None:
    """ASVS 3.5.1: no cookie counts here, and a page of another site is turned away."""
    with clock_at(JULY):
        answer = client.post(ADDRESS, data=b"{}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
