"""A centre whose connector to the platform is set, tested, and led to a neighbour of the trials."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from recruitment.admissions.models import Admitted
from recruitment.core import clock, outgoing_hosts
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors, uplink_queue
from recruitment.exchanges.models import Connector, Exchange, ExchangeLine, UplinkEntry
from recruitment.programmes.models import Programme
from tests import builders
from tests.neighbours.platform import Platform
from tests.year_2025 import BEGINNING

PUSH_LOGIN, PUSH_PASSWORD = "psup-essai", "secret-de-la-plateforme-pour-les-essais"


@dataclass
class World:
    """One programme of one centre, and the platform it speaks with."""

    app: Flask
    platform: Platform
    programme: Programme

    def queue(self, number: str, state: int = 1, key: str | None = None) -> None:
        """Have a state of a candidate go up."""
        with transaction() as session:
            uplink_queue.queue(
                session,
                event_key=key or f"test:{number}:{state}",
                centre_id=self.programme.centre_id,
                campaign_id=self.programme.campaign_id,
                programme_id=self.programme.id,
                candidate_number=number,
                platform_state=state,
                source="enrolment",
                source_id=1,
                now=clock.now(),
            )


def connect(app: Flask, platform: Platform, programme: Programme | None = None, **changes: Any) -> World:
    """Lead a centre's connector to a neighbour; it is tested and enabled unless told otherwise."""
    settings = app.config["SETTINGS"]
    allowed = outgoing_hosts.parse([f"127.0.0.1:{platform.port}", "127.0.0.1"])
    app.config["SETTINGS"] = replace(settings, connector_hosts=allowed)
    programme = programme or builders.make_programme(code="34120")
    kept = {
        "pull_url": platform.pull_url,
        "uplink_url": platform.uplink_url,
        "establishment_code": platform.establishment,
        "login": platform.login,
        "seconds": 1,
    }
    secrets = {"password": platform.password}
    with transaction() as session:
        row = {
            "centre_id": programme.centre_id,
            "kind": "platform",
            "enabled": True,
            "settings": kept,
            "sealed": connectors.seal(programme.centre_id, "platform", secrets),
            "tested_at": BEGINNING,
            "tested_digest": connectors.fingerprints(kept, secrets)[0],
            "push_login": PUSH_LOGIN,
            "push_hash": connectors.push_hash(PUSH_PASSWORD),
            "updated_at": BEGINNING,
        }
        session.add(Connector(**{**row, **changes}))
    return World(app, platform, programme)


def admit(world: World, person: Mapping[str, Any]) -> Admitted:
    """Put one of the neighbour's candidates in the pool."""
    programme, number = world.programme, str(person["codeCandidat"])
    names = (person["nom"], person["prenom"])
    with transaction() as session:
        admitted = Admitted(
            campaign_id=programme.campaign_id,
            centre_id=programme.centre_id,
            programme_id=programme.id,
            candidate_number=number,
            origin="pull",
            situation=1,
            imported_at=BEGINNING,
            updated_at=BEGINNING,
            last_name=names[0],
            first_name=names[1],
            ine=person.get("ine"),
            birth_date=datetime.strptime(person["dateNaissance"], "%d/%m/%Y").date(),  # noqa: DTZ007 - a day
            sort_name=fold(" ".join(names)),
            search_text=fold(" ".join((*names, number))),
        )
        session.add(admitted)
    return admitted


def entries() -> list[Any]:
    """Return what goes up as committed by now, in order."""
    return _rows(UplinkEntry, UplinkEntry.id)


def exchanges() -> list[Any]:
    """Return the exchange log, in order."""
    return _rows(Exchange, Exchange.id)


def lines() -> list[Any]:
    """Return the lines of the exchange log, in order."""
    return _rows(ExchangeLine, ExchangeLine.exchange_id)


def _rows(model: Any, order: Any) -> list[Any]:
    session = db.session()
    session.rollback()
    rows = list(session.execute(select(*model.__table__.columns).order_by(order)))
    session.rollback()
    return rows
