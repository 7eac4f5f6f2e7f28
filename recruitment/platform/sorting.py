"""Who asks for those admitted, and what the platform answered, sorted by programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.admissions.records import AdmittedRecord
from recruitment.platform import records
from recruitment.platform.reading import Received
from recruitment.programmes.models import Programme

#: The ways in by which the service itself has told of a programme.
TOLD_HERE = ("pull", "push")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which admitted candidates; `mine` leaves the programmes on which they may enrol."""

    centre_id: int
    campaign_id: int
    school_year: int
    account_id: int | None = None
    mine: ColumnElement[bool] | None = None
    gone: int | None = None


@dataclass(slots=True)
class Answer:
    """What the platform answered, sorted."""

    programmes: Sequence[Any]
    told: dict[str, list[AdmittedRecord]]
    elsewhere: list[AdmittedRecord]


def sort(session: Session, asked: Asked, received: list[Received]) -> Answer:
    """Sort an answer by programme: those that it tells, or that the service has told before; what is elsewhere is left.

    Of a programme known by files alone an answer that does not name it says nothing.
    """
    told = records.by_programme(received)
    in_the_pool = select(Admitted.programme_id).where(
        Admitted.centre_id == asked.centre_id,
        Admitted.campaign_id == asked.campaign_id,
        Admitted.origin.in_(TOLD_HERE),
        Admitted.gone_at.is_(None),
    )
    programmes = session.execute(
        select(Programme.id, Programme.centre_id, Programme.campaign_id, Programme.code, Programme.title)
        .where(
            Programme.centre_id == asked.centre_id,
            Programme.campaign_id == asked.campaign_id,
            Programme.code.in_(list(told)) | Programme.id.in_(in_the_pool),
            true() if asked.mine is None else asked.mine,
        )
        .order_by(Programme.id)
    ).all()
    here = {one.code for one in programmes}
    elsewhere = [one for code, persons in told.items() if code not in here for one in persons]
    return Answer(programmes, told, elsewhere)
