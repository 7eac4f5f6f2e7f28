"""Set how many contracts a programme may have (R4.9, R9.2): the action."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select, update

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.capacity import check_capacity


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class CapacitySet:
    """The capacity before and after."""

    old: int | None
    new: int


def set_capacity(author: Author, programme_id: int, capacity: int) -> CapacitySet:
    """Set the capacity, with its journal line; the same capacity again changes nothing.

    Raises RuleViolation: capacity_below_contracts. No date closes the entry: the calendar of a campaign holds
    no deadline for capacities yet (R9.2).
    """
    with transaction() as session:
        row = session.execute(
            select(Programme.centre_id, Programme.capacity, Programme.seats_taken)
            .where(Programme.id == programme_id)
            .with_for_update()
        ).one()
        check_capacity(capacity, row.seats_taken)
        if capacity != row.capacity:
            now = clock.now()
            values = {"capacity": capacity, "board_version": Programme.board_version + 1, "updated_at": now}
            session.execute(
                update(Programme)
                .where(Programme.id == programme_id)
                .values(values)
                .execution_options(synchronize_session=False)
            )
            details = {"changed": {"capacity": [row.capacity, capacity]}}
            line = Line("programme_changed", person(author.id), now, programme_id, details=details)
            record(session, row.centre_id, line)
    return CapacitySet(row.capacity, capacity)
