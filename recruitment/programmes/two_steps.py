"""Ask two people for each refusal of a programme, or one: the action (R8.3)."""

from typing import Protocol

from sqlalchemy import select, update

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def set_two_steps(author: Author, programme_id: int, *, wanted: bool) -> bool:
    """Set it, with its journal line; tell whether anything changed. Refusals already given are not touched."""
    with transaction() as session:
        row = session.execute(
            select(Programme.centre_id, Programme.two_step_refusals)
            .where(Programme.id == programme_id)
            .with_for_update()
        ).one()
        if row.two_step_refusals is wanted:
            return False
        now = clock.now()
        session.execute(
            update(Programme)
            .where(Programme.id == programme_id)
            .values(two_step_refusals=wanted, updated_at=now)
            .execution_options(synchronize_session=False)
        )
        details = {"changed": {"two_step_refusals": [row.two_step_refusals, wanted]}}
        line = Line("programme_changed", person(author.id), now, programme_id, details=details)
        record(session, row.centre_id, line)
    return True
