"""The command line. Each room keeps its own commands; they are gathered here."""

from importlib import import_module

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from recruitment.invariants.start import refuse_without_guards
from recruitment.web import server

#: Where each group of commands is: a module of a room, and its name there.
GROUPS = (
    ("accounts.commands", "cli"),
    ("programmes.commands", "cli"),
    ("transfers.import_commands", "programmes_cli"),
    ("transfers.import_commands", "candidates_cli"),
    ("transfers.import_commands", "replies_cli"),
    ("transfers.export_commands", "cli"),
    ("returns.commands", "pegase_cli"),
    ("returns.commands", "dashboard_cli"),
    ("returns.commands", "sifa_cli"),
    ("admissions.commands", "cli"),
    ("journal.commands", "cli"),
    ("privacy.commands", "cli"),
    ("schedule.commands", "cli"),
    ("schedule.uplink_commands", "cli"),
    ("mailroom.commands", "cli"),
    ("invariants.commands", "cli"),
    ("apogee.commands", "cli"),
    ("demo.commands", "cli"),
)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for module, name in GROUPS:
        app.cli.add_command(getattr(import_module(f"recruitment.{module}"), name))
    app.cli.add_command(serve)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@with_appcontext
def serve(host: str, port: int, threads: int) -> None:
    """Serve the application until it is told to stop; requests under way are finished."""
    refuse_without_guards()
    server.serve(current_app._get_current_object(), host=host, port=port, threads=threads)  # type: ignore[attr-defined]
