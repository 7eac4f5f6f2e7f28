"""R8.1, R8.4: an administrator invites, lists and closes the accounts of their own place, and of no other."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions
from recruitment.accounts.models import Account, AccountProgramme, Login
from recruitment.accounts.people import invitations
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import person
from recruitment.journal.models import JournalEntry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from tests.accounts.people.mailbox import templates
from tests.builders import log_in, make_account, make_centre, make_programme
from tests.faults.test_at_once import together
from tests.forms import hidden_fields, submit

PAGE = "/parametrage/comptes"
LISTED = re.compile(r'data-account="(\d+)"')
NEW = {"email": "lea.perrin@exemple.fr", "display_name": "Léa Perrin", "role": "manager"}


@pytest.fixture
def admin(client: FlaskClient) -> Account:
    account = make_account(Role.ADMINISTRATOR, mobile="06 39 98 12 34")
    log_in(client, account)
    return account


def last_used(account: Account, ago: timedelta) -> None:
    """Let an account have been used for the last time so long ago."""
    at = clock.wall() - ago
    with transaction() as session:
        session.add(
            Login(
                token_hash=f"{account.id:064d}",
                account_id=account.id,
                opened_at=at,
                seen_at=at,
                ip="",
                user_agent="",
            )
        )


def test_an_invitation_opens_an_account_limited_to_programmes(
    client: FlaskClient, session: Session, admin: Account
) -> None:
    """R8.1: and mails its link."""
    programme = make_programme()
    make_programme()
    answer = submit(client, f"{PAGE}/inviter", **NEW, programmes=programme.code)
    assert answer.status_code == 303
    account = session.scalars(select(Account).where(Account.email == NEW["email"])).one()
    assert (account.role, account.centre_id, account.all_programmes) == ("manager", admin.centre_id, False)
    assert session.scalars(select(AccountProgramme.programme_id)).all() == [programme.id]
    assert templates(session) == ["invitation"]
    assert "Invitation en attente" in client.get(PAGE).text


def test_an_invitation_sent_twice_invites_once(client: FlaskClient, session: Session, admin: Account) -> None:
    """F27."""
    path = f"{PAGE}/inviter"
    fields = {**hidden_fields(client.get(path).text, path), **NEW}
    answers = [client.post(path, data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert templates(session) == ["invitation"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "contact@cfa.fr"}, "adresse partagée"),
        ({"email": "secretariat-nord@cfa.fr"}, "adresse partagée"),
        ({"email": "direction@cfa.fr"}, "adresse partagée"),
        ({"email": "admissions@cfa.fr"}, "adresse partagée"),
        ({"email": "pas une adresse"}, "pas une adresse de courriel"),
        ({"email": ""}, "Écrivez l’adresse"),
        ({"role": "regional"}, "Not a valid choice|choix|valide"),
        ({"role": ""}, "Choisissez un rôle"),
        ({"display_name": "\u202eLéa"}, "invisible ou illisible"),
        ({"programmes": "00000"}, "choix|valide"),
    ],
)
def test_what_does_not_hold_is_said_and_nothing_is_opened(
    client: FlaskClient, session: Session, admin: Account, changes: dict[str, str], sentence: str
) -> None:
    """R8.1: a shared mailbox is refused with the reason."""
    answer = submit(client, f"{PAGE}/inviter", **{**NEW, **changes})
    assert answer.status_code == 422
    assert re.search(sentence, answer.text)
    assert session.scalars(select(Account.id)).all() == [admin.id]


def test_the_list_holds_the_centre_and_nobody_else(client: FlaskClient, admin: Account) -> None:
    """R8.3."""
    colleague = make_account(display_name="Ana Blanc")
    other = make_centre()
    make_account(centre=other, display_name="Voisin Ailleurs")
    make_account(Role.REGIONAL)
    page = client.get(PAGE).text
    assert sorted(map(int, LISTED.findall(page))) == sorted([admin.id, colleague.id])
    assert "Voisin Ailleurs" not in page


def test_the_installation_keeps_administrators_and_regional_accounts(client: FlaskClient) -> None:
    whole = make_account(Role.ADMINISTRATOR, centre_id=None)
    of_a_centre, regional = make_account(Role.ADMINISTRATOR), make_account(Role.REGIONAL)
    make_account(Role.MANAGER)
    log_in(client, whole)
    listed = map(int, LISTED.findall(client.get(PAGE).text))
    assert sorted(listed) == sorted([whole.id, of_a_centre.id, regional.id])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"role": "administrator", "centre": "toute-l-installation"}, ("administrator", None, None)),
        ({"role": "regional", "academie": "Clermont-Ferrand"}, ("regional", None, "Clermont-Ferrand")),
    ],
)
def test_the_installation_invites_its_own(
    client: FlaskClient, session: Session, typed: dict[str, str], expected: tuple[Any, ...]
) -> None:
    make_centre()
    log_in(client, make_account(Role.ADMINISTRATOR, centre_id=None))
    assert submit(client, f"{PAGE}/inviter", **{**NEW, **typed}).status_code == 303
    account = session.scalars(select(Account).where(Account.email == NEW["email"])).one()
    assert (account.role, account.centre_id, account.academie) == expected


def test_the_whole_installation_is_never_a_field_left_blank(client: FlaskClient, session: Session) -> None:
    log_in(client, make_account(Role.ADMINISTRATOR, centre_id=None))
    answer = submit(client, f"{PAGE}/inviter", **{**NEW, "role": "administrator", "centre": ""})
    assert answer.status_code == 422
    assert 'data-refusal="centre_missing"' in answer.text


@pytest.mark.parametrize("path", ["", "/fermeture", "/role", "/invitation"])
def test_an_account_of_another_centre_does_not_exist(client: FlaskClient, admin: Account, path: str) -> None:
    """R8.3, I5."""
    foreign = make_account(centre=make_centre())
    assert client.get(f"{PAGE}/{foreign.id}{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REGISTRAR, Role.VIEWER, Role.REGIONAL])
@pytest.mark.parametrize("path", ["", "/inviter", "/1", "/1/fermeture"])
def test_other_roles_are_told_why_not(client: FlaskClient, role: Role, path: str) -> None:
    log_in(client, make_account(role))
    answer = client.get(f"{PAGE}{path}")
    assert answer.status_code == 403
    assert "administrateur" in answer.text


def test_closing_ends_the_logins_within_one_request(client: FlaskClient, admin: Account) -> None:
    """R8.4, ASVS 7.4.2."""
    colleague = make_account()
    theirs = client.application.test_client()
    log_in(theirs, colleague)
    page = client.get(f"{PAGE}/{colleague.id}/fermeture").text
    assert "connexions ouvertes prennent fin" in page
    assert submit(client, f"{PAGE}/{colleague.id}/fermeture").status_code == 303
    assert (theirs.get("/").location or "").startswith("/connexion")


def test_those_unused_for_six_months_come_first_with_one_button(client: FlaskClient, admin: Account) -> None:
    """R8.4."""
    used, unused = make_account(display_name="Ana Blanc"), make_account(display_name="Zoé Vert")
    last_used(used, timedelta(days=182))
    last_used(unused, timedelta(days=183))
    page = client.get(PAGE).text
    assert int(LISTED.findall(page)[0]) == unused.id
    assert re.findall(r'data-account="(\d+)" data-unused', page) == [str(unused.id)]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    closed = client.post(f"{PAGE}/{unused.id}/fermeture", data={"csrf_token": token[1]})
    assert (closed.status_code, closed.location) == (303, PAGE)
    assert "data-unused" not in client.get(PAGE).text


@pytest.mark.parametrize("act", ["close", "demote"])
def test_the_last_administrator_of_a_centre_stays(
    client: FlaskClient, session: Session, admin: Account, act: str
) -> None:
    """R8.3: somebody invited who has no password yet does not count."""
    make_account(Role.ADMINISTRATOR, password_hash="!")
    make_account(Role.ADMINISTRATOR, centre=make_centre())
    make_account(Role.ADMINISTRATOR, centre_id=None)
    if act == "close":
        answer = submit(client, f"{PAGE}/{admin.id}/fermeture")
    else:
        fields = client.get(f"{PAGE}/{admin.id}").text
        token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', fields)
        assert token is not None
        answer = client.post(f"{PAGE}/{admin.id}/role", data={"csrf_token": token[1], "role": "viewer"})
    assert answer.status_code == 409
    assert 'data-refusal="last_administrator"' in answer.text
    session.rollback()
    assert session.get_one(Account, admin.id).role == "administrator"


def test_the_last_administrator_of_the_installation_stays(app: Flask) -> None:
    whole = make_account(Role.ADMINISTRATOR, centre_id=None)
    make_account(Role.ADMINISTRATOR)
    with pytest.raises(RuleViolation, match="last_administrator"):
        actions.close_account(whole.id, person(whole.id))


@pytest.mark.parametrize("centre", [True, False])
def test_of_two_administrators_leaving_at_once_one_stays(app: Flask, session: Session, centre: bool) -> None:
    """F30: one closed, the other demoted or closed, at the same instant."""
    place: dict[str, Any] = {} if centre else {"centre_id": None}
    two = [make_account(Role.ADMINISTRATOR, **place).id for _ in range(2)]

    def leave(rank: int) -> str:
        try:
            if rank or not centre:
                actions.close_account(two[rank], person(two[rank]))
            else:
                invitations.change_role(two[0], Role.VIEWER, person(two[0]))
        except RuleViolation as refused:
            return refused.code
        return "done"

    assert sorted(together(app, 2, leave)) == ["done", "last_administrator"]
    session.rollback()
    left = select(Account.id).where(Account.role == "administrator", Account.closed_at.is_(None))
    assert len(session.scalars(left).all()) == 1


def test_another_role_is_written_in_the_journal(
    client: FlaskClient, session: Session, admin: Account
) -> None:
    colleague = make_account()
    page = client.get(f"{PAGE}/{colleague.id}").text
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
    assert token is not None
    data = {"csrf_token": token[1], "role": "registrar"}
    assert client.post(f"{PAGE}/{colleague.id}/role", data=data).status_code == 303
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "rights_changed")).one()
    assert (line.actor_id, line.chain) == (admin.id, admin.centre_id)
    assert "registrar" in line.details


def test_an_invitation_can_be_sent_again(client: FlaskClient, session: Session, admin: Account) -> None:
    submit(client, f"{PAGE}/inviter", **NEW)
    account_id = session.scalar(select(Account.id).where(Account.email == NEW["email"]))
    page = client.get(f"{PAGE}/{account_id}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = client.post(f"{PAGE}/{account_id}/invitation", data={"csrf_token": token[1]})
    assert answer.status_code == 303
    assert templates(session) == ["invitation", "invitation"]


def test_where_no_mail_leaves_the_account_says_so(
    client: FlaskClient, session: Session, admin: Account
) -> None:
    submit(client, f"{PAGE}/inviter", **NEW)
    account_id = session.scalar(select(Account.id).where(Account.email == NEW["email"]))
    page = client.get(f"{PAGE}/{account_id}").text
    assert "L’invitation n’est pas partie" in page
    assert "/invitation/" not in page
