"""The blueprint of a pre-registration, and who is on its pages."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.portal.personal import PersonalPages
from recruitment.stations import links
from recruitment.stations.actions import door
from recruitment.stations.queries import pre_registrations

blueprint = Blueprint("pre_registration", __name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit: of which admitted person, by which link."""

    id: int
    admitted_id: int
    link: str


def _find(link: str, token_hash: str) -> tuple[Any, Visit] | None:
    linked = links.find(db.session(), link, clock.now())
    if linked is None:
        return None
    row = pre_registrations.visit(db.session(), token_hash, linked.admitted_id, linked.generation)
    return (row, Visit(row.id, linked.admitted_id, link)) if row else None


personal = PersonalPages(links.PREFIX, "pre", "stations/pre/missing.html", _find, door.keep_open)
personal.guard(blueprint)
path, visited = personal.path, personal.visited
