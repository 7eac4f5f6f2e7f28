"""What the tests of the regional pages start from: an académie with centres, full programmes, what they ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask.testing import FlaskClient

from recruitment.accounts.models import Account
from recruitment.contracts import actions
from recruitment.programmes.models import Programme, TrainingCentre
from tests import builders
from tests.contracts.desk import MONDAY, clock_at


@dataclass(frozen=True)
class Place:
    """A centre, its programme whose seats are all taken, and who manages it."""

    centre: TrainingCentre
    programme: Programme
    manager: Account

    @property
    def url(self) -> str:
        """Return the address of the centre's regional page."""
        return f"/region/etablissements/{self.centre.uai}"

    def asks(self, kind: str = "capacity", wanted: int = 4) -> int:
        """Ask for more seats, or for the closure."""
        with clock_at(MONDAY):
            if kind == "capacity":
                asked = actions.request_capacity(
                    self.manager, self.programme.id, wanted=wanted, reason="Deux entreprises attendent."
                )
            else:
                asked = actions.request_closure(self.manager, self.programme.id, reason="Atelier plein.")
        return asked.request_id


def full_place(*, seats: int = 1, confirmed: int = 0, searching: int = 0, **centre: object) -> Place:
    """Make a centre of the académie with one full programme."""
    where = builders.make_centre(**centre)
    programme = builders.make_programme(centre=where, capacity=seats)
    manager = builders.make_account(centre=where)
    states = ["accepted"] * seats + ["confirmed"] * confirmed + ["seeking_contract"] * searching
    for state in states:
        builders.make_application(state=state, programme=programme, decided_by=manager)
    return Place(where, programme, manager)


@contextmanager
def signed_in(client: FlaskClient, account: Account | None = None) -> Iterator[Account]:
    """Sign somebody of the regional authority in, that Monday at 14:32."""
    who = account or builders.make_account("regional", display_name="Hélène Vialatte")
    with clock_at(MONDAY):
        builders.log_in(client, who)
        yield who
