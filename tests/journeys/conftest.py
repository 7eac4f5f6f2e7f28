"""What every journey starts from: a centre with a programme to examine, its manager, a server and a browser.

One server and one database serve the journeys of a worker; each journey has a centre of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from recruitment.accounts.models import Account
from recruitment.core import config
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders, databases
from tests.browsing import watched_page
from tests.journeys.steps import sign_in
from tests.passwords import CHEAP_HASHER
from tests.servers import LiveServer, serve

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
NAMES = (
    ("Aubert", "Lina"),
    ("Belkacem", "Inès"),
    ("Chassagne", "Paul"),
    ("Da Silva", "Rosa"),
    ("Éluard", "Zoé"),
    ("Faure", "Anaïs"),
)
#: No script waits for the style sheets then: on a busy machine Chromium may style a list with Bootstrap's sheet
#: before ours has come, asks for its drawn chevron, and the policy blocks it.
BETWEEN_SHEETS = "Loading the image 'data:image/svg+xml"


@dataclass(frozen=True)
class Desk:
    """A manager's desk: where the server is, the programme, who works there, the files by family name."""

    server: str
    programme: Programme
    centre: TrainingCentre
    manager: Account
    files: dict[str, int]

    @property
    def board(self) -> str:
        """Return the address of the programme's page."""
        return f"{self.server}/formations/{self.programme.code}"

    def file(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self.server}/candidatures/{self.files[name]}"


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the engine: journeys try the screens, and those where two people meet run on both."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def database_url(engine_name: str) -> Iterator[str]:
    """Give the database of the journeys."""
    with databases.migrated_database(engine_name) as url:
        yield url


@pytest.fixture(scope="session")
def journeys_app(database_url: str) -> Iterator[Flask]:
    """Give the application through which the journeys make their rows."""
    from app import create_app

    settings = config.read(databases.environment(database_url))
    application = create_app(settings, {"TESTING": True, "PASSWORD_HASHER": CHEAP_HASHER})
    yield application
    with application.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def afternoon(database_url: str) -> Iterator[LiveServer]:
    """Give the server of the journeys, on Monday 26 May 2025 from 14:32 on."""
    with serve(database_url, now=NOW) as server:
        yield server


@pytest.fixture
def app(journeys_app: Flask) -> Iterator[Flask]:
    """Give the application, in a context of the test's own."""
    with journeys_app.app_context():
        yield journeys_app
        db.session.remove()


@pytest.fixture
def centre(app: Flask) -> TrainingCentre:
    """Give a centre of its own, that may refuse."""
    centre = builders.make_centre(name="CFA des Volcans")
    builders.make_refusal_reason(centre, label="Dossier incomplet", position=1)
    builders.make_refusal_reason(centre, label="Autre, à préciser", position=2, needs_details=True)
    return centre


@pytest.fixture
def manager(centre: TrainingCentre) -> Account:
    """Give the manager who works at the screen."""
    return builders.make_account(Role.MANAGER, centre=centre, display_name="Claire Montagnier")


@pytest.fixture
def desk(centre: TrainingCentre, manager: Account, afternoon: LiveServer) -> Desk:
    """Give a programme of 12 seats: six confirmed files to examine, and one of each other state."""
    programme = builders.make_programme(centre=centre, title="BTS Électrotechnique", capacity=12)
    made = {}
    for last_name, first_name in NAMES:
        candidate = builders.make_candidate(last_name=last_name, first_name=first_name)
        made[last_name] = builders.make_application(programme=programme, candidate=candidate).id
    for letter, state in zip("ABCDEFGH", (s for s in State if s is not State.CONFIRMED), strict=True):
        candidate = builders.make_candidate(last_name=f"Marchand {letter}", first_name="Jules")
        file = builders.make_application(
            programme=programme, candidate=candidate, state=state, decided_by=manager
        )
        made[str(state)] = file.id
    return Desk(afternoon.url, programme, centre, manager, made)


@pytest.fixture
def board(page: Page, desk: Desk) -> Page:
    """Give the programme's page, open for its manager."""
    sign_in(page, desk.server, desk.manager)
    page.goto(desk.board)
    return page


@pytest.fixture
def plain(browser: Browser, desk: Desk) -> Iterator[Page]:
    """Give a page without JavaScript, signed in as the manager."""
    with watched_page(browser, tolerated=BETWEEN_SHEETS, java_script_enabled=False) as opened:
        sign_in(opened, desk.server, desk.manager)
        yield opened
