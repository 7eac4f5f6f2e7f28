"""`flask demo …`: only for the demonstration, only on its own database."""

import socket
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.demo import clock as demo_clock
from recruitment.demo import commands, loading
from recruitment.demo.catalogue import LOGINS, PASSWORD
from recruitment.demo.welcome import welcome
from recruitment.rules.vocabulary import Role
from tests import databases
from tests.builders import make_campaign
from tests.demo.conftest import paris


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Give what runs a command."""
    return app.test_cli_runner()


def test_outside_the_demonstration_the_commands_are_refused(database_url: str) -> None:
    for command in ("make", "run", "reset"):
        result = databases.flask("demo", command, url=database_url, check=False)
        assert result.returncode == 1
        assert "que pour la démonstration" in result.stderr


@pytest.mark.parametrize("command", ["make", "run", "reset"])
def test_a_database_that_holds_something_else_is_left_alone(runner: FlaskCliRunner, command: str) -> None:
    make_campaign()
    result = runner.invoke(args=["demo", command])
    assert result.exit_code == 1
    assert "rien n’a été touché" in result.output
    assert db.session.execute(text("SELECT count(*) FROM campaign")).scalar() == 1


def test_reset_deletes_the_file_or_says_that_it_cannot(runner: FlaskCliRunner, engine_name: str) -> None:
    demo_clock.put_at(clock.now())
    file = Path(db.engine.url.database or "")
    result = runner.invoke(args=["demo", "reset"])
    if engine_name == "sqlite":
        assert result.exit_code == 0
        assert not file.exists()
    else:
        assert result.exit_code == 1
        assert "supprimez vous-même" in result.output


def test_a_demonstration_whose_making_was_stopped_is_made_again(
    runner: FlaskCliRunner, engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[datetime] = []

    def make(*, start: datetime, tell: object) -> loading.Made:
        made.append(start)
        return loading.Made(0, 0)

    monkeypatch.setattr(loading, "make", make)
    demo_clock.announce_making()
    make_campaign()
    result = runner.invoke(args=["demo", "make"])
    if engine_name == "sqlite":
        assert (result.exit_code, len(made)) == (0, 1)
        assert loading.is_empty()
    else:
        assert (result.exit_code, len(made)) == (1, 0)


def test_the_welcome_names_a_login_for_each_role(app: Flask) -> None:
    demo_clock.put_at(paris("2025-05-26T14:32:00"))
    said = welcome("127.0.0.1", 8000)
    assert "http://127.0.0.1:8000" in said
    assert PASSWORD in said
    assert len(PASSWORD) >= 16
    assert {login.role for login in LOGINS if login.email in said} == set(Role)
    assert "lundi 26 mai 2025" in said


def test_a_port_in_use_gives_way_to_the_next_free_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("TREMPLIN_PORT", str(port))
        assert commands._free_port() != port
