"""`flask mail …`: send what is due, try the server, take in what came back."""

import sys
from typing import NoReturn

import click
from flask.cli import AppGroup

from recruitment.core import clock
from recruitment.labels import refusal_sentence
from recruitment.mail import settings
from recruitment.mail.registry import Addressee
from recruitment.mailroom import bounces, trial
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job

cli = AppGroup("mail", help="Send what is due, try the mail server, take in delivery reports.")
NOT_CONFIGURED = "Aucun serveur de courriel n’est configuré (TREMPLIN_SMTP_URL) : rien ne part."


@cli.command()
def send() -> None:
    """Send what is due, once; what happened is said on standard error."""
    if not settings.is_configured():
        _end(NOT_CONFIGURED)
    try:
        run = run_job(BY_NAME["send-mails"], started_by="command")
    except RuleViolation as refusal:
        _end(refusal_sentence(refusal))
    for line in run.lines:
        click.echo(line, err=True)
    click.echo(f"Courriels partis : {run.rows}", err=True)
    sys.exit(1 if run.lines else 0)


@cli.command("test")
@click.argument("address")
def try_server(address: str) -> None:
    """Send a trial to ADDRESS at once, and print what the server answered."""
    route = settings.route()
    if route is None:
        _end(NOT_CONFIGURED)
    answer = trial.send(route, Addressee(address))
    click.echo(answer.words, err=not answer.taken)
    sys.exit(0 if answer.taken else 1)


@cli.command()
def bounce() -> None:
    """Read a delivery report (RFC 3464) on standard input, and mark the mail that came back.

    For a pipe of the mail server. The status is 0 unless the database does not answer: whatever is no report, or
    about no mail of ours, is not worth a second delivery.
    """
    report = bounces.read(sys.stdin.buffer.read(bounces.LONGEST_REPORT))
    if report is None:
        click.echo("Ce n’est pas un avis de non-remise : rien n’est fait.", err=True)
    elif not report.final:
        click.echo("Avis de retard : rien n’est fait.", err=True)
    elif (mail_id := bounces.mark(report, clock.wall())) is None:
        click.echo("Aucun courriel parti d’ici ne correspond à cet avis.", err=True)
    else:
        click.echo(f"Courriel {mail_id} : revenu, {report.words}", err=True)


def _end(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
