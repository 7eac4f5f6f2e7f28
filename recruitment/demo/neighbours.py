"""The demonstration's connectors: those of the main centre lead to the neighbours that `make run` starts."""

import os
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from recruitment.core.database import db
from recruitment.demo.authors import Authors
from recruitment.demo.catalogue import NEIGHBOUR_LOGINS, NEIGHBOUR_PASSWORDS, VAL_D_ARTIERE
from recruitment.exchanges import actions, connectors
from recruitment.programmes.models import TrainingCentre

VARIABLE = "TREMPLIN_NEIGHBOURS_PORT"


def port() -> int | None:
    """Return the port of the first neighbour; None when none was started."""
    text = os.environ.get(VARIABLE, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 65_535 else None


def connect() -> None:
    """Have the main centre's connectors lead to the neighbours, and try them, as its administrator does."""
    first = port()
    if first is None:
        return
    centre_id = (
        db.session().scalars(select(TrainingCentre.id).where(TrainingCentre.uai == VAL_D_ARTIERE.uai)).one()
    )
    author = Authors(db.session()).administrator(VAL_D_ARTIERE)
    for kind, settings in _settings(first).items():
        known = connectors.opened(db.session(), centre_id, kind)
        db.session().rollback()
        wanted = {**(known.settings if known else {}), **settings}
        version = known.version if known else 0
        actions.save(author, centre_id, kind, wanted, {"password": NEIGHBOUR_PASSWORDS[kind]}, version)
        if not connectors.ready(db.session(), centre_id, kind):
            db.session().rollback()
            actions.test(author, centre_id, kind)


def _settings(first: int) -> Mapping[str, Mapping[str, Any]]:
    platform, apogee = f"http://127.0.0.1:{first}", f"http://127.0.0.1:{first + 1}"
    return {
        "platform": {
            "pull_url": f"{platform}/ApiRest/getCandidatsAdmis",
            "uplink_url": f"{platform}/ApiRest/majInscriptionAdministrative",
            "establishment_code": VAL_D_ARTIERE.uai,
            "login": NEIGHBOUR_LOGINS["platform"],
            "seconds": 5,
        },
        "apogee": {
            "opi_url": f"{apogee}/apo-webservices/services/OpiMetier",
            "login": NEIGHBOUR_LOGINS["apogee"],
            "seconds": 5,
        },
    }
