"""All that the pages of one admitted person say, read once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels.pre_registration import STATED_METHODS, STATED_PAYERS
from recruitment.labels.station_refusals import TO_ADMITTED
from recruitment.learners.writing import admitted_guardians
from recruitment.rules.ages import is_minor
from recruitment.rules.paris import paris_day
from recruitment.stations import pool, steps
from recruitment.stations.queries import pre_registrations
from recruitment.stations.steps import Step
from recruitment.stations.views.pages import Visit, path
from recruitment.web.errors import Refusal

GONE = 410


@dataclass(frozen=True, slots=True)
class Desk:
    """An admitted person before their pre-registration."""

    link: str
    person: Any
    title: str
    centre: str
    place: str
    contact: str
    year: int
    in_pool: bool
    validated_at: datetime | None
    row: Any
    documents: Sequence[Any]
    now: datetime

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps, in their order."""
        return steps.STEPS

    @property
    def minor(self) -> bool:
        """Tell whether the person is under 18: a guardian is then needed."""
        return is_minor(self.person.birth_date, paris_day(self.now))

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was saved, by step."""
        return self.row.answers if self.row is not None else {}

    @property
    def has_changed(self) -> bool:
        """Tell whether what is saved is not what was sent last."""
        return self.row is not None and self.row.sent is not None and self.row.sent != self.row.answers

    @property
    def left(self) -> list[Step]:
        """Return the steps that are still to be filled in."""
        return steps.left(self.answers)

    def done(self, step: Step) -> bool:
        """Tell whether a step was saved."""
        return step.slug in self.answers

    def said(self, step: Step) -> list[tuple[str, str]]:
        """Return what was typed in a step, each with its label; what was left empty is left out."""
        typed = self.answers.get(step.slug, {})
        if step is steps.DOCUMENTS:
            return [
                (one.label, steps.BRINGING[typed[f"piece_{one.id}"]])
                for one in self.documents
                if f"piece_{one.id}" in typed
            ]
        if step is steps.PAYMENT:
            said = [
                ("Paiement", STATED_METHODS.get(typed.get("method", ""), "")),
                ("Payé par", STATED_PAYERS.get(typed.get("payer", ""), "")),
                ("Nom", typed.get("payer_name", "")),
            ]
        else:
            said = [(one.label, typed.get(one.name, "")) for one in step.fields]
        return [one for one in said if one[1]]


def desk(visit: Visit) -> Desk:
    """Read the pages of somebody's visit."""
    session = db.session()
    found = pool.person(session, visit.admitted_id)
    assert found is not None  # noqa: S101 - the visit's key refers to it
    one = found.Admitted
    town = found.town or found.centre_town
    return Desk(
        visit.link,
        one,
        found.title,
        found.centre,
        f"{found.centre}, {town}" if town else found.centre,
        found.mail_contact or "",
        found.year,
        bool(found.in_pool),
        found.validated_at,
        pre_registrations.one(session, one.id),
        pre_registrations.documents(session, one.centre_id, one.programme_id),
        clock.now(),
    )


def prefilled(read: Desk, step: Step) -> dict[str, Any]:
    """Return what a step shows first: what was saved, else what the platform says."""
    if read.done(step):
        return dict(read.answers[step.slug])
    if step is steps.GUARDIANS:
        known = admitted_guardians(db.session(), [read.person.id]).get(read.person.id, {})
        return {
            f"guardian_{rank}_{field}": value or ""
            for rank, one in known.items()
            for field, value in one.items()
        }
    return {one.name: getattr(read.person, one.name) or "" for one in step.fields}


def gone(read: Desk) -> Response:
    """Say that the person is no longer in the pool, and whom to ask."""
    return make_response(render_template("stations/pre/gone.html", desk=read, link=read.link), GONE)


def closed(read: Desk, refusal: Refusal | None) -> Any:
    """Lead back to the steps, which say that the registration is validated; with the refusal of what came too late."""
    if refusal is None:
        return redirect(path(read.link), 303)
    shown = to_admitted(refusal)
    return render_template("stations/pre/home.html", desk=read, link=read.link, refusal=shown)


def to_admitted(refusal: Refusal | None) -> Refusal | None:
    """Return a refusal in words for the admitted person, where the team reads others."""
    if refusal is None:
        return None
    return replace(refusal, sentence=TO_ADMITTED.get(refusal.code, refusal.sentence))
