"""R8.3: what one may not do says why, and who can change it."""

from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from recruitment.accounts.models import Account
from recruitment.accounts.rights.actions import set_rights
from recruitment.core.clock import PARIS
from recruitment.labels import permission_refusal
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Permission, Role
from tests.builders import log_in, make_account, make_application, make_campaign, make_centre, make_programme

OPEN = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)  # contracts may be entered


@pytest.fixture
def administrator(app: Flask) -> Account:
    make_campaign()
    make_centre()
    return make_account(Role.ADMINISTRATOR, display_name="Anne Vidal")


def page(client: FlaskClient, account: Account, address: str, status: int = 200) -> str:
    client.delete_cookie("login")
    log_in(client, account)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


def test_a_button_that_is_shut_names_the_right_and_who_gives_it(
    client: FlaskClient, administrator: Account
) -> None:
    application = make_application()
    text = page(client, make_account(Role.VIEWER), f"/candidatures/{application.id}")
    assert 'id="agir-decision" aria-disabled="true"' in text
    assert "Votre rôle (Consultation) ne permet pas de décider d’une candidature." in text
    assert "Adressez-vous à Anne Vidal, qui donne les droits." in text
    assert f'href="/candidatures/{application.id}/decision"' not in text


def test_a_right_taken_away_is_said_to_be(client: FlaskClient, administrator: Account) -> None:
    manager = make_account(Role.MANAGER)
    application = make_application()
    set_rights(administrator, manager.id, {application.programme_id: {Permission.SEE}})
    text = page(client, manager, f"/candidatures/{application.id}")
    assert "Le droit de décider d’une candidature vous a été retiré pour cette formation." in text
    refused = client.get(f"/candidatures/{application.id}/decision")
    assert refused.status_code == 403
    assert "vous a été retiré pour cette formation. Adressez-vous à Anne Vidal" in refused.text


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2025-05-26T22:30:00Z", "suspendue cette nuit jusqu’à 1 h"),
        ("2025-11-20T10:00:00Z", "13 octobre 2025"),
    ],
)
def test_a_contract_that_cannot_be_entered_now_says_until_when(
    client: FlaskClient, administrator: Account, moment: str, sentence: str
) -> None:
    """R4.3, R4.6: the night, the window."""
    application = make_application(state=State.SEEKING_CONTRACT)
    with time_machine.travel(moment, tick=True):
        text = page(client, make_account(Role.MANAGER), f"/candidatures/{application.id}")
    assert 'id="agir-contrat" aria-disabled="true"' in text
    assert (
        sentence
        in text.replace("\N{NO-BREAK SPACE}", " ").split('id="agir-contrat-pourquoi">')[1].split("</p>")[0]
    )


@time_machine.travel(OPEN, tick=False)
def test_the_tools_of_a_programme_say_it_too(client: FlaskClient, administrator: Account) -> None:
    programme = make_programme()
    text = page(client, make_account(Role.REGISTRAR), f"/formations/{programme.code}")
    assert "Pourquoi je ne peux pas" in text
    assert "ne permet pas de saisir un contrat" in text
    assert "ne permet pas d’exporter" not in text
    assert "Pourquoi je ne peux pas" not in page(
        client, make_account(Role.MANAGER), f"/formations/{programme.code}"
    )


def test_without_a_name_the_sentence_still_says_whom_to_ask() -> None:
    assert permission_refusal(Role.REGIONAL, Permission.DECIDE).endswith(
        "l’administrateur de votre établissement."
    )
