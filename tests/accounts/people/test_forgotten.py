"""ASVS 6.3.8, 6.4.3: a forgotten password, without telling who has an account, and without skipping the factor."""

from datetime import timedelta
from time import perf_counter

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts import actions, passwords
from recruitment.accounts.actions import NewAccount
from recruitment.accounts.models import Account, AccountLink, Factor, Login, ResetRequest
from recruitment.accounts.people import forgotten, invitations
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import OPERATOR
from recruitment.rules.errors import RuleViolation
from tests.accounts.people.mailbox import latest_path, templates
from tests.builders import log_in, make_account, make_centre
from tests.faults.test_at_once import together
from tests.forms import submit

GOOD = "quatre carottes dans un train"
ASK = "/mot-de-passe-oublie"


def texts(page: str, address: str) -> str:
    """Return what a page says, but for what it must carry anew each time."""
    lines = (line for line in page.replace(address, "…").splitlines() if "csrf" not in line)
    return "\n".join(lines)


def test_the_answer_is_the_same_whether_the_account_exists(client: FlaskClient, session: Session) -> None:
    account = make_account()
    known = submit(client, ASK, email=account.email)
    unknown = submit(client, ASK, email="personne.dutout@exemple.fr")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert texts(known.text, account.email) == texts(unknown.text, "personne.dutout@exemple.fr")
    assert templates(session) == ["password_reset"]


def test_it_takes_the_same_time(client: FlaskClient) -> None:
    account = make_account()
    took = []
    for email in (account.email, "personne.dutout@exemple.fr"):
        started = perf_counter()
        forgotten.ask_reset(email, "192.0.2.1")
        took.append(perf_counter() - started)
    assert min(took) >= forgotten.TAKES.total_seconds() * 0.99


def test_closed_accounts_get_no_link(client: FlaskClient, session: Session) -> None:
    account = make_account()
    actions.close_account(account.id, OPERATOR)
    assert submit(client, ASK, email=account.email).status_code == 200
    assert session.scalar(select(func.count()).select_from(AccountLink)) == 0


def test_the_link_changes_the_password_once_and_ends_every_login(
    client: FlaskClient, session: Session
) -> None:
    """ASVS 7.4.3: and the owner is told (ASVS 6.3.7)."""
    account = make_account()
    other = client.application.test_client()
    log_in(other, account)
    forgotten.ask_reset(account.email.upper(), "192.0.2.1")
    path = latest_path(session, "password_reset")
    answer = submit(client, path, password=GOOD)
    assert (answer.status_code, answer.location) == (303, "/connexion")
    assert client.get_cookie("login") is None
    assert client.get(path).status_code == 410
    assert (other.get("/deconnexion").location or "").startswith("/connexion")
    session.rollback()
    assert passwords.matches(session.get_one(Account, account.id).password_hash, GOOD)
    assert templates(session)[-1] == "password_changed"


def test_the_second_factor_stays(client: FlaskClient, session: Session) -> None:
    """ASVS 6.4.3."""
    account = make_account()
    before = session.scalars(select(Factor.id).where(Factor.account_id == account.id)).all()
    forgotten.ask_reset(account.email, "192.0.2.1")
    submit(client, latest_path(session, "password_reset"), password=GOOD)
    session.rollback()
    assert session.scalars(select(Factor.id).where(Factor.account_id == account.id)).all() == before
    place = {"REMOTE_ADDR": "198.51.100.7"}
    page = client.get("/connexion", environ_overrides=place)
    assert page.status_code == 200
    submit(client, "/connexion", email=account.email, password=GOOD)
    opened = session.scalars(select(Login).where(Login.closed_at.is_(None))).all()
    assert len(opened) == 1


def test_the_link_ends_after_an_hour(client: FlaskClient, session: Session) -> None:
    forgotten.ask_reset(make_account().email, "192.0.2.1")
    path = latest_path(session, "password_reset")
    with time_machine.travel(clock.wall() + timedelta(hours=1), tick=False):
        answer = client.get(path)
    assert answer.status_code == 410
    assert "demandez un autre lien" in answer.text


def test_it_is_throttled_per_address_alike_for_everybody(client: FlaskClient) -> None:
    """ASVS 6.3.1."""
    for email in (make_account().email, "personne.dutout@exemple.fr"):
        answers = [submit(client, ASK, email=email) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) <= 120


def test_it_is_throttled_per_place(client: FlaskClient) -> None:
    """ASVS 6.3.1."""
    at = clock.wall()
    with transaction() as session:
        session.add_all(
            ResetRequest(email_folded=f"nom{rank}@exemple.fr", ip="127.0.0.1", at=at) for rank in range(20)
        )
    assert submit(client, ASK, email="nom.dernier@exemple.fr").status_code == 429
    with time_machine.travel(at + timedelta(minutes=2), tick=False):
        assert submit(client, ASK, email="nom.dernier@exemple.fr").status_code == 200


def test_twenty_at_once_send_no_more_than_one_by_one(app: Flask, session: Session) -> None:
    """ASVS 6.3.1."""
    account = make_account()
    email = account.email

    def one(_rank: int) -> bool:
        try:
            forgotten.ask_reset(email, "192.0.2.1")
        except RuleViolation:
            return False
        return True

    assert sum(together(app, 20, one)) == forgotten.PER_ADDRESS.free
    assert templates(session) == ["password_reset"] * forgotten.PER_ADDRESS.free


def test_a_reset_that_anybody_asks_for_leaves_the_invitation_open(
    client: FlaskClient, session: Session
) -> None:
    """R8.1: until a password is chosen, by either link, which ends both."""
    centre = make_centre()
    new = NewAccount("lea.perrin@exemple.fr", "", "manager", display_name="Léa Perrin", centre_uai=centre.uai)
    invitations.invite(new, OPERATOR)
    invitation = latest_path(session, "invitation")
    forgotten.ask_reset(new.email, "192.0.2.1")
    reset = latest_path(session, "password_reset")
    assert [client.get(path).status_code for path in (invitation, reset)] == [200, 200]
    submit(client, invitation, password=GOOD)
    assert [client.get(path).status_code for path in (invitation, reset)] == [410, 410]


def test_where_no_mail_leaves_the_page_says_so(client: FlaskClient) -> None:
    assert "Aucun courriel ne part d’ici" in client.get(ASK).text


def test_an_operator_hands_over_a_link(client: FlaskClient, session: Session) -> None:
    account = make_account()
    runner = client.application.test_cli_runner()
    made = runner.invoke(args=["accounts", "link", "--email", account.email.upper()])
    path = "/mot-de-passe/" + made.stdout.strip().rpartition("/")[2]
    assert submit(client, path, password=GOOD).location == "/connexion"
    unknown = runner.invoke(args=["accounts", "link", "--email", "personne@exemple.fr"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
