"""F39: outside what one sees, what exists answers as what does not; nothing is written, nobody is named."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.transfers.models import ImportRun
from tests.builders import (
    log_in,
    make_account,
    make_application,
    make_candidate,
    make_centre,
    make_programme,
    make_refusal_reason,
)
from tests.forms import hidden_fields
from tests.web.addresses import addresses
from tests.year_2025 import BEGINNING

NAME, NUMBER = "Wyszynsky", "7654321"
UNKNOWN = {
    "code": "00000",
    **dict.fromkeys(("application_id", "contract_id", "request_id", "reason_id", "run_id"), 10**9),
}
ROLES = ("administrator", "manager", "registrar", "viewer", "regional")
VOLATILE = re.compile(
    r'(content|value|data-horloge)="[^"]*"|<span class="num">[0-9a-f]{16}</span>|<b>\d\d:\d\d</b>'
)


@dataclass(frozen=True)
class Neighbour:
    """What another centre holds, by the names that addresses give it."""

    centre: TrainingCentre
    programme: Programme
    known: dict[str, Any]


@pytest.fixture
def neighbour(app: Flask) -> Neighbour:
    """A centre of the same académie, with one of everything."""
    centre = make_centre(name="CFA voisin")
    programme = make_programme(centre=centre)
    candidate = make_candidate(last_name=NAME, candidate_number=NUMBER)
    application = make_application(programme=programme, candidate=candidate, state="offer_pending")
    author = make_account(centre=centre)
    where = {"programme_id": programme.id, "centre_id": centre.id}
    request = RegionalRequest(
        **where, kind="closure", reason="complet", made_at=BEGINNING, made_by_id=author.id, status="open"
    )
    run = ImportRun(
        kind="programmes", campaign_id=programme.campaign_id, centre_id=centre.id, account_id=author.id,
        file_name="wyszynsky.csv", sha256="0" * 64, state="previewed", counts={}, created_at=BEGINNING,
    )  # fmt: skip
    with transaction() as session:
        session.add_all([request, run])
    known = {
        "code": programme.code,
        "application_id": application.id,
        "contract_id": db.session.scalar(select(Contract.id)),
        "request_id": request.id,
        "reason_id": make_refusal_reason(centre).id,
        "run_id": run.id,
    }
    return Neighbour(centre, programme, known)


@pytest.fixture(params=[*ROLES, "limited"])
def outsider(request: pytest.FixtureRequest, client: FlaskClient, neighbour: Neighbour) -> FlaskClient:
    """Somebody of another centre or académie, or of that centre without that programme."""
    if request.param == "limited":
        own = make_programme(centre=neighbour.centre)
        log_in(client, make_account(centre=neighbour.centre, programmes=(own,)))
    elif request.param == "regional":
        log_in(client, make_account("regional", academie="Lyon"))
    else:
        log_in(client, make_account(request.param, centre=make_centre()))
    return client


def pairs(app: Flask, method: str, known: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (endpoint, address of what exists, address of what does not) for addresses that name something."""
    there, nowhere = addresses(app, method, **known), addresses(app, method, **UNKNOWN)
    return [(name, a, b) for (name, a), (_, b) in zip(there, nowhere, strict=True) if a != b]


def said(answer: TestResponse, address: str) -> tuple[int, str]:
    return answer.status_code, VOLATILE.sub("", answer.text).replace(address, "")


def rows(session: Session) -> dict[str, int]:
    session.rollback()
    tables = db.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def of_the_centre(endpoint: str) -> bool:
    """Reasons and imports are a centre's, not a programme's: someone limited to programmes may see them."""
    return "reason" in endpoint or "imports" in endpoint


def test_no_page_tells_what_exists_outside(
    app: Flask, outsider: FlaskClient, neighbour: Neighbour, request: pytest.FixtureRequest
) -> None:
    limited = "limited" in request.node.name
    for endpoint, there, nowhere in pairs(app, "GET", neighbour.known):
        if limited and of_the_centre(endpoint):
            continue
        answer = outsider.get(there)
        assert answer.status_code in {303, 403, 404}, endpoint
        assert said(answer, there) == said(outsider.get(nowhere), nowhere), endpoint
        assert NAME not in answer.text, endpoint
        assert NUMBER not in answer.text, endpoint


def test_no_form_acts_outside(
    app: Flask, outsider: FlaskClient, neighbour: Neighbour, session: Session, request: pytest.FixtureRequest
) -> None:
    limited = "limited" in request.node.name
    token = hidden_fields(outsider.get("/deconnexion").text)["csrf_token"]
    fields = {
        "csrf_token": token,
        "jeton": "k" * 32,
        "confirmation": "REFUSER",
        "checked": "1",
        "version": "1",
    }
    before = rows(session)
    for endpoint, there, nowhere in pairs(app, "POST", neighbour.known):
        if limited and of_the_centre(endpoint):
            continue
        answer = outsider.post(there, data=fields)
        own_door = (
            {401} if endpoint.startswith("portal.") else set()
        )  # a candidate's pages ask who one is first
        assert answer.status_code in {403, 404} | own_door, endpoint
        assert said(answer, there) == said(outsider.post(nowhere, data=fields), nowhere), endpoint
    assert rows(session) == before


def test_no_list_holds_what_is_outside(outsider: FlaskClient, neighbour: Neighbour) -> None:
    for address in ("/", "/accueil/a-faire", "/accueil/formations", "/formations", "/exports"):
        answer = outsider.get(address)
        assert neighbour.programme.title not in answer.text, address
        assert NAME not in answer.text, address


def test_no_search_finds_what_is_outside(outsider: FlaskClient) -> None:
    for query in (NAME, NUMBER, "%", "_", ""):
        answer = outsider.get("/candidats", query_string={"q": query}, headers={"HX-Request": "true"})
        assert "/candidatures/" not in answer.text, query
