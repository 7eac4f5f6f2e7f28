"""F35, I18: a text cannot turn the line it is shown on, nor hide what it says."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Note
from recruitment.core.text import clean_text
from tests.builders import log_in, make_account, make_application
from tests.forms import hidden_fields, submit

BIDI = "\u202eexe.gpj\u202c \u2066a\u2069 \u200f\u200e\u061c"
CONTROLS = "\x01\x08\x1b[31m\x7f\x85"


@pytest.mark.parametrize("hidden", [one for one in BIDI + CONTROLS if not one.isprintable()])
def test_a_free_text_loses_what_nobody_sees(hidden: str) -> None:
    assert clean_text(f"À rappeler{hidden} lundi") == "À rappeler lundi"


@pytest.mark.parametrize(
    "kept", ["deux\nlignes", "une\ttabulation", "👩🏽‍🎓 🇫🇷", "l’été à 8 h 30", "Ĳ œ ﬁ", "a\r\nb"]
)
def test_it_keeps_all_else(kept: str) -> None:
    assert clean_text(kept) == kept


def test_a_note_is_kept_without_changes_of_direction(client: FlaskClient, session: Session) -> None:
    application = make_application()
    log_in(client, make_account())
    address = f"/candidatures/{application.id}/notes"
    page = client.get(f"/candidatures/{application.id}")
    fields = {**hidden_fields(page.text, address), "note": f"Rappeler {BIDI}lundi {CONTROLS}\nou mardi"}
    assert client.post(address, data=fields).status_code == 303
    session.rollback()
    body = session.scalars(select(Note.body)).one()
    assert all(letter.isprintable() or letter in "\r\n" for letter in body)
    assert body.startswith("Rappeler exe.gpj")


@pytest.mark.parametrize(
    "name",
    ["Martin\u202e", "Mar\u2066tin", "Mar\x1btin", "Mar\ufffdtin", "M" + "\u0301" * 5],
)
def test_a_name_is_refused_rather_than_changed(app: Flask, client: FlaskClient, name: str) -> None:
    log_in(client, make_account("administrator"))
    answer = submit(client, "/compte", display_name=name)
    assert answer.status_code == 422
    assert name not in client.get("/compte").text
