"""R2.8, R8.3: the regional authority reads its académie, and no contact details anywhere in it."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from recruitment.applications.models import Guardian
from recruitment.core.transaction import transaction
from tests import builders
from tests.regional.desk import signed_in
from tests.web.addresses import addresses

SECRETS = {
    "email": "lou.tavernier@exemple.fr",
    "mobile": "06 39 98 77 66",
    "phone": "04 73 98 77 55",
    "address": "12 rue des Lilas cachés",
}
GUARDIAN = {"email": "odile.tavernier@exemple.fr", "phone": "06 39 98 44 33"}


def test_no_page_and_no_file_shows_any(app: Flask, client: FlaskClient) -> None:
    """Every address that one may read, with a candidate of the académie behind it: a wish, then a contract."""
    candidate = builders.make_candidate(last_name="Tavernier", first_name="Lou", **SECRETS)
    programme = builders.make_programme()
    wish = builders.make_application(state="confirmed", programme=programme, candidate=candidate)
    contracted = builders.make_application(
        state="offer_pending", programme=builders.make_programme(), candidate=candidate
    )
    with transaction() as session:
        row = {"candidate_id": candidate.id, "position": 1, "last_name": "Tavernier", "first_name": "Odile"}
        session.execute(insert(Guardian).values({**row, **GUARDIAN}))
    read = 0
    with signed_in(client):
        for application in (wish, contracted):
            known = {"code": programme.code, "application_id": application.id, "kind": "contrats"}
            for _endpoint, address in addresses(app, "GET", **known):
                answer = client.get(address)
                read += answer.status_code == 200
                body = answer.get_data().decode("utf-8", "replace")
                answer.close()
                found = [text for text in (*SECRETS.values(), *GUARDIAN.values()) if text in body]
                assert not found, f"{address} shows {found}"
        search = client.get("/candidats?q=tavernier").text
    assert read > 20
    assert not [text for text in SECRETS.values() if text in search]
