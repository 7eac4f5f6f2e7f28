"""What a report says in figures: read from the rows, and once frozen from what was kept then."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, RefusalReason
from recruitment.pictures import counts, scopes
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.vocabulary import Decision, Origin


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """A programme and its counts at an instant; `refusals` by the words of their reasons."""

    year: int
    code: str
    title: str
    town: str
    centre: str
    uai: str
    examines: bool
    exempt: bool
    capacity: int
    at: str
    wishes: int
    confirmed: int
    examined: int
    retained: int
    automatic: int
    refused: int
    contracts: int
    accepted: int
    refusals: dict[str, int]

    @property
    def instant(self) -> datetime:
        """Return when it was so."""
        return datetime.fromisoformat(self.at)


def gather(session: Session, programme_id: int, at: datetime) -> ReportFigures:
    """Count what had been done by an instant, whenever it is asked."""
    programme = _programme(session, programme_id)
    funnel = counts.funnel(session, scopes.of_programme(programme, programme.year), at)
    decided = _decided(session, programme_id, at)
    return ReportFigures(
        year=programme.year,
        code=programme.code,
        title=programme.title,
        town=programme.town or "",
        centre=programme.centre,
        uai=programme.uai,
        examines=programme.examines,
        exempt=programme.exempt,
        capacity=programme.capacity or 0,
        at=at.isoformat(),
        wishes=funnel.wishes,
        confirmed=funnel.confirmed,
        examined=sum(n for (_decision, origin), n in decided.items() if origin == Origin.PERSON),
        retained=funnel.retained,
        automatic=decided.get((str(Decision.RETAINED), str(Origin.SYSTEM)), 0),
        refused=decided.get((str(Decision.REFUSED), str(Origin.PERSON)), 0),
        contracts=funnel.contracts,
        accepted=funnel.accepted,
        refusals=_refusals(session, programme_id, at),
    )


def kept(figures: ReportFigures) -> str:
    """Return the figures as they are kept."""
    return json.dumps(asdict(figures), ensure_ascii=False, sort_keys=True)


def read(text: str) -> ReportFigures:
    """Return the figures that were kept."""
    return ReportFigures(**json.loads(text))


def _programme(session: Session, programme_id: int) -> Row[Any]:
    statement = (
        select(Programme.__table__, Campaign.year, TrainingCentre.name.label("centre"), TrainingCentre.uai)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .join(TrainingCentre, TrainingCentre.id == Programme.centre_id)
    )
    return session.execute(statement.where(Programme.id == programme_id)).one()


def _decided(session: Session, programme_id: int, at: datetime) -> Mapping[tuple[str, str], int]:
    statement = (
        select(Application.decision, Application.decision_origin, func.count())
        .where(Application.programme_id == programme_id, Application.decided_at <= at)
        .group_by(Application.decision, Application.decision_origin)
    )
    return {(str(row[0]), str(row[1])): row[2] for row in session.execute(statement)}


def _refusals(session: Session, programme_id: int, at: datetime) -> dict[str, int]:
    statement = (
        select(RefusalReason.label, func.count())
        .join(Application, Application.refusal_reason_id == RefusalReason.id)
        .where(Application.programme_id == programme_id, Application.decided_at <= at)
        .group_by(RefusalReason.label)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
