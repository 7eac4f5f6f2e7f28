"""R8.3: every route, asked by everybody, answers as `matrix.txt` says, and names nothing of others.

ASVS 8.2.1, 8.2.2, 8.3.1, 8.4.1, I5: each kind of person, plain and by htmx, with and without the token of a form,
for something of their centre, of another's, and for nothing at all.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.core.database import db
from tests.asked import statements
from tests.forms import hidden_fields
from tests.properties.restoring import Snapshot
from tests.web import matrix
from tests.web.matrix import IN, SIGN, Matrix, Route, World

MATRIX: Matrix = matrix.read()
HTMX = {"HX-Request": "true"}
LET_IN = {"GET": {200, 204, 303, 304}, "POST": {200, 202, 204, 303, 409, 422, 423, 429}}
DONE = {200, 204, 303}
STOP_POLLING = 286


class Asker:
    """One kind of person, with a browser of their own."""

    def __init__(self, app: Flask, world: World, who: str) -> None:
        self.app, self.world, self.who = app, world, who
        self.account = world.people[who]
        self.client: FlaskClient = app.test_client()
        self.token = ""
        self.begin()

    def begin(self) -> None:
        """Sign in, and take the token of a page."""
        self.client = self.app.test_client()
        if self.account is not None:
            matrix.sign_in(self.app, self.client, self.account)
        self.token = hidden_fields(self.client.get("/deconnexion", follow_redirects=True).text)["csrf_token"]
        if self.who == "closed":
            assert self.account is not None
            matrix.close(self.account)

    def ask(
        self, route: Route, values: dict[str, Any], *, htmx: bool = False, token: bool = True
    ) -> TestResponse:
        """Ask for a route; the form of a POST is empty but for its token."""
        address = route.address(values)
        headers = HTMX if htmx else {}
        if route.method == "GET":
            answer = self.client.get(address, headers=headers)
        else:
            data = {"csrf_token": self.token} if token else {}
            answer = self.client.open(address, method=route.method, data=data, headers=headers)
        body = answer.data.decode(errors="replace").lower()  # a PDF is no text
        answer.close()
        found = [name for name in self.world.forbidden(self.who) if name.lower() in body]
        assert not found, f"{self.who}: {route.method} {address} names {found}"
        if "Clear-Site-Data" in answer.headers or "voir-comme" in route.rule:  # signed out, or read only now
            self.begin()
        return answer


def asked_to_sign_in(answer: TestResponse, route: Route, *, htmx: bool) -> bool:
    """Tell whether nobody was let in, in the way of a page, of a form or of htmx."""
    if htmx:
        return answer.status_code == (STOP_POLLING if route.unattended and route.method == "GET" else 401)
    if route.method == "GET":
        return answer.status_code == 303 and (answer.location or "").startswith("/connexion")
    return answer.status_code == 401


def check(answer: TestResponse, route: Route, expected: str, what: str, *, htmx: bool) -> Iterator[str]:
    """Yield what is not as the table says."""
    if expected == SIGN:
        holds = asked_to_sign_in(answer, route, htmx=htmx)
    elif expected == IN:
        holds = answer.status_code in LET_IN[route.method] and (
            route.policy in {"public", "own"} or not asked_to_sign_in(answer, route, htmx=htmx)
        )
    else:
        holds = answer.status_code == int(expected)
    if not holds:
        kind = " by htmx" if htmx else ""
        yield f"{what}: {route.method} {route.rule}{kind}: {expected} expected, {answer.status}"


def of_method(method: str) -> list[Route]:
    return [route for route in MATRIX.routes if route.method == method]


def nowhere(route: Route, values: dict[str, Any]) -> dict[str, Any] | None:
    """Return ids that lead nowhere, or None where the address has none."""
    lost = {name: matrix.NOWHERE[kind] for kind, name in route.parameters if kind in matrix.NOWHERE}
    return {**values, **lost} if lost else None


def test_every_route_is_in_the_table_and_every_line_is_a_route(app: Flask) -> None:
    written = {(route.method, route.rule) for route in MATRIX.routes}
    there = set(matrix.of_the_application(app))
    assert sorted(there - written) == [], "routes without a written expectation"
    assert sorted(written - there) == [], "lines whose route is no more"
    assert len(written) == len(MATRIX.routes), "a route is written twice"
    assert {route.policy for route in MATRIX.routes} == set(MATRIX.policies), "a policy that is no route's"


def test_the_pages_that_ask_by_themselves_are_marked(app: Flask) -> None:
    marked = {route.rule for route in MATRIX.routes if route.unattended}
    views = app.view_functions
    there = {rule.rule for rule in app.url_map.iter_rules() if hasattr(views[rule.endpoint], "is_unattended")}
    assert marked == there


@pytest.mark.parametrize("who", MATRIX.people)
def test_each_page_answers_as_written(app: Flask, who: str) -> None:
    world = matrix.make_world()
    asker, wrong = Asker(app, world, who), list[str]()
    for route in of_method("GET"):
        lost = nowhere(route, route.of(world.own))
        for htmx in (False, True):
            answer = asker.ask(route, route.of(world.own), htmx=htmx)
            wrong += check(answer, route, MATRIX.expected(route, who), who, htmx=htmx)
            if lost is not None:
                answer = asker.ask(route, lost, htmx=htmx)
                wrong += check(answer, route, MATRIX.nowhere(route, who), f"{who}, nowhere", htmx=htmx)
    assert wrong == []


@pytest.mark.parametrize("who", MATRIX.people)
def test_each_form_answers_as_written(app: Flask, who: str) -> None:
    """With the token of a page: a form that holds nothing gets as far as who sends it may go."""
    world = matrix.make_world()
    db.session.remove()
    snapshot = Snapshot(app)
    asker, wrong = Asker(app, world, who), list[str]()
    for route in of_method("POST"):
        for htmx in (False, True):
            lost = nowhere(route, route.of(asker.world.own))
            if lost is not None:
                answer = asker.ask(route, lost, htmx=htmx)
                wrong += check(answer, route, MATRIX.nowhere(route, who), f"{who}, nowhere", htmx=htmx)
            answer = asker.ask(route, route.of(asker.world.own), htmx=htmx)
            wrong += check(answer, route, MATRIX.expected(route, who), who, htmx=htmx)
            if answer.status_code in DONE:  # what the form was about may be no more
                db.session.remove()
                snapshot.restore()
                asker.begin()
    snapshot.forget()
    assert wrong == []


@pytest.mark.parametrize("who", MATRIX.people)
def test_no_form_is_taken_without_its_token(app: Flask, who: str) -> None:
    """ASVS 3.5.1: 400 for who is signed in, whatever their rights; the others are asked to sign in first."""
    world = matrix.make_world()
    asker, wrong = Asker(app, world, who), list[str]()
    for route in of_method("POST"):
        if route.tokenless:
            continue
        expected = "401" if MATRIX.expected(route, who) == SIGN else "400"
        for htmx in (False, True):
            answer = asker.ask(route, route.of(world.own), htmx=htmx, token=False)
            wrong += check(answer, route, expected, f"{who}, no token", htmx=htmx)
    assert wrong == []


@pytest.mark.parametrize("who", ["admin", "manager", "registrar", "viewer", "limited"])
def test_an_id_of_another_centre_leads_nowhere(app: Flask, who: str) -> None:
    """I5: each id of an address is replaced in its turn by the other centre's, the others stay one's own."""
    world = matrix.make_world()
    asker, wrong = Asker(app, world, who), list[str]()
    for route in MATRIX.routes:
        if route.policy in {"public", "own"}:
            continue
        for _kind, name in route.parameters:
            if name in route.given or world.foreign[name] == world.own[name]:
                continue
            mixed = {**route.of(world.own), name: world.foreign[name]}
            for htmx in (False, True):
                answer = asker.ask(route, mixed, htmx=htmx)
                expected = MATRIX.expected(route, who)
                allowed = {"403", "404"} if expected == "403" else {"404", str(route.unknown)}
                if str(answer.status_code) not in allowed:
                    wrong.append(f"{who}: {route.method} {route.rule}, {name}: {answer.status}")
    assert wrong == []


@pytest.mark.parametrize("who", ["admin-b", "manager-b", "limited", "taken", "far"])
def test_what_is_others_costs_what_does_not_exist_costs(app: Flask, who: str) -> None:
    """R8.3: nothing in the timing. The database is asked the same questions for both."""
    world = matrix.make_world()
    asker, wrong = Asker(app, world, who), list[str]()
    for route in of_method("GET"):
        lost = nowhere(route, route.of(world.own))
        if lost is None or MATRIX.expected(route, who) != "404":
            continue
        costs = [questions(asker, route, values) for values in (route.of(world.own), lost)]
        if costs[0] != costs[1]:
            wrong.append(f"{who}: {route.rule}: {costs}")
    assert wrong == []


@pytest.mark.parametrize(
    ("who", "names"),
    [("admin", {"Alphaun", "Alphadeux"}), ("limited", {"Alphadeux"}), ("admin-b", {"Betaun"})],
)
def test_the_names_looked_for_are_those_that_pages_show(app: Flask, who: str, names: set[str]) -> None:
    """What the other tests find nowhere is there for those whose it is."""
    asker = Asker(app, matrix.make_world(), who)
    for path in ("/", "/formations", "/candidats"):
        text = asker.client.get(path).text
        assert {name for name in ("Alphaun", "Alphadeux", "Betaun") if name in text} == names, path


def questions(asker: Asker, route: Route, values: dict[str, Any]) -> list[str]:
    """Return what the database is asked for one request."""
    with statements() as asked:
        asker.ask(route, values)
    return [one.text for one in asked]
