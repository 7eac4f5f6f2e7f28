"""A process that serves or runs jobs looks at the database's guards first."""

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from recruitment.core import config
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.invariants.start import refuse_without_guards
from tests.databases import environment

DROP = {
    "sqlite": "DROP TRIGGER decision_is_final",
    "postgresql": "DROP TRIGGER decision_is_final ON application",
}


def test_a_whole_database_is_taken(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    refuse_without_guards()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["jobs", "serve"]])
def test_nothing_starts_without_the_triggers_that_keep_decisions(
    app: Flask, engine_name: str, command: list[str]
) -> None:
    """R2.4: the trigger that makes a decision final is gone."""
    with transaction() as session:
        session.execute(text(DROP[engine_name]))
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert "decision_is_final" in result.stderr


def test_nothing_starts_on_an_empty_database(empty_database_url: str) -> None:
    application = create_app(config.read(environment(empty_database_url)), {"TESTING": True})
    result = application.test_cli_runner().invoke(args=["serve", "--port", "0"])
    with application.app_context():
        db.engine.dispose()
    assert result.exit_code == 1
    assert "flask db upgrade" in result.stderr
