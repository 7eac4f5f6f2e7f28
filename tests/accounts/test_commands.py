"""`flask accounts …`: French on standard error, status 1 when refused."""

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.factors import seeds
from recruitment.accounts.models import Account, Factor
from recruitment.journal.models import JournalEntry
from tests.builders import make_account, make_centre
from tests.forms import submit

PASSWORD = "agrafe cheval pile correcte"


def create(app: Flask, *options: str, password: str = PASSWORD) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", "create", *options], input=f"{password}\n")


def test_the_account_that_was_created_can_sign_in(app: Flask, client: FlaskClient) -> None:
    centre = make_centre()
    result = create(app, "--email", "claire.roux@exemple.fr", "--role", "manager", "--centre", centre.uai)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "claire.roux@exemple.fr" in result.stderr
    assert submit(client, "/connexion", email="claire.roux@exemple.fr", password=PASSWORD).status_code == 303


def test_the_password_keeps_its_spaces(app: Flask, client: FlaskClient) -> None:
    create(app, "--email", "claire.roux@exemple.fr", "--role", "administrator", password=f"  {PASSWORD}  ")
    assert submit(client, "/connexion", email="claire.roux@exemple.fr", password=PASSWORD).status_code == 422
    padded = f"  {PASSWORD}  "
    assert submit(client, "/connexion", email="claire.roux@exemple.fr", password=padded).status_code == 303


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--email", "claire.roux@exemple.fr", "--role", "chief"], "Le rôle « chief » n’existe pas"),
        (["--email", "contact@exemple.fr", "--role", "administrator"], "adresse partagée"),
        (["--email", "claire.roux@exemple.fr", "--role", "manager", "--centre", "0000000A"], "0000000A"),
    ],
)
def test_a_refusal_is_said_in_french_with_status_1(
    app: Flask, session: Session, options: list[str], sentence: str
) -> None:
    result = create(app, *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert session.scalar(select(Account.id)) is None


def test_a_short_password_is_refused_without_being_printed(app: Flask) -> None:
    result = create(
        app, "--email", "claire.roux@exemple.fr", "--role", "administrator", password="quinze lettres."
    )
    assert result.exit_code == 1
    assert "16 caractères" in result.stderr
    assert "quinze lettres." not in result.output


def test_an_academie_without_any_centre_is_pointed_out(app: Flask) -> None:
    make_centre(academie="Clermont-Ferrand")
    known = create(app, "--email", "a.b@exemple.fr", "--role", "regional", "--academie", "Clermont-Ferrand")
    unknown = create(app, "--email", "c.d@exemple.fr", "--role", "regional", "--academie", "Clermont")
    assert (known.exit_code, unknown.exit_code) == (0, 0)
    assert "Attention" not in known.stderr
    assert "Attention" in unknown.stderr


def test_close_ends_an_account(app: Flask, client: FlaskClient, session: Session) -> None:
    account = make_account()
    result = app.test_cli_runner().invoke(args=["accounts", "close", "--email", account.email.upper()])
    assert result.exit_code == 0
    session.rollback()
    assert session.scalar(select(Account.closed_at).where(Account.id == account.id)) is not None


def test_close_says_that_an_address_has_no_account(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "close", "--email", "personne@exemple.fr"])
    assert result.exit_code == 1
    assert "personne@exemple.fr" in result.stderr


SEED = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
OPTIONS = ("--email", "claire.roux@exemple.fr", "--role", "administrator")


def test_a_factor_can_be_given_with_the_account(app: Flask, session: Session) -> None:
    """R8.2: for set-ups by script; the seed is told nowhere."""
    result = create(app, *OPTIONS, "--totp-secret", f"{SEED[:4].lower()} {SEED[4:]}")
    assert result.exit_code == 0
    assert SEED not in result.output
    factor = session.scalars(select(Factor)).one()
    assert factor.kind == "totp"
    assert seeds.opened(factor.account_id, factor.sealed or "") == SEED


@pytest.mark.parametrize(
    "secret", ["", "JBSWY3DP", "pas du base 32", "A" * 32, "0189" * 8, "é" * 32, "MFRGGZDF" * 4]
)
def test_a_weak_or_malformed_seed_is_refused(app: Flask, session: Session, secret: str) -> None:
    """ASVS 6.5.3, 11.1.1: 128 bits at least, drawn rather than typed."""
    result = create(app, *OPTIONS, "--totp-secret", secret)
    assert result.exit_code == 1
    assert "Secret TOTP refusé." in result.stderr
    assert session.scalars(select(Account.id)).all() == []


def test_the_factors_of_an_account_are_reset(app: Flask, session: Session) -> None:
    """R8.2."""
    account = make_account()
    result = app.test_cli_runner().invoke(args=["accounts", "reset-factor", account.email.upper()])
    assert (result.exit_code, result.stdout) == (0, "")
    assert session.scalars(select(Factor.id)).all() == []
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "factor_reset")).one()
    assert line.actor_kind == "operator"


def test_the_factors_of_nobody_are_not_reset(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", "reset-factor", "personne@exemple.fr"])
    assert result.exit_code == 1
    assert "personne@exemple.fr" in result.stderr
