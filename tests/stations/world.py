"""A centre that receives people on site, and who comes."""

from datetime import datetime
from typing import Any

from recruitment.accounts.models import Account
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.learners.models import Registration, SchoolYear
from recruitment.programmes.models import Programme
from recruitment.stations.actions.come_and_go import arrive
from recruitment.stations.actions.pass_station import Paid, pass_station
from recruitment.stations.actions.set_up import Chosen, choose
from recruitment.stations.actions.site import open_stations
from recruitment.stations.models import Station
from tests.learners.world import make_admitted

#: A morning on site, after the first day of term.
DAY = datetime(2025, 9, 2, 9, 0, tzinfo=PARIS)
CHEQUE = Paid("cheque", "employer", 12_550, "n° 1234567")


def open_site(author: Account, centre_id: int, *, moment: str = "end_of_day") -> list[Station]:
    """Open the day on site with the usual stations, and return them."""
    choose(author, centre_id, Chosen(enabled=True, moment=moment, amount_cents=None))
    return open_stations(db.session(), centre_id)


def bring(author: Account, programme: Programme, **changes: Any) -> Any:
    """Make somebody admitted and let them arrive."""
    admitted = make_admitted(programme, **changes)
    arrive(author, programme.centre_id, admitted.id)
    return admitted


def go_through(author: Account, admitted: Any, stations: list[Station]) -> list[int]:
    """Let somebody pass stations in turn; return the passages' ids."""
    return [
        pass_station(
            author, one.centre_id, admitted.id, one.id, paid=CHEQUE if one.kind == "payment" else None
        )
        for one in stations
    ]


def validate(author: Account, registration_id: int, now: datetime) -> None:
    """Mark a registration validated, as the act does."""
    with transaction() as session:
        row = session.get_one(Registration, registration_id)
        if session.get(SchoolYear, (row.centre_id, row.school_year)) is None:
            first = now.date().replace(day=1)
            session.add(
                SchoolYear(centre_id=row.centre_id, year=row.school_year, first_day=first, updated_at=now)
            )
            session.flush()
        row.validated_at, row.validated_by_id, row.validated_on = now, author.id, now.date()
        row.platform_state = 1
