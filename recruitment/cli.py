"""The command line. Each room keeps its own commands; they are gathered here."""

from importlib import import_module

import click
from flask import Flask, current_app

from recruitment.web import server

#: The rooms that have a group `cli` in their `commands.py`.
ROOMS_WITH_COMMANDS = ("accounts",)


def register(app: Flask) -> None:
    """Give the application its commands."""
    for room in ROOMS_WITH_COMMANDS:
        app.cli.add_command(import_module(f"recruitment.{room}.commands").cli)
    app.cli.add_command(serve)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, threads: int) -> None:
    """Serve the application until it is told to stop; requests under way are finished."""
    server.serve(current_app._get_current_object(), host=host, port=port, threads=threads)  # type: ignore[attr-defined]
