"""A centre words its letters to candidates: a closed syntax, what cannot be left out, a way back."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.mail import registry, rendering
from recruitment.mail.wording import Wording, fill
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import ApplicationState as State
from tests.builders import log_in, make_account, make_application, make_centre
from tests.forms import hidden_fields, submit

PAGE = "/parametrage/courriels/modeles"
REFUSED = f"{PAGE}/refused/texte"
BODY = "Votre candidature pour {formation} <b>n’est pas</b> **retenue**.\r\n\r\n- un point\r\n- {contact}\r\n\r\n{lien}"


@pytest.fixture
def administrator(client: FlaskClient, session: Session) -> Account:
    """Give the administrator of a centre, signed in."""
    account = make_account("administrator", display_name="Alix Morel")
    log_in(client, account)
    return account


def said(application: Any) -> rendering.Texts:
    """Return what the refusal of an application says now."""
    template = registry.find("refused")
    assert template is not None
    variables = template.variables(db.session(), {"application": application.id})
    db.session.rollback()
    return rendering.render(template, rendering.EXAMPLE, variables, "https://tremplin.exemple.fr")


def events() -> list[tuple[str, dict[str, Any]]]:
    """Return what the journal tells of mails."""
    db.session.rollback()
    rows = db.session.execute(
        select(JournalEntry.event, JournalEntry.details).order_by(JournalEntry.id)
    ).all()
    return [(event, json.loads(details)) for event, details in rows if event.startswith("mail_")]


def test_a_wording_of_the_centre_leaves_instead_of_ours(client: FlaskClient, administrator: Account) -> None:
    """R2.6, R9.2: from the next mail on, for this centre alone; the journal knows, and there is a way back."""
    application = make_application(state=State.REFUSED)
    answer = submit(client, REFUSED, subject="La décision de {etablissement}", body=BODY, act="enregistrer")
    assert answer.status_code == 303
    texts = said(application)
    assert texts.subject.startswith("La décision de CFA des Volcans")
    assert "Votre candidature pour BTS Électrotechnique" in texts.text
    assert "- un point\n- CFA des Volcans" in texts.text
    assert "&lt;b&gt;n’est pas&lt;/b&gt; <strong>retenue</strong>" in texts.html
    assert "<li>un point</li>" in texts.html
    assert '<a href="https://tremplin.exemple.fr/candidat/' in texts.html
    page = client.get(f"{PAGE}/refused").text
    assert "écrit par Alix Morel" in page
    assert "de votre établissement, par Alix Morel" in client.get(PAGE).text
    token = hidden_fields(page)["csrf_token"]
    assert client.post(f"{PAGE}/refused/retour", data={"csrf_token": token}).status_code == 303
    assert "définitive" in said(application).text
    assert events() == [
        ("mail_text_changed", {"template": "refused"}),
        ("mail_text_reset", {"template": "refused"}),
    ]


def test_a_preview_stores_nothing(client: FlaskClient, administrator: Account) -> None:
    answer = submit(client, REFUSED, subject="La décision du CFA", body=BODY, act="apercu")
    assert answer.status_code == 200
    assert "Aperçu, rien n’est enregistré" in answer.text
    assert "La décision du CFA" in answer.text
    assert events() == []


@pytest.mark.parametrize(
    ("template", "changes", "words"),
    [
        ("refused", {"body": BODY + "{prenom}"}, "{prenom} : cette variable n’existe pas ici"),
        ("refused", {"body": BODY + "{{ config }}"}, "accolade"),
        ("refused", {"body": BODY + "{0.__class__}"}, "n’existe pas ici"),
        ("refused", {"body": "Vous n’êtes pas retenu, c’est tout."}, "Il manque {formation}"),
        ("offer", {"body": "Répondez avant le {date_limite} : {formation}, vite"}, "Il manque {lien}, {reponses}"),
        ("refused", {"subject": "Bonjour {lien} et merci"}, "écran verrouillé"),
        ("refused", {"subject": "Court"}, "10 caractères au moins"),
        ("refused", {"subject": "x" * 121}, "120 caractères au plus"),
        ("refused", {"body": "x" * 6001}, "6000"),
        ("refused", {"act": "autre"}, "Choisissez"),
    ],
)  # fmt: skip
def test_what_would_not_do_is_refused_in_words(
    client: FlaskClient, administrator: Account, template: str, changes: dict[str, str], words: str
) -> None:
    """No variable of another's, none of the needed ones left out; what was typed is kept on the page."""
    typed = {"subject": "La décision du CFA", "body": BODY, "act": "enregistrer", **changes}
    answer = submit(client, f"{PAGE}/{template}/texte", **typed)
    assert answer.status_code == 422
    assert words in answer.text.replace("&#39;", "'")
    assert events() == []


