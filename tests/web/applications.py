"""An application of a test's own, whose connections are closed afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app import create_app
from recruitment.core.config import Settings
from recruitment.core.database import db


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """Give an application made with those settings."""
    app = create_app(settings)
    try:
        yield app
    finally:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
