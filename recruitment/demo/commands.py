"""`flask demo …`: make the demonstration, serve it, start it over. Refused anywhere else."""

import os
import socket
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from recruitment.core import config
from recruitment.core.database import db
from recruitment.demo import clock as demo_clock
from recruitment.demo import loading, moments, neighbours
from recruitment.demo.welcome import welcome
from recruitment.invariants.start import refuse_without_guards
from recruitment.schedule import ticker
from recruitment.web import server

HOST, PORT, PORTS_TRIED = "127.0.0.1", 8000, 50

cli = AppGroup("demo", help="Serve the demonstration: invented people, a clock that can be moved.")


def in_demonstration(command: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a command outside the demonstration, and on a database that holds something else."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        settings: config.Settings = current_app.config["SETTINGS"]
        if not settings.demo:
            _refuse("Cette commande n’existe que pour la démonstration : TREMPLIN_DEMO=1 (ou make run).")
        if not _is_ours():
            _refuse("La base de données contient autre chose que la démonstration : rien n’a été touché.")
        return command(*args, **kwargs)

    return run


@cli.command()
@in_demonstration
def make() -> None:
    """Make the database and fill it, unless it is filled already."""
    _make()


@cli.command()
@in_demonstration
def run() -> None:
    """Make what is missing, run the jobs, serve. The data stay from one run to the next."""
    _make()
    refuse_without_guards()
    neighbours.connect()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs = ticker.start_background(app)
    try:
        server.serve(app, host=HOST, port=_free_port(), ready=lambda port: click.echo(welcome(HOST, port)))
    finally:
        jobs.close()
        demo_clock.stop()


@cli.command()
@in_demonstration
def reset() -> None:
    """Delete the demonstration's data; the next run starts it over."""
    _delete()
    click.echo("Données de la démonstration effacées. « make run » la recommence.")


def _delete() -> None:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite" or not url.database:
        _refuse("Seul le fichier SQLite de la démonstration s’efface ainsi : supprimez vous-même cette base.")
    db.session.remove()
    db.engine.dispose()
    for suffix in ("", "-wal", "-shm", "-gate", "-place"):
        Path(f"{url.database}{suffix}").unlink(missing_ok=True)


def _make() -> None:
    """Bring the tables up to date, then the data, then the clock."""
    upgrade()
    if demo_clock.is_unfinished():
        click.echo("La préparation a été interrompue : elle recommence.", err=True)
        _delete()
        upgrade()
    if not loading.is_empty():
        demo_clock.resume()
        return
    click.echo("Préparation de la démonstration, une trentaine de secondes…", err=True)
    settings: config.Settings = current_app.config["SETTINGS"]
    start = settings.simulated_start or moments.START
    if start <= moments.BEGINNING:
        _refuse("TREMPLIN_CLOCK : la démonstration commence après le 13 janvier 2025.")
    made = loading.make(start=start, tell=lambda line: click.echo(f"  {line}", err=True))
    click.echo(f"  {made.candidates} candidats, {made.applications} candidatures", err=True)


def _is_ours() -> bool:
    """Tell whether the database is empty, or a demonstration's."""
    try:
        return loading.is_empty() or demo_clock.is_stored()
    except SQLAlchemyError:  # no table yet
        return True
    finally:
        db.session.rollback()


def _free_port() -> int:
    """Return the port asked for, or the next one that nobody uses."""
    asked = os.environ.get("TREMPLIN_PORT", "")
    first = int(asked) if asked.isdigit() and int(asked) < 65536 else PORT
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex((HOST, port)):
                return port
    return 0


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