def test_two_people_do_not_overwrite_each_other(client: FlaskClient, administrator: Account) -> None:
    stale = hidden_fields(client.get(REFUSED).text)
    submit(client, REFUSED, subject="La décision du CFA", body=BODY, act="enregistrer")
    typed = {"subject": "Une autre décision", "body": BODY, "act": "enregistrer"}
    answer = client.post(REFUSED, data={**stale, **typed})
    assert answer.status_code == 409
    assert 'data-refusal="mail_text_changed"' in answer.text
    assert "Une autre décision" in answer.text


def test_only_letters_to_candidates_are_a_centre_s_to_word(
    client: FlaskClient, administrator: Account
) -> None:
    for name in ("new_wish", "guardian_offer", "rien"):
        assert client.get(f"{PAGE}/{name}/texte").status_code == 404


def test_a_centre_chooses_whom_to_call_and_whether_guardians_are_told(
    client: FlaskClient, administrator: Account
) -> None:
    """R2.6: off until the centre says so."""
    application = make_application(state=State.REFUSED)
    page = "/parametrage/courriels/reglages"
    assert not db.session.execute(select(TrainingCentre.mail_guardians)).scalar_one()
    assert 'name="guardians"' in client.get(page).text
    assert submit(client, page, guardians="y", contact="Mme Roux, 04 73 00 00 00").status_code == 303
    assert "contactez Mme Roux, 04 73 00 00 00" in said(application).text
    centre = db.session.execute(select(TrainingCentre.mail_guardians)).scalar_one()
    assert centre is True
    assert events() == [
        ("mail_settings_changed", {"changed": ["mail_guardians", "mail_contact"], "mail_guardians": True})
    ]


def test_another_centre_s_words_are_its_own(client: FlaskClient, session: Session) -> None:
    """R8.3."""
    log_in(client, make_account("administrator", centre=make_centre()))
    submit(client, REFUSED, subject="La décision du CFA", body=BODY, act="enregistrer")
    application = make_application(state=State.REFUSED, programme=None)
    other = make_centre()
    stranger = client.application.test_client()
    log_in(stranger, make_account("administrator", centre=other))
    assert "de votre établissement" not in stranger.get(PAGE).text
    assert application.centre_id != other.id


def test_a_value_is_never_read_as_markup(app: Flask) -> None:
    """What a programme is called cannot become a variable, emphasis or HTML."""
    wording = Wording("Objet {formation}", "**{formation}** et **\n- {formation}\n\n{formation}")
    filled = fill(wording, {"formation": "{lien} **BTS** <i>\n- fin"}, str)
    assert (
        filled.text
        == "{lien} **BTS** <i> - fin et **\n\n- {lien} **BTS** <i> - fin\n\n{lien} **BTS** <i> - fin"
    )
    assert "<strong>{lien} **BTS** &lt;i&gt; - fin</strong>" in filled.html
    assert "<i>" not in filled.html


def test_a_list_of_ours_stands_alone_or_in_a_line(app: Flask) -> None:
    answers = "Trois :\n- **oui** ;\n- **non**."
    alone = fill(Wording("Objet", "Avant\n\n{reponses}"), {"reponses": answers}, str)
    assert alone.text == "Avant\n\nTrois :\n\n- oui ;\n- non."
    assert "<li><strong>non</strong>.</li>" in alone.html
    inline = fill(Wording("Objet", "Voici : {reponses}"), {"reponses": answers}, str)
    assert inline.text == "Voici : Trois : - oui ; - non."
    assert "**" not in inline.html
