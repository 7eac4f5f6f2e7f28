"""Fixtures for every test. Asking for `app` or `session` runs a test on SQLite and on PostgreSQL."""

import gc
import importlib
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from recruitment.core.database import db
from tests import databases, kept
from tests.browsing import launched, watched_page
from tests.compiled import RuleBuiltOnce
from tests.properties.profiles import DEEP
from tests.servers import LiveServer, serve

ENGINES = ("sqlite", "postgresql")
Flask.url_rule_class = RuleBuiltOnce
# A machine that others share says nothing by its time; the same tries each time, unless one searches.
settings.register_profile(
    "alike", deadline=None, derandomize=not DEEP, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("alike")
_guardian = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the run's folder, in the process that leads the workers."""
    if not hasattr(config, "workerinput"):
        config.stash[_guardian] = databases.start_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave neither server nor folder behind."""
    guardian = config.stash.get(_guardian, None)
    if guardian is not None:
        databases.drop_template()
        guardian.communicate()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Take modules and tests, which stay to the end, out of what the collector looks through again and again."""
    if session.items:
        importlib.import_module("app")
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which a test was skipped or expected to fail: it would say less than it seems to."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and any(reporter.stats.get(kind) for kind in ("skipped", "xfailed", "xpassed")):
        reporter.write_line("A test was skipped or expected to fail: the run does not pass.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the engine; a test that depends on it runs on each."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str) -> Iterator[str]:
    """Give the address of a migrated database of the test's own."""
    with databases.own_database(engine_name) as url:
        yield url


@pytest.fixture
def empty_database_url(engine_name: str) -> Iterator[str]:
    """Give the address of a database without any table."""
    with databases.empty_database(engine_name) as url:
        yield url


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Give the application, as if just made, on a database of the test's own, in an application context."""
    with kept.application(database_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a browser-like client without JavaScript."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Session:
    """Give the session that pages read with: writing needs `transaction()` or the builders."""
    return db.session()


@pytest.fixture
def migrated(database_url: str) -> str:
    """Give the address of a migrated database, for tests that start processes of their own."""
    return database_url


StartServer = Callable[..., LiveServer]


@pytest.fixture
def live_server(app: Flask, database_url: str) -> Iterator[StartServer]:
    """Give `live_server(processes=1, now=None)`: real server processes over the test's database."""
    with ExitStack() as stack:

        def start(*, processes: int = 1, now: datetime | None = None) -> LiveServer:
            server: AbstractContextManager[LiveServer] = serve(database_url, processes=processes, now=now)
            return stack.enter_context(server)

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the one Chromium of this worker."""
    with launched() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page whose console is watched; see also `tests.browsing.axe`."""
    with watched_page(browser) as opened:
        yield opened
