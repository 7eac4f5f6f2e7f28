"""Whom the mails about applications go to, and those to who decides: what waits for them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications import letters
from recruitment.applications.letters import GONE
from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.core import clock
from recruitment.mail.registry import Addressee, NoLongerNeeded, recipients, template
from recruitment.programmes.models import Programme, TrainingCentre

__all__ = ["letters"]
Variables = dict[str, Any]
_EXAMPLE = {
    "programme": "BTS Électrotechnique",
    "centre": "CFA des Volcans",
    "town": "Clermont-Ferrand",
}


@recipients("candidate")
def candidates(session: Session, ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return the address and the name of each candidate; R2.8 is about what the CFA sees, not about them."""
    rows = session.execute(
        select(Candidate.id, Candidate.email, Candidate.first_name, Candidate.last_name).where(
            Candidate.id.in_(ids)
        )
    )
    return {row.id: Addressee(row.email or "", f"{row.first_name} {row.last_name}") for row in rows}


@recipients("guardian")
def guardians(session: Session, ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return the address and the name of each guardian."""
    rows = session.execute(
        select(Guardian.id, Guardian.email, Guardian.first_name, Guardian.last_name).where(
            Guardian.id.in_(ids)
        )
    )
    return {row.id: Addressee(row.email or "", _full_name(row.first_name, row.last_name)) for row in rows}


def _full_name(*names: str | None) -> str:
    return " ".join(name for name in names if name)


@template(
    "new_wish",
    title="Aux gestionnaires : vœu confirmé après la phase de confirmation",
    example={**_EXAMPLE, "path": "/candidatures/2418", "last_day": date(2025, 6, 1), "waits": True},
)
def new_wish(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R3.6: neither the name nor the number of the candidate, which the page shows to who may see them."""
    found = about(session, payload["application"])
    return {**found, "path": f"/candidatures/{payload['application']}"}


@template(
    "deadline_reminder",
    title="Aux gestionnaires : rappel des dates limites d’examen",
    example={
        "lines": [
            {"title": "BTS Électrotechnique", "code": "34120", "last_day": date(2025, 5, 28), "count": 16},
            {"title": "BUT Informatique", "code": "34121", "last_day": date(2025, 5, 28), "count": 1},
        ]
    },
    urgent=True,
)
def deadline_reminder(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R3.6: one digest per person and day; what it counts was counted that day."""
    today = clock.today()
    near = [line for line in payload["programmes"] if date.fromisoformat(line["last_day"]) >= today]
    if not near:
        raise NoLongerNeeded("Ces dates limites sont passées.")
    ids = {line["programme"] for line in near}
    rows = session.execute(select(Programme.id, Programme.title, Programme.code).where(Programme.id.in_(ids)))
    known = {row.id: row for row in rows}
    lines = [
        {
            "title": known[line["programme"]].title,
            "code": known[line["programme"]].code,
            "last_day": date.fromisoformat(line["last_day"]),
            "count": line["count"],
        }
        for line in near
        if line["programme"] in known
    ]
    return {"lines": lines}


def about(session: Session, application_id: int) -> Variables:
    """Return what the mails to managers about one application say of it."""
    statement = (
        select(
            Programme.title.label("programme"),
            TrainingCentre.name.label("centre"),
            TrainingCentre.town,
            Application.state,
            Application.review_deadline.label("last_day"),
        )
        .select_from(Application)
        .join(Programme, Programme.id == Application.programme_id)
        .join(TrainingCentre, TrainingCentre.id == Application.centre_id)
        .where(Application.id == application_id)
    )
    found = session.execute(statement).first()
    if found is None:
        raise NoLongerNeeded(GONE)
    return {**found._mapping, "waits": found.state == "confirmed"}
