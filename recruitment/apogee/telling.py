"""Keep what flat files told: from then on Apogée holds it, and a wish that is cancelled later has to be told (R7.2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment.apogee import preparing
from recruitment.apogee.models import OpiRow
from recruitment.apogee.preparing import Facts, Made
from recruitment.apogee.queries import Scope
from recruitment.apogee.wishes import held

_QUIET = {"synchronize_session": False}


def keep_told(session: Session, scope: Scope, told: Sequence[tuple[str, Any, Made]], facts: Facts) -> None:
    """Write what was told of each (number, row or None, what was made) into their row."""
    new = [
        preparing.new_row(scope, number, one, facts) | {"wishes": one.told}
        for number, row, one in told
        if row is None
    ]
    if new:
        session.execute(insert(OpiRow), new)
    for _number, row, one in told:
        if row is not None and (wishes := held(row.wishes, one.told)) != row.wishes:
            session.execute(
                update(OpiRow).where(OpiRow.id == row.id).values(wishes=wishes).execution_options(**_QUIET)
            )
    numbers = [number for number, _row, _one in told]
    kept = session.execute(
        select(OpiRow.candidate_number, OpiRow.id).where(
            OpiRow.centre_id == scope.centre_id,
            OpiRow.campaign_id == scope.campaign_id,
            OpiRow.candidate_number.in_(numbers),
        )
    )
    ids = {row.candidate_number: row.id for row in kept}
    preparing.tell(session, {person.id: ids[number] for number, _row, one in told for person in one.admitted})
