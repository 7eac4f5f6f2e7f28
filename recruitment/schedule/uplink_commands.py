"""`flask uplink`: tell the platform what waits, now (R6.2)."""

import click
from flask.cli import AppGroup

from recruitment.core.database import db
from recruitment.labels import refusal_sentence
from recruitment.platform import jobs, queries
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job

cli = AppGroup("uplink", help="Enrolments that go up to the platform.")


@cli.command("run")
def run() -> None:
    """Send what is due, once, and say what came out of it; exit 1 when something could not be sent."""
    try:
        done = run_job(BY_NAME[jobs.UPLINK], started_by="command")
    except RuleViolation as refusal:
        raise click.ClickException(refusal_sentence(refusal)) from refusal
    for line in done.lines:
        click.echo(line)
    click.echo(f"Transmises : {done.rows}.")
    for uai, name, number, enabled, tested in queries.waiting_by_centre(db.session()):
        why = "" if enabled and tested else " (connecteur à régler ou à essayer)"
        click.echo(f"En attente, {uai} {name} : {number}{why}.")
    if done.lines:
        raise SystemExit(1)
