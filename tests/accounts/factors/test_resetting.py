"""An administrator takes a colleague's second factors away: journalled, told, and only where they may (R8.2)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, BackupCode, Factor, KnownPlace
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import Role
from tests.accounts.factors.steps import first_step, is_in
from tests.builders import log_in, make_account, make_centre
from tests.forms import hidden_fields, submit

HOME = {"REMOTE_ADDR": "127.0.0.1"}


def address(account: Account) -> str:
    return f"/parametrage/comptes/{account.id}/facteur"


def test_a_colleague_starts_again(app: Flask, client: FlaskClient, session: Session) -> None:
    """R8.2: no factor, code or place is left, the logins end, the next sign-in enrols."""
    administrator, colleague = make_account(Role.ADMINISTRATOR), make_account()
    theirs = app.test_client()
    log_in(theirs, colleague)
    log_in(client, administrator)
    answer = submit(client, address(colleague))
    assert (answer.status_code, answer.location) == (303, "/parametrage/comptes")
    for table in (Factor, BackupCode, KnownPlace):
        assert session.scalars(select(table).where(table.account_id == colleague.id)).all() == []
    assert not is_in(theirs, HOME)
    assert first_step(theirs, colleague, HOME).location == "/connexion/facteur"
    assert is_in(client, HOME)


def test_a_reset_is_journalled_and_told(client: FlaskClient, session: Session) -> None:
    """ASVS 6.3.7, 16.3.1."""
    administrator, colleague = make_account(Role.ADMINISTRATOR), make_account()
    log_in(client, administrator)
    submit(client, address(colleague))
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "factor_reset")).one()
    assert (line.actor_id, line.chain) == (administrator.id, colleague.centre_id)
    mail = session.execute(select(OutboxMail.template, OutboxMail.recipient)).one()
    assert tuple(mail) == ("factor_reset", f"account:{colleague.id}")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REGISTRAR, Role.VIEWER])
def test_only_administrators_reset(client: FlaskClient, role: Role) -> None:
    colleague = make_account()
    log_in(client, make_account(role))
    assert client.get(address(colleague)).status_code == 403


def whole_installation() -> Account:
    account = make_account(Role.ADMINISTRATOR, centre_id=None)
    assert account.centre_id is None
    return account


def test_each_administrator_resets_those_they_answer_for(client: FlaskClient) -> None:
    """ASVS 8.2.2: a centre's own, but administrators, whom the installation's resets; nobody themselves."""
    centre, other = make_centre(), make_centre()
    people = {
        "manager": make_account(centre=centre),
        "administrator": make_account(Role.ADMINISTRATOR, centre=centre),
        "of another centre": make_account(centre=other),
        "regional": make_account(Role.REGIONAL),
    }
    mine, whole = make_account(Role.ADMINISTRATOR, centre=centre), whole_installation()
    seen = {}
    for administrator in (mine, whole):
        client.delete_cookie("login")
        log_in(client, administrator)
        seen[administrator.id] = {
            name for name, account in people.items() if client.get(address(account)).status_code == 200
        }
        assert client.get(address(administrator)).status_code == 404
        assert client.get("/parametrage/comptes/999999/facteur").status_code == 404
    assert seen == {mine.id: {"manager"}, whole.id: {"administrator", "regional"}}


def test_a_reset_of_another_centre_is_not_sent_either(client: FlaskClient, session: Session) -> None:
    """F39."""
    stranger = make_account(centre=make_centre())
    log_in(client, make_account(Role.ADMINISTRATOR, centre=make_centre()))
    fields = hidden_fields(client.get("/compte/securite/codes").text)
    assert client.post(address(stranger), data=fields).status_code == 404
    assert session.scalars(select(Factor.id).where(Factor.account_id == stranger.id)).all() != []
