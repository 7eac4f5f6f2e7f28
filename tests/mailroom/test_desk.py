"""The page of mails: what waits, failed and left, for those who may see it, and what they can do about it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from recruitment.accounts.models import Account
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.mail.models import OutboxMail
from tests.builders import log_in, make_account, make_application, make_centre
from tests.forms import hidden_fields, submit
from tests.mail.post import NOTE, PostOffice, one_pass, outbox, post_office, queue, use

PAGE = "/parametrage/courriels"


@pytest.fixture
def administrator(session: Session) -> Account:
    """Give the administrator of a centre."""
    return make_account("administrator", display_name="Alix Morel", email="alix.morel@cfa.fr")


def failed(account: Account, answer: str = "550 5.1.1 inconnue") -> Any:
    """Make a mail to an account fail at the server."""
    queue(account)
    with post_office(PostOffice(at_rcpt={account.email: answer})) as (_office, port):
        use(current_app, f"smtp://127.0.0.1:{port}")
        one_pass()
    return outbox()[-1]


def press(client: FlaskClient, url: str, *, page: str) -> TestResponse:
    """Send a form of one button that is on a page."""
    return client.post(url, data={"csrf_token": hidden_fields(client.get(page).text)["csrf_token"]})


def events(session: Session) -> list[str]:
    """Return what the journal tells of mails."""
    session.rollback()
    names = session.scalars(select(JournalEntry.event).order_by(JournalEntry.id))
    return [name for name in names if name.startswith("mail_")]


def test_without_a_server_the_page_and_the_home_page_say_so(
    client: FlaskClient, administrator: Account
) -> None:
    log_in(client, administrator)
    queue(administrator)
    page = client.get(PAGE).text
    assert "Aucun serveur de courriel n’est configuré : rien ne part." in page
    assert "M’envoyer un essai" not in page
    assert "Alix Morel" in page
    assert "Échecs" in page


def test_the_page_is_the_administrators(client: FlaskClient, session: Session) -> None:
    log_in(client, make_account("manager"))
    assert client.get(PAGE).status_code == 403


def test_a_failure_is_told_in_words_and_sent_again(
    client: FlaskClient, administrator: Account, session: Session
) -> None:
    """The reason in French, the server's words beside it; sent again it is a mail of its own."""
    colleague = make_account(display_name="Noa Petit", email="noa.petit@cfa.fr")
    row = failed(colleague)
    log_in(client, administrator)
    page = client.get(PAGE).text
    assert "Refusé par le serveur de courriel : cette adresse n’existe pas." in page
    assert "550 5.1.1 inconnue" in page
    assert "noa.petit@cfa.fr" not in page
    answer = press(client, f"{PAGE}/{row.id}/renvoi", page=PAGE)
    assert answer.status_code == 303
    rows = outbox()
    assert [(one.event_key, one.status) for one in rows[-2:]] == [
        (row.event_key, "failed"),
        (f"resent:{row.id}", "queued"),
    ]
    assert events(session) == ["mail_resent"]
    assert "Rien à traiter" in client.get(PAGE).text
    again = press(client, f"{PAGE}/{row.id}/renvoi", page=PAGE)
    assert again.status_code == 409
    assert 'data-refusal="mail_settled"' in again.text
    assert len(outbox()) == len(rows)


def test_a_failure_can_be_put_aside(client: FlaskClient, administrator: Account, session: Session) -> None:
    row = failed(make_account())
    log_in(client, administrator)
    assert press(client, f"{PAGE}/{row.id}/classement", page=PAGE).status_code == 303
    assert outbox()[-1].settled_at is not None
    assert events(session) == ["mail_put_aside"]


