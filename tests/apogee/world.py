"""What the tests of Apogée start from: a programme with its VET, admitted persons, a connector that was tested."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from recruitment.admissions.models import Admitted
from recruitment.apogee.models import OpiProgramme, OpiRow
from recruitment.core import outgoing_hosts
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors
from recruitment.exchanges.models import Connector
from recruitment.learners.models import SchoolYear
from recruitment.programmes.models import Programme
from recruitment.schedule import runner
from recruitment.schedule.jobs import BY_NAME
from tests import builders
from tests.neighbours.apogee import LOGIN, PASSWORD, Apogee

JUNE = datetime(2025, 6, 10, 10, 0, tzinfo=PARIS)
RESULTS = date(2025, 7, 4)
AFTER = datetime(2025, 7, 5, 0, 0, tzinfo=PARIS)
VET = ("CFA", "BTSEL1", "251")


@dataclass
class World:
    """A centre, its programme, and the Apogée that it is told to."""

    app: Flask
    programme: Programme
    apogee: Apogee

    @property
    def centre_id(self) -> int:
        """The centre."""
        return self.programme.centre_id

    def rows(self) -> dict[str, Any]:
        """Return the rows by candidate, as they are now."""
        db.session.rollback()
        return {row.candidate_number: row for row in db.session.execute(select(*OpiRow.__table__.c))}


@contextmanager
def opened_world(app: Flask, *, tested: bool = True, seconds: float = 30) -> Iterator[World]:
    """Give the world, with an Apogée that listens."""
    with Apogee() as apogee:
        allow(app, apogee)
        programme = builders.make_programme(centre=builders.make_centre())
        with transaction() as session:
            session.add(
                SchoolYear(centre_id=programme.centre_id, year=2025, bac_results_day=RESULTS, updated_at=JUNE)
            )
            session.add(place(programme.id))
        make_connector(programme.centre_id, apogee, tested=tested, seconds=seconds)
        yield World(app, programme, apogee)


def allow(app: Flask, apogee: Apogee) -> None:
    """Let the application call that Apogée."""
    hosts = outgoing_hosts.parse([f"127.0.0.1:{apogee.port}"])
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], connector_hosts=hosts)


def place(programme_id: int, **changes: Any) -> OpiProgramme:
    """Return where a programme is in Apogée: a VET per reply."""
    columns = {
        "cge": VET[0], "etp_yes": VET[1], "vet_yes": VET[2],
        "etp_yes_if_3": "BTSEL3", "vet_yes_if_3": "253", "category_yes_if_3": "REM", "motive_yes_if_3": "REMEDIATION",
        "etp_yes_if_4": "BTSEL4", "vet_yes_if_4": "254", "category_yes_if_4": "AME",
        "updated_at": JUNE,
    }  # fmt: skip
    return OpiProgramme(programme_id=programme_id, **{**columns, **changes})


def make_connector(centre_id: int, apogee: Apogee, *, tested: bool = True, seconds: float = 30) -> None:
    """Set the connector of a centre, tested with success or not."""
    settings = {"opi_url": apogee.opi_url, "login": LOGIN, "seconds": seconds}
    secrets = {"password": PASSWORD}
    with transaction() as session:
        session.add(
            Connector(
                centre_id=centre_id,
                kind="apogee",
                enabled=True,
                settings=settings,
                sealed=connectors.seal(centre_id, "apogee", secrets),
                tested_at=JUNE if tested else None,
                tested_digest=connectors.fingerprints(settings, secrets)[0] if tested else None,
                updated_at=JUNE,
            )
        )


def person(programme: Programme, **changes: Any) -> dict[str, Any]:
    """Return the columns of somebody admitted for good."""
    columns = {
        "campaign_id": programme.campaign_id, "centre_id": programme.centre_id, "programme_id": programme.id,
        "candidate_number": str(2_000_000 + builders.number()), "origin": "file", "situation": 1, "answer": "yes",
        "bac_result": "unknown", "version": 1, "imported_at": JUNE, "updated_at": JUNE, "last_name": "Moreau",
        "first_name": "Éloïse", "sex": "F", "birth_date": date(2007, 3, 9), "birth_town": "Riom",
        "birth_department": "63", "birth_country": "France", "nationality": "Française", "ine": "0494004062M",
        "email": "eloise@exemple.fr", "mobile": "06 39 98 12 34", "address_1": "12, rue des Étoiles",
        "postal_code": "63000", "town": "Clermont-Ferrand", "country": "France", "bac_year": 2025,
        **changes,
    }  # fmt: skip
    columns.setdefault("sort_name", fold(f"{columns['last_name']} {columns['first_name']}"))
    columns.setdefault("search_text", columns["sort_name"])
    return columns


def admit(programme: Programme, **changes: Any) -> str:
    """Put somebody in the pool; return their number."""
    columns = person(programme, **changes)
    with transaction() as session:
        session.add(Admitted(**columns))
    return str(columns["candidate_number"])


def change(number: str, **values: Any) -> None:
    """Change somebody of the pool, as the pool's own acts do."""
    with transaction() as session:
        session.execute(
            update(Admitted)
            .where(Admitted.candidate_number == number)
            .values(version=Admitted.version + 1, **values)
            .execution_options(synchronize_session=False)
        )


def send() -> Any:
    """Run the job once, and return its run."""
    return runner.run_job(BY_NAME["send-opi"], started_by="command")
