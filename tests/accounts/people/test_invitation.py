"""R8.1, ASVS 6.4.1: an invitation is a link of single use, for 72 hours, that sets the first password."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions, passwords, throttle
from recruitment.accounts.actions import NewAccount
from recruitment.accounts.models import Account, AccountLink, KnownPlace, Login, LoginAttempt, ProgrammeRight
from recruitment.accounts.people import invitations, links
from recruitment.accounts.rights import actions as rights
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import person
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.mail.registry import NoLongerNeeded
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission, Role
from tests.accounts.people.mailbox import latest_path, templates
from tests.builders import PASSWORD, make_account, make_centre, make_programme
from tests.forms import submit
from tests.passwords import CHEAP_HASHER

ADDRESS = "lea.perrin@exemple.fr"
GOOD = "quatre carottes dans un train"


def invited(role: str = "manager") -> int:
    """Invite somebody as the centre's administrator does."""
    centre = make_centre()
    admin = make_account("administrator", centre=centre)
    new = NewAccount(email=ADDRESS, password="", role=role, display_name="Léa Perrin", centre_uai=centre.uai)
    return invitations.invite(new, person(admin.id))


def hash_of(session: Session, account_id: int) -> str:
    session.rollback()
    return session.scalars(select(Account.password_hash).where(Account.id == account_id)).one()


def test_the_link_sets_the_password_and_opens_a_login(client: FlaskClient, session: Session) -> None:
    account_id = invited()
    path = latest_path(session, "invitation")
    page = client.get(path)
    assert page.status_code == 200
    assert ADDRESS in page.text
    answer = submit(client, path, password=GOOD)
    assert (answer.status_code, answer.location) == (303, "/connexion/facteur")
    assert client.get_cookie("login") is not None
    assert passwords.matches(hash_of(session, account_id), GOOD)
    lines = session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)).all()
    assert lines == ["account_created", "invitation_sent", "password_changed"]
    assert templates(session) == ["invitation"]


def test_where_others_failed_too_often_the_password_is_set_and_the_sign_in_waits(
    client: FlaskClient, session: Session
) -> None:
    """ASVS 6.3.1: the link has served, the page does not say that it failed."""
    account_id = invited()
    path = latest_path(session, "invitation")
    at = clock.wall()
    with transaction() as own:
        own.add_all(
            LoginAttempt(email_folded=f"nom{rank}@exemple.fr", ip="127.0.0.1", at=at, succeeded=False)
            for rank in range(throttle.PER_ADDRESS.free)
        )
    answer = submit(client, path, password=GOOD)
    assert (answer.status_code, answer.location) == (303, "/connexion")
    assert "Mot de passe enregistré" in client.get("/connexion").text
    assert passwords.matches(hash_of(session, account_id), GOOD)


def test_until_then_no_password_opens_the_account(app: Flask, client: FlaskClient, session: Session) -> None:
    account_id = invited()
    assert hash_of(session, account_id) == passwords.NO_PASSWORD
    for guess in ("!", "", PASSWORD):
        assert not passwords.matches("!", guess)
    assert submit(client, "/connexion", email=ADDRESS, password="!").status_code == 422


def test_a_second_use_is_gone_and_says_what_to_do(client: FlaskClient, session: Session) -> None:
    """ASVS 6.4.1: 410."""
    invited()
    path = latest_path(session, "invitation")
    page = client.get(path).text
    submit(client, path, password=GOOD)
    answer = client.get(path)
    assert answer.status_code == 410
    assert "a déjà servi" in answer.text
    assert "nouvelle invitation" in answer.text
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', client.get("/connexion").text)
    assert page
    if token is not None:
        again = client.post(path, data={"csrf_token": token[1], "password": "six navets dans un autre train"})
        assert again.status_code == 410


