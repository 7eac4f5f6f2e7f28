"""R8.1: an account is one person's, with an address of their own; R8.3: a role in its place."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions
from recruitment.accounts.actions import NewAccount
from recruitment.accounts.addresses import is_shared
from recruitment.accounts.models import Account, AccountProgramme
from recruitment.journal.actions import OPERATOR
from recruitment.journal.models import JournalEntry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from tests.builders import make_campaign, make_centre, make_programme

PLAIN = NewAccount(email="claire.roux@exemple.fr", password="une phrase de passe", role=Role.MANAGER)


def refusal(new: NewAccount) -> str:
    with pytest.raises(RuleViolation) as refused:
        actions.create_account(new, OPERATOR)
    return refused.value.code


def test_an_account_without_programmes_sees_all_those_of_its_centre(session: Session) -> None:
    centre = make_centre()
    account_id = actions.create_account(replace(PLAIN, centre_uai=centre.uai.lower()), OPERATOR)
    account = session.get_one(Account, account_id)
    assert (account.centre_id, account.all_programmes, account.display_name) == (
        centre.id,
        True,
        "Claire Roux",
    )


def test_an_account_may_be_limited_to_programmes_of_a_campaign(session: Session) -> None:
    centre = make_centre()
    former = make_programme(centre=centre, campaign=make_campaign(year=2024), code="34120")
    wanted = make_programme(centre=centre, campaign=make_campaign(year=2025), code="34120")
    new = replace(PLAIN, centre_uai=centre.uai, programme_codes=("34120",), year=2025)
    account_id = actions.create_account(new, OPERATOR)
    assert session.scalars(select(AccountProgramme.programme_id)).all() == [wanted.id]
    assert former.id != wanted.id
    assert session.get_one(Account, account_id).all_programmes is False


def test_a_programme_of_another_centre_is_unknown(app: Flask) -> None:
    other = make_programme(centre=make_centre())
    new = replace(PLAIN, centre_uai=make_centre().uai, programme_codes=(other.code,), year=2025)
    assert refusal(new) == "programme_unknown"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": "chief"}, "role_unknown"),
        ({"role": Role.MANAGER}, "centre_missing"),
        ({"role": Role.REGISTRAR}, "centre_missing"),
        ({"role": Role.VIEWER}, "centre_missing"),
        ({"role": Role.VIEWER, "centre_uai": "0630018X"}, "centre_unknown"),
        ({"role": Role.VIEWER, "centre_uai": "0630018X", "academie": "Lyon"}, "academie_not_allowed"),
        ({"role": Role.REGIONAL}, "academie_missing"),
        ({"role": Role.REGIONAL, "academie": "Lyon", "centre_uai": "0630018X"}, "centre_not_allowed"),
        ({"role": Role.REGIONAL, "academie": "Lyon", "programme_codes": ("1",)}, "programmes_not_allowed"),
        ({"role": Role.ADMINISTRATOR, "programme_codes": ("1",)}, "programmes_not_allowed"),
        ({"password": "quinze lettres."}, "password_too_short"),
        ({"password": "x" * 129}, "password_too_long"),
        ({"email": "claire"}, "email_invalid"),
        ({"email": "claire@exemple.fr\0"}, "email_invalid"),
        ({"email": "secretariat@exemple.fr"}, "email_shared"),
    ],
)
def test_what_does_not_hold_is_refused(app: Flask, changes: dict[str, Any], code: str) -> None:
    assert refusal(replace(PLAIN, **changes)) == code


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REGIONAL])
def test_the_installation_and_the_region_need_no_centre(session: Session, role: Role) -> None:
    academie = "Clermont-Ferrand" if role is Role.REGIONAL else None
    account_id = actions.create_account(replace(PLAIN, role=role, academie=academie), OPERATOR)
    account = session.get_one(Account, account_id)
    assert (account.centre_id, account.academie) == (None, academie)


@pytest.mark.parametrize(
    "again", ["claire.roux@exemple.fr", "Claire.ROUX@EXEMPLE.fr", " claire.roux@exemple.fr "]
)
def test_an_address_has_one_account(app: Flask, again: str) -> None:
    """I17: one account, one person, one address."""
    new = replace(PLAIN, role=Role.ADMINISTRATOR)
    actions.create_account(new, OPERATOR)
    assert refusal(replace(new, email=again)) == "email_taken"


SHARED = """
    contact@cfa.fr Contact2@cfa.fr secretariat@cfa.fr secrétariat@cfa.fr secretariat.sup@cfa.fr info@cfa.fr
    cfa@cfa.fr cfa-nord@cfa.fr cfa63@cfa.fr ce.0630018x@ac-clermont.fr no-reply@cfa.fr
"""
PERSONAL = "claire.roux@contact.fr c.faure@cfa.fr cfaure@cfa.fr infante@cfa.fr celine@cfa.fr"


@pytest.mark.parametrize("address", SHARED.split())
def test_an_address_that_several_people_read_is_refused(address: str) -> None:
    assert is_shared(address)


@pytest.mark.parametrize("address", PERSONAL.split())
def test_an_address_that_only_resembles_one_is_taken(address: str) -> None:
    assert not is_shared(address)


def test_opening_an_account_leaves_a_line_without_name_nor_address(session: Session) -> None:
    """ASVS 16.2.5: ids and codes only."""
    centre = make_centre()
    account_id = actions.create_account(replace(PLAIN, centre_uai=centre.uai), OPERATOR)
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.chain, entry.event, entry.actor_kind) == (centre.id, "account_created", "operator")
    assert json.loads(entry.details) == {"account": account_id, "role": "manager", "programmes": []}
