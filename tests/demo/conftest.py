"""The demonstration's application, with its own clock that is taken away after each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.core import clock, config
from recruitment.core.database import db
from tests import databases
from tests.passwords import CHEAP_HASHER

START = "2025-05-26T14:32:00+02:00"


@contextmanager
def demonstration(url: str, start: str = START) -> Iterator[Flask]:
    """Give the application in demonstration on that database; real time comes back after it."""
    from app import create_app

    environment = {**databases.environment(url), "TREMPLIN_DEMO": "1", "TREMPLIN_CLOCK": start}
    application = create_app(config.read(environment), {"TESTING": True, "PASSWORD_HASHER": CHEAP_HASHER})
    with application.app_context():
        try:
            yield application
        finally:
            clock.simulate(None)
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Give the demonstration, on a database of its own without any data."""
    with demonstration(database_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser-like client without JavaScript."""
    return app.test_client()


def paris(text: str) -> datetime:
    """Return an instant written as Paris reads it."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.PARIS)
