"""R5.8, R9.2 what a programme tells its candidates: written by who may set it, seen before it is kept."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.journal.models import JournalEntry
from recruitment.programmes.messages import messages_of
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields, submit

TYPED = {
    "admitted": "Rentrée le <b>1er</b> septembre.\r\nApportez une pièce d’identité.",
    "searching": "",
    "support_sessions": "  Chaque mercredi.  ",
    "contact_phone": "04 65 71 00 42",
    "contact_email": "apprentissage@cfa.exemple.fr",
}


@pytest.fixture
def url(client: FlaskClient) -> str:
    """Give the page of a programme, for its administrator."""
    programme = builders.make_programme()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    return f"/formations/{programme.code}/messages"


def test_messages_are_kept_and_journalled_without_their_words(
    client: FlaskClient, session: Session, url: str
) -> None:
    """R5.8."""
    assert submit(client, url, **TYPED).status_code == 303
    session.rollback()
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "messages_changed")).one()
    changed = ["admitted", "support_sessions", "contact_phone", "contact_email"]
    assert json.loads(line.details) == {"changed": changed}
    held = messages_of(line.programme_id or 0)
    assert (held["searching"], held["support_sessions"]) == (None, "Chaque mercredi.")
    page = client.get(url).text
    assert "Rentrée le &lt;b&gt;1er&lt;/b&gt; septembre." in page
    submit(client, url, **TYPED)
    session.rollback()
    assert (
        len(session.scalars(select(JournalEntry).where(JournalEntry.event == "messages_changed")).all()) == 1
    )


def test_a_preview_keeps_nothing(client: FlaskClient, session: Session, url: str) -> None:
    """R5.8: as the candidate reads it."""
    sent = {**hidden_fields(client.get(url).text, url), **TYPED, "preview": "1"}
    page = client.post(url, data=sent)
    assert page.status_code == 200
    assert "rien n’est enregistré" in page.text
    assert "visible parce que vous avez accepté définitivement" in page.text
    assert session.scalars(select(JournalEntry).where(JournalEntry.event == "messages_changed")).all() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("contact_phone", "appelez-nous", "Écrivez un numéro de téléphone"),
        ("contact_email", "cfa.exemple.fr", "Écrivez une adresse mail complète."),
        ("admitted", "x" * 2_001, "2000 caractères au plus."),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, url: str, field: str, typed: str, said: str) -> None:
    answer = submit(client, url, **{**TYPED, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Chaque mercredi." in answer.text


def test_a_manager_writes_no_message(client: FlaskClient) -> None:
    """R8.3: a setting."""
    programme = builders.make_programme()
    builders.log_in(client, builders.make_account(Role.MANAGER))
    assert client.get(f"/formations/{programme.code}/messages").status_code == 403


def test_a_colleagues_messages_are_not_overwritten_unseen(
    client: FlaskClient, session: Session, url: str
) -> None:
    """R5.8: the second of two administrators sees what the first kept, loses nothing typed, and may go on."""
    opened = hidden_fields(client.get(url).text, url)
    assert submit(client, url, **{**TYPED, "searching": "Salon le 3 juin."}).status_code == 303
    late = client.post(url, data={**opened, **TYPED, "admitted": "Rentrée le 8 septembre."})
    assert late.status_code == 409
    assert 'data-refusal="stale_version"' in late.text
    assert "Rentrée le 8 septembre." in late.text
    assert "Salon le 3 juin." in late.text
    again = {**hidden_fields(late.text, url), **TYPED, "admitted": "Rentrée le 8 septembre."}
    assert client.post(url, data=again).status_code == 303
    assert "Rentrée le 8 septembre." in client.get(url).text
