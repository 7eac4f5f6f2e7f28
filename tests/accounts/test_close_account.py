"""R8.4: closing an account ends its open logins at once."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions
from recruitment.journal.actions import OPERATOR
from recruitment.journal.models import JournalEntry
from recruitment.rules.errors import RuleViolation
from tests.builders import log_in, make_account


def test_an_open_login_ends_at_the_next_request(client: FlaskClient) -> None:
    account = make_account()
    log_in(client, account)
    actions.close_account(account.id, OPERATOR)
    assert client.get("/deconnexion").location == "/connexion?next=%2Fdeconnexion"


def test_closing_twice_leaves_one_line_in_the_journal_of_the_centre(
    client: FlaskClient, session: Session
) -> None:
    account = make_account()
    actions.close_account(account.id, OPERATOR)
    actions.close_account(account.id, OPERATOR)
    lines = session.execute(select(JournalEntry.event, JournalEntry.chain, JournalEntry.details)).all()
    assert [tuple(line) for line in lines] == [
        ("account_closed", account.centre_id, f'{{"account":{account.id}}}')
    ]


def test_an_account_that_does_not_exist_is_not_closed(client: FlaskClient) -> None:
    with pytest.raises(RuleViolation, match="account_unknown"):
        actions.close_account(404, OPERATOR)
