"""`flask accounts …`: open and close accounts from the command line."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TextIO

import click
from flask import current_app
from flask.cli import AppGroup

from recruitment.accounts import actions, addresses, queries
from recruitment.accounts.factors import resetting
from recruitment.accounts.people import by_hand
from recruitment.accounts.people import charter as texts
from recruitment.core.database import db
from recruitment.journal.actions import OPERATOR
from recruitment.labels import refusal_sentence
from recruitment.mail import settings
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role

cli = AppGroup("accounts", help="Open and close the accounts of people.")


def refusals_on_stderr(command: Callable[..., Any]) -> Callable[..., Any]:
    """Print a refusal of the rules in French on standard error, and end with status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RuleViolation as violation:
            click.echo(refusal_sentence(violation), err=True)
            sys.exit(1)

    return run


@cli.command()
@click.option("--email", required=True, help="The person's own address; one account each.")
@click.option("--role", required=True, help=f"One of: {', '.join(Role)}.")
@click.option("--name", default="", help="First and last name; taken from the address when absent.")
@click.option("--centre", metavar="UAI", help="The centre of the account.")
@click.option(
    "--programme", "programmes", metavar="CODE", multiple=True, help="Limit to this programme; repeatable."
)
@click.option("--academie", help="The académie of a regional account.")
@click.option("--campaign", type=int, help="The year of the programmes; the current one by default.")
@click.option("--totp-secret", metavar="BASE32", help="The seed of its second factor: for set-ups by script.")
@refusals_on_stderr
def create(
    email: str,
    role: str,
    name: str,
    centre: str | None,
    programmes: tuple[str, ...],
    academie: str | None,
    campaign: int | None,
    totp_secret: str | None,
) -> None:
    """Open an account; the password (16 characters at least) is read on standard input."""
    new = actions.NewAccount(
        email=email,
        password=_password(),
        role=role,
        display_name=name,
        centre_uai=centre,
        academie=academie,
        programme_codes=programmes,
        year=campaign,
        totp_secret=totp_secret,
        any_password=current_app.config["SETTINGS"].demo,
    )
    account_id = actions.create_account(new, OPERATOR)
    if academie and academie not in queries.known_academies(db.session()):
        click.echo(f"Attention : aucun établissement connu dans l’académie « {academie} ».", err=True)
    click.echo(f"Compte {account_id} ouvert : {email}", err=True)


@cli.command()
@click.option("--email", required=True, help="The address of the account to close.")
@refusals_on_stderr
def close(email: str) -> None:
    """Close an account for good; its open logins end at once."""
    account_id = queries.account_id(db.session(), addresses.folded(email))
    if account_id is None:
        raise RuleViolation("account_unknown", email=email)
    actions.close_account(account_id, OPERATOR)
    click.echo(f"Compte {account_id} fermé : {email}", err=True)


@cli.command("reset-factor")
@click.argument("email")
@refusals_on_stderr
def reset_factor(email: str) -> None:
    """Take the second factors of an account away; it enrols another at its next sign-in."""
    account_id = queries.account_id(db.session(), addresses.folded(email))
    if account_id is None:
        raise RuleViolation("account_unknown", email=email)
    resetting.reset(account_id, OPERATOR)
    click.echo(f"Second facteur du compte {account_id} réinitialisé : {email}", err=True)


@cli.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--campaign", type=int, required=True, help="The year of the campaign.")
@refusals_on_stderr
def charter(file: TextIO, campaign: int) -> None:
    """Publish the charter of a campaign; everybody accepts it before anything else."""
    version = texts.publish(campaign, file.read(), OPERATOR)
    click.echo(f"Charte de la session {campaign}, version {version}.", err=True)


@cli.command()
@click.option("--email", required=True, help="The address of the account.")
@refusals_on_stderr
def link(email: str) -> None:
    """Print a link that sets the account's password once, where no mail leaves; hand it to its owner alone."""
    click.echo(settings.base_url() + by_hand.new_link(email, OPERATOR))


def _password() -> str:
    """Read one line, without showing it when somebody types it."""
    if sys.stdin.isatty():
        return str(
            click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore une fois", err=True)
        )
    return sys.stdin.readline().rstrip("\r\n")