@pytest.mark.parametrize(
    ("after", "status"), [(timedelta(hours=72) - timedelta(minutes=1), 200), (timedelta(hours=72), 410)]
)
def test_it_ends_after_72_hours(client: FlaskClient, session: Session, after: timedelta, status: int) -> None:
    invited()
    path = latest_path(session, "invitation")
    with time_machine.travel(clock.wall() + after, tick=False):
        assert client.get(path).status_code == status


def test_another_invitation_ends_the_former(client: FlaskClient, session: Session) -> None:
    account_id = invited()
    former = latest_path(session, "invitation")
    invitations.resend(account_id, person(1))
    latest = latest_path(session, "invitation")
    assert former != latest
    assert client.get(former).status_code == 410
    assert client.get(latest).status_code == 200


def test_a_mail_that_waited_too_long_is_not_sent(client: FlaskClient, session: Session) -> None:
    account_id = invited()
    actions.close_account(account_id, person(1))
    with pytest.raises(NoLongerNeeded):
        latest_path(session, "invitation")


def test_a_closed_account_has_no_link(client: FlaskClient, session: Session) -> None:
    account_id = invited()
    path = latest_path(session, "invitation")
    actions.close_account(account_id, person(1))
    assert client.get(path).status_code == 410


def test_a_token_of_one_purpose_opens_nothing_else(client: FlaskClient, session: Session) -> None:
    """ASVS 9.2.2."""
    invited()
    token = latest_path(session, "invitation").removeprefix("/invitation/")
    assert client.get(f"/mot-de-passe/{token}").status_code == 404


@pytest.mark.parametrize("token", ["x", "WzEsIngiXQ.AAAA", "a" * 5000, "%00", "..", "WzEsIngiXQ"])
def test_a_token_that_is_not_ours_is_unknown(client: FlaskClient, token: str) -> None:
    """ASVS 9.1.1."""
    assert client.get(f"/invitation/{token}").status_code in {400, 404}


def test_the_address_of_the_page_goes_nowhere(client: FlaskClient, session: Session) -> None:
    """ASVS 14.2.1: no referrer, nothing kept."""
    invited()
    answer = client.get(latest_path(session, "invitation"))
    assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert answer.headers.getlist("Cache-Control") == ["no-store"]


@pytest.mark.parametrize("password", ["trop court", "parcoursup-cfa-2025", "lea.perrin@exemple.fr"])
def test_an_easy_password_is_refused_and_the_link_still_serves(
    client: FlaskClient, session: Session, password: str
) -> None:
    invited()
    path = latest_path(session, "invitation")
    assert submit(client, path, password=password).status_code == 422
    assert client.get(path).status_code == 200


def test_an_administrator_of_a_centre_gives_a_mobile_number(client: FlaskClient, session: Session) -> None:
    """R8.1."""
    account_id = invited("administrator")
    path = latest_path(session, "invitation")
    missing = submit(client, path, password=GOOD)
    assert missing.status_code == 422
    assert "mobile" in missing.text
    assert submit(client, path, password=GOOD, mobile="douze").status_code == 422
    assert submit(client, path, password=GOOD, mobile="+33639981234").status_code == 303
    session.rollback()
    assert session.get_one(Account, account_id).mobile == "06 39 98 12 34"


def test_sixteen_at_once_on_one_link_leave_one_password(app: Flask, session: Session) -> None:
    from tests.faults.test_at_once import together

    invited()
    path = latest_path(session, "invitation")
    ready = links.find(session, links.INVITATION, path.removeprefix("/invitation/"))
    assert ready is not None

    def one(_rank: int) -> bool:
        with transaction() as own:
            return links.use(own, ready.id, clock.wall())

    assert sum(together(app, 16, one)) == 1


def test_the_owner_of_a_closed_account_gets_it_again(session: Session) -> None:
    """I17: one address, one account."""
    account_id = invited()
    account = session.get_one(Account, account_id)
    actions.close_account(account_id, person(1))
    centre_uai = session.scalar(select(TrainingCentre.uai))
    new = NewAccount(
        email=ADDRESS.upper(), password="", role="viewer", display_name="Léa Perrin", centre_uai=centre_uai
    )
    assert invitations.invite(new, person(1)) == account_id
    session.refresh(account)
    assert (account.closed_at, account.role, account.password_hash) == (None, "viewer", "!")


