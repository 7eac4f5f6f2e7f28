"""The room's blueprint, and who is on a candidate's pages."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from recruitment.applications import links
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.portal import actions, queries
from recruitment.portal.personal import PersonalPages

blueprint = Blueprint("portal", __name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit: of which candidate, by which link."""

    id: int
    candidate_id: int
    link: str


def _find(link: str, token_hash: str) -> tuple[Any, Visit] | None:
    linked = links.find(db.session(), link, clock.now())
    if linked is None:
        return None
    row = queries.visit(db.session(), token_hash, linked.candidate_id, linked.generation)
    return (row, Visit(row.id, linked.candidate_id, link)) if row else None


personal = PersonalPages(links.PREFIX, "visit", "portal/missing.html", _find, actions.keep_open)
personal.guard(blueprint)
path, visited = personal.path, personal.visited
