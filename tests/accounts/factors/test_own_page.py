"""One's own second factors: changed with the password again, the other logins ended, the owner told (R8.2)."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import BackupCode, Factor
from recruitment.core import clock
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from tests.accounts.factors.steps import CODE, STEP, code_now, first_step, is_in, mailed_code, send
from tests.accounts.factors.test_enrolling import _with_mail_server
from tests.builders import PASSWORD, log_in, make_account, make_factor
from tests.forms import hidden_fields, submit

HOME = {"REMOTE_ADDR": "127.0.0.1"}
SECURITY = "/compte/securite"
DEVICE = f"{SECURITY}/appareil"


def new_seed(client: FlaskClient) -> str:
    groups = re.search(r"data-secret>(.*?)</p>", client.get(DEVICE).text, re.DOTALL)
    assert groups is not None
    return "".join(re.findall(r"<span>(\w+)</span>", groups[1]))


def add_device(client: FlaskClient, password: str = PASSWORD, label: str = "Tablette") -> int:
    seed = new_seed(client)
    return submit(client, DEVICE, code=code_now(seed), label=label, password=password).status_code


def test_the_page_lists_ones_own_factors(client: FlaskClient) -> None:
    """R8.4."""
    account, other = make_account(), make_account()
    make_factor(other, label="Appareil de quelqu’un d’autre")
    log_in(client, account)
    page = client.get(SECURITY).text
    assert "Téléphone" in page
    assert "quelqu’un d’autre" not in page


def test_a_device_is_added_with_the_password(client: FlaskClient, session: Session) -> None:
    """ASVS 7.5.1."""
    log_in(client, make_account())
    assert add_device(client, "pas le bon mot de passe") == 422
    assert session.scalars(select(Factor.label)).all() == ["Téléphone"]
    assert add_device(client) == 303
    assert session.scalars(select(Factor.label).order_by(Factor.id)).all() == ["Téléphone", "Tablette"]


def test_the_new_device_opens_the_account(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    log_in(client, account)
    with time_machine.travel(clock.wall(), tick=False) as moment:
        seed = new_seed(client)
        submit(client, DEVICE, code=code_now(seed), label="Tablette", password=PASSWORD)
        moment.shift(STEP)
        elsewhere = app.test_client()
        first_step(elsewhere, account)
        assert send(elsewhere, CODE, code=code_now(seed)).status_code == 303


def test_each_device_gets_a_seed_of_its_own(client: FlaskClient) -> None:
    log_in(client, make_account())
    first = new_seed(client)
    submit(client, DEVICE, code=code_now(first), label="Tablette", password=PASSWORD)
    assert new_seed(client) != first


def test_a_change_ends_the_other_logins(app: Flask, client: FlaskClient) -> None:
    """ASVS 7.4.3."""
    account, other = make_account(), app.test_client()
    log_in(client, account)
    log_in(other, account)
    add_device(client)
    assert is_in(client, HOME)
    assert not is_in(other, HOME)


def test_a_change_is_journalled_and_told_once(client: FlaskClient, session: Session) -> None:
    """ASVS 6.3.7, 16.3.1: ids and codes only."""
    account = make_account()
    log_in(client, account)
    add_device(client, label="Téléphone de Jeanne")
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "factor_added")).one()
    assert line.actor_id == account.id
    assert "Jeanne" not in str(line.details)
    mails = session.execute(select(OutboxMail.template, OutboxMail.payload)).all()
    assert [mail.template for mail in mails] == ["factor_changed"]
    assert mails[0].payload == {"what": "factor_added", "kind": "totp"}


def test_a_factor_is_removed_but_never_the_last(client: FlaskClient, session: Session) -> None:
    """R8.2."""
    account = make_account()
    second = make_factor(account, label="Ancien")
    log_in(client, account)
    address = f"{SECURITY}/facteurs/{second.id}/retrait"
    assert submit(client, address, password="pas le bon mot de passe").status_code == 422
    assert submit(client, address, password=PASSWORD).status_code == 303
    assert session.scalars(select(Factor.label)).all() == ["Téléphone"]
    last = session.scalars(select(Factor.id)).one()
    address = f"{SECURITY}/facteurs/{last}/retrait"
    assert "C’est votre seul second facteur." in client.get(address).text
    fields = hidden_fields(client.get(f"{SECURITY}/codes").text)
    answer = client.post(address, data={**fields, "password": PASSWORD})
    assert answer.status_code == 409
    assert session.scalars(select(Factor.label)).all() == ["Téléphone"]


def test_somebody_elses_factor_does_not_exist(client: FlaskClient, session: Session) -> None:
    """ASVS 8.2.2, F39."""
    other = make_factor(make_account())
    log_in(client, make_account())
    address = f"{SECURITY}/facteurs/{other.id}/retrait"
    assert client.get(address).status_code == 404
    fields = hidden_fields(client.get(f"{SECURITY}/codes").text)
    answer = client.post(address, data={**fields, "password": PASSWORD})
    assert answer.status_code == 404
    assert session.get(Factor, other.id) is not None


def test_backup_codes_are_replaced(client: FlaskClient, session: Session) -> None:
    """R8.2: the old ones are dead; the new ones are shown once."""
    log_in(client, make_account())
    shown: list[list[str]] = []
    for _ in range(2):
        answer = submit(client, f"{SECURITY}/codes", password=PASSWORD)
        page = client.get(answer.location or "").text
        shown.append(re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", page))
    assert [len(codes) for codes in shown] == [10, 10]
    assert not set(shown[0]) & set(shown[1])
    assert len(session.scalars(select(BackupCode.id)).all()) == 10
    told = session.scalars(select(OutboxMail.template)).all()
    assert told == ["factor_changed", "factor_changed"]


def test_new_backup_codes_end_the_other_logins_and_are_written_in_the_journal(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """ASVS 7.4.3, 16.3.3: whoever replaces them may have seen the former ones in other hands."""
    account, elsewhere = make_account(), app.test_client()
    log_in(client, account)
    log_in(elsewhere, account)
    assert submit(client, f"{SECURITY}/codes", password=PASSWORD).status_code == 303
    assert is_in(client, HOME)
    assert not is_in(elsewhere, HOME)
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "codes_renewed")).one()
    assert (line.actor_id, line.chain) == (account.id, account.centre_id)
    assert line.details == f'{{"account":{account.id}}}'


def test_codes_by_mail_are_added_by_a_code(app: Flask, client: FlaskClient, session: Session) -> None:
    app.config["SETTINGS"] = _with_mail_server(app)
    log_in(client, make_account())
    sending = f"{SECURITY}/mail/envoi"
    fields = hidden_fields(client.get(f"{SECURITY}/mail").text, sending)
    assert client.post(sending, data=fields).status_code == 303
    wrong = submit(client, f"{SECURITY}/mail", code="12345678", password=PASSWORD)
    assert wrong.status_code == 422
    assert submit(client, f"{SECURITY}/mail", code=mailed_code(), password=PASSWORD).status_code == 303
    assert session.scalars(select(Factor.kind).order_by(Factor.id)).all() == ["totp", "email"]


def test_the_password_asked_again_is_throttled(client: FlaskClient) -> None:
    """ASVS 6.3.1: a login left open is not a way to try passwords."""
    log_in(client, make_account())
    statuses = [submit(client, f"{SECURITY}/codes", password=f"pas le bon {n}").status_code for n in range(5)]
    assert statuses == [422, 422, 422, 429, 429]


@pytest.mark.parametrize("label", ["", "x" * 61])
def test_a_device_has_a_name_of_reasonable_length(client: FlaskClient, label: str) -> None:
    log_in(client, make_account())
    assert add_device(client, label=label) == 422


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", "x", '{"id": 1}', '{"rawId": "é"}', "[" * 9000]
)
def test_what_is_no_passkey_is_refused(client: FlaskClient, session: Session, credential: str) -> None:
    log_in(client, make_account())
    fields = {"label": "Clé", "password": PASSWORD, "credential": credential}
    answer = submit(client, f"{SECURITY}/cle", **fields)
    assert answer.status_code == 422
    assert 'data-refusal="passkey_refused"' in answer.text
    assert len(session.scalars(select(Factor.id)).all()) == 1