def test_an_account_opened_again_has_nothing_of_what_it_could_do_before(session: Session) -> None:
    """R8.3: neither what was granted beside its role, nor the places where a password was enough."""
    programme = make_programme()
    account = make_account("viewer", centre=session.get_one(TrainingCentre, programme.centre_id))
    administrator = make_account("administrator")
    rights.set_rights(administrator, account.id, {programme.id: [Permission.SEE, Permission.DECIDE]})
    actions.close_account(account.id, person(administrator.id))
    new = NewAccount(
        email=account.email,
        password="",
        role="viewer",
        display_name="Léa Perrin",
        centre_uai=session.scalar(select(TrainingCentre.uai)),
    )
    assert invitations.invite(new, person(administrator.id)) == account.id
    session.rollback()
    assert session.get_one(Account, account.id).has_exceptions is False
    for kept in (ProgrammeRight, KnownPlace):
        assert session.scalars(select(kept).where(kept.account_id == account.id)).all() == []


def test_another_role_ends_what_was_granted_beside_the_former(session: Session) -> None:
    """R8.3."""
    programme = make_programme()
    account = make_account("viewer", centre=session.get_one(TrainingCentre, programme.centre_id))
    administrator = make_account("administrator")
    rights.set_rights(administrator, account.id, {programme.id: [Permission.SEE, Permission.DECIDE]})
    invitations.change_role(account.id, Role.REGISTRAR, person(administrator.id))
    session.rollback()
    assert session.get_one(Account, account.id).has_exceptions is False
    assert session.scalars(select(ProgrammeRight)).all() == []
    lines = session.scalars(select(JournalEntry.details).where(JournalEntry.event == "rights_changed")).all()
    assert json.loads(lines[-1])["programmes"] == {str(programme.id): {"decide": "role"}}


def test_an_address_taken_is_refused(session: Session) -> None:
    """R8.1."""
    invited()
    new = NewAccount(
        email=ADDRESS, password="", role="viewer", display_name="Léa", centre_uai=make_centre().uai
    )
    with pytest.raises(RuleViolation, match="email_taken"):
        invitations.invite(new, person(1))


def test_the_password_of_somebody_who_has_one_is_not_invited_again(session: Session) -> None:
    with pytest.raises(RuleViolation, match="already_has_password"):
        invitations.resend(make_account().id, person(1))


def test_nothing_of_the_link_is_in_the_outbox_or_the_journal(session: Session) -> None:
    invited()
    nonce = session.scalars(select(AccountLink.nonce)).one()
    token = latest_path(session, "invitation").rpartition("/")[2]
    for column in (OutboxMail.payload, JournalEntry.details):
        text = str(session.scalars(select(column)).all())
        assert nonce not in text
        assert token not in text
    assert session.scalar(select(Login.id)) is None


class Counting:
    """A hasher that counts how often it is asked to verify, and what."""

    def __init__(self) -> None:
        self.verified: list[str] = []

    def hash(self, password: str) -> str:
        return CHEAP_HASHER.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        self.verified.append(stored)
        return CHEAP_HASHER.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        return CHEAP_HASHER.check_needs_rehash(stored)


def test_an_account_without_a_password_costs_an_attempt_the_same_work(
    app: Flask, client: FlaskClient
) -> None:
    """ASVS 6.3.8: neither the time nor the answer tells that somebody was invited."""
    hasher = app.config["PASSWORD_HASHER"] = Counting()
    invited()
    answers = [
        submit(client, "/connexion", email=email, password=GOOD) for email in (ADDRESS, "nul@exemple.fr")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert len(hasher.verified) == 2
    assert len(set(hasher.verified)) == 1
    assert passwords.NO_PASSWORD not in hasher.verified
