"""The report of a run of the controls, or of validations: what was said of each registration, kept (R6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from recruitment.learners.models import RegistrationReport

CONTROLS, VALIDATION = "controls", "validation"


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says of one registration: its verdict or its outcome, then codes of findings."""

    registration_id: int
    outcome: str
    codes: tuple[str, ...] = ()

    def row(self) -> list[Any]:
        """Return it as a report keeps it."""
        return [self.registration_id, self.outcome, list(self.codes)]


def keep(
    session: Session,
    kind: str,
    *,
    centre_id: int,
    school_year: int,
    account_id: int,
    said: Sequence[Said],
    now: datetime,
) -> int:
    """Keep a report; return its id."""
    values = {
        "centre_id": centre_id,
        "school_year": school_year,
        "kind": kind,
        "made_at": now,
        "made_by_id": account_id,
        "outcomes": [one.row() for one in said],
    }
    return int(
        session.scalars(insert(RegistrationReport).values(values).returning(RegistrationReport.id)).one()
    )


def read(session: Session, report_id: int, centre_id: int | None) -> tuple[Any, list[Said]] | None:
    """Return a report of a centre, and what it says."""
    row = session.execute(
        select(*RegistrationReport.__table__.c).where(
            RegistrationReport.id == report_id, RegistrationReport.centre_id == centre_id
        )
    ).first()
    if row is None:
        return None
    return row, [Said(id_, outcome, tuple(codes)) for id_, outcome, codes in row.outcomes]