def test_another_centre_s_mails_do_not_exist(client: FlaskClient, session: Session) -> None:
    """R8.3: neither in the lists and the counts nor by their address."""
    here, elsewhere = make_centre(), make_centre()
    row = failed(make_account(display_name="Noa Petit", centre=elsewhere))
    with transaction() as own:
        queue_many(own, [Mail("k", NOTE, to_candidate(4_000_000), clock.now(), {}, elsewhere.id)])
    log_in(client, make_account("administrator", centre=here))
    page = client.get(PAGE).text
    assert "Noa Petit" not in page
    assert "Rien n’attend" in page
    assert press(client, f"{PAGE}/{row.id}/renvoi", page="/").status_code == 404
    for other in (
        make_account("administrator", centre=elsewhere),
        make_account("administrator", centre_id=None),
    ):
        another = client.application.test_client()
        log_in(another, other)
        assert "Noa Petit" in another.get(PAGE).text


def test_old_mails_wait_for_a_decision(
    client: FlaskClient, administrator: Account, app: Flask, session: Session
) -> None:
    """Queued before there was a server: they leave only if somebody says so."""
    old = clock.now() - timedelta(days=30)
    queue(administrator, at=old, times=2)
    log_in(client, administrator)
    assert f'data-old="{NOTE}"' in client.get(PAGE).text
    address = f"{PAGE}/anciens/{NOTE}"
    assert "2 courriels anciens" in client.get(address).text
    assert submit(client, address, choice="autre").status_code == 422
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
        assert office.received == []
        assert submit(client, address, choice="envoyer").status_code == 303
        one_pass()
    assert len(office.received) == 2
    assert client.get(address).status_code == 404
    assert events(session) == ["mail_released"]


def test_old_mails_can_be_kept_from_leaving(
    client: FlaskClient, administrator: Account, app: Flask, session: Session
) -> None:
    queue(administrator, at=clock.now() - timedelta(days=30))
    log_in(client, administrator)
    submit(client, f"{PAGE}/anciens/{NOTE}", choice="ecarter")
    [row] = [one for one in outbox() if one.template == NOTE]
    assert (row.status, row.failure) == ("failed", "dropped")
    assert "Rien à traiter" in client.get(PAGE).text
    assert events(session) == ["mail_dropped"]


def test_a_trial_says_what_the_server_answered(
    client: FlaskClient, administrator: Account, app: Flask, session: Session
) -> None:
    log_in(client, administrator)
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        answer = press(client, f"{PAGE}/essai", page=PAGE)
        assert answer.status_code == 303
        assert "Réponse du serveur : 250 pris en charge" in client.get(PAGE).text
        office.at_rcpt["alix.morel@cfa.fr"] = "550 5.7.1 pas de vous"
        press(client, f"{PAGE}/essai", page=PAGE)
    assert "L’essai n’est pas parti. Réponse du serveur : 550 5.7.1 pas de vous" in client.get(PAGE).text
    assert office.addressed == ["alix.morel@cfa.fr"]
    assert events(session) == ["mail_tested", "mail_tested"]


def test_trials_are_counted(client: FlaskClient, administrator: Account, app: Flask) -> None:
    log_in(client, administrator)
    use(app, "smtp://127.0.0.1:1")
    answers = [press(client, f"{PAGE}/essai", page=PAGE).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]


def test_a_trial_without_a_server_is_refused(client: FlaskClient, administrator: Account) -> None:
    log_in(client, administrator)
    assert press(client, f"{PAGE}/essai", page="/").status_code == 409


def test_every_model_can_be_looked_at(client: FlaskClient, administrator: Account) -> None:
    log_in(client, administrator)
    models = client.get(f"{PAGE}/modeles").text
    assert "Au candidat : proposition d’admission" in models
    page = client.get(f"{PAGE}/modeles/offer").text
    assert "Une proposition d’admission attend votre réponse" in page
    assert 'sandbox=""' in page
    assert client.get(f"{PAGE}/modeles/inconnu").status_code == 404


def test_the_home_page_tells_an_administrator_what_did_not_arrive(
    client: FlaskClient, administrator: Account, session: Session
) -> None:
    make_application()
    failed(make_account())
    log_in(client, administrator)
    assert "1 courriel à traiter" in client.get("/").text
    with transaction() as own:
        own.execute(update(OutboxMail).where(OutboxMail.status == "failed").values(settled_at=clock.wall()))
    assert "à traiter" not in client.get("/").text
