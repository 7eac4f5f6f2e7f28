"""A small world of two centres for random programs: who is there, what they can act upon, on one engine.

Everything is named by small numbers and natural keys, so that the same program can run on two engines.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Row, select

from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders
from tests.properties.restoring import Snapshot

CONFIRMED = datetime(2025, 3, 20, 10, 0, tzinfo=PARIS)
#: Before the clocks go forward; on the last evening to decide; just before the passages, and the end.
STARTS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=PARIS)
    for text in ("2025-03-28T10:00:00", "2025-05-28T23:50:00", "2025-06-01T23:59:50", "2025-10-12T14:00:00")
)
CODES = ("90001", "90002", "90003", "90004")  # examines, exempt, does not examine, capacity not set
CENTRE_OF = (0, 0, 1, 1)
CANDIDATES = 4  # the last of them has confirmed nothing yet
NUMBERS = tuple(str(2_000_000 + rank) for rank in range(CANDIDATES + 2))  # the last two have no wish anywhere
ROLES = (Role.MANAGER, Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts, as the actions take them."""

    id: int
    centre_id: int


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody of the regional authority."""

    id: int
    academie: str


@dataclass(slots=True)
class World:
    """One engine's copy of the world."""

    app: Flask
    people: list[list[Person]]
    reasons: list[list[int]]
    regional: Authority
    kept: Snapshot | None = None

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Work with this engine's database."""
        with self.app.app_context():
            yield

    @property
    def engine(self) -> str:
        """Name the engine."""
        return str(self.app.config["SQLALCHEMY_DATABASE_URI"]).partition(":")[0].partition("+")[0]

    def person(self, programme: int, rank: int) -> Person:
        """Return one of the people of a programme's centre."""
        here = self.people[CENTRE_OF[programme]]
        return here[rank % len(here)]

    def reset(self) -> None:
        """Begin again."""
        assert self.kept is not None
        self.kept.restore()


def make_world(app: Flask, confirm: Callable[[World], object]) -> World:
    """Fill an empty database, let `confirm` import the first confirmations, and keep it to come back to."""
    with app.app_context():
        campaign = builders.make_campaign(year=2025)
        centres = [
            builders.make_centre(uai=uai, siret=builders.siret(rank), name=f"CFA {rank}")
            for rank, uai in enumerate(("0631985R", "0631986S"), start=1)
        ]
        programmes = [
            builders.make_programme(
                campaign=campaign,
                centre=centres[CENTRE_OF[rank]],
                code=code,
                title=f"Formation {rank}",
                capacity=(2, 1, 3, None)[rank],
                examines=rank != 2,
                exempt=rank == 1,
            )
            for rank, code in enumerate(CODES)
        ]
        people, reasons = [], []
        for rank, centre in enumerate(centres):
            accounts = [
                builders.make_account(role, centre=centre, email=f"{role}.{rank}.{turn}@exemple.fr")
                for turn, role in enumerate(ROLES)
            ]
            people.append([Person(account.id, centre.id) for account in accounts])
            reasons.append([_reason(centre, rank) for rank in (0, 1)])
        draio = builders.make_account(Role.REGIONAL, email="draio@exemple.fr")
        regional = Authority(draio.id, str(draio.academie))
        for rank, number in enumerate(NUMBERS):
            candidate = builders.make_candidate(
                last_name="Essai", first_name=f"N{rank}", candidate_number=number, campaign_id=campaign.id,
                email=f"n{rank}@exemple.fr",
            )  # fmt: skip
            if rank < CANDIDATES:
                for programme in programmes:
                    builders.make_application(
                        state=ApplicationState.UNCONFIRMED, programme=programme, candidate=candidate
                    )
        db.session.remove()
    world = World(app, people, reasons, regional)
    confirm(world)
    world.kept = Snapshot(app)
    return world


def _reason(centre: TrainingCentre, rank: int) -> int:
    """Make a reason of the centre's list; the second wants details."""
    return builders.make_refusal_reason(centre, needs_details=bool(rank), position=rank + 1).id


def campaign_row() -> Campaign:
    """Return the one campaign as it is now."""
    return db.session.scalars(select(Campaign).execution_options(populate_existing=True)).one()


def programme_id(programme: int) -> int:
    """Return the id of a programme."""
    return db.session.scalars(select(Programme.id).where(Programme.code == CODES[programme])).one()


def application(programme: int, candidate: int) -> Row[Any] | None:
    """Return the application of a candidate for a programme, if there is one."""
    return db.session.execute(
        select(Application.__table__)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Application.programme_id)
        .where(Programme.code == CODES[programme], Candidate.candidate_number == NUMBERS[candidate])
    ).first()


def last_contract(application_id: int) -> Row[Any] | None:
    """Return the contract entered last for an application."""
    return db.session.execute(
        select(Contract.__table__)
        .where(Contract.application_id == application_id)
        .order_by(Contract.id.desc())
        .limit(1)
    ).first()


def wishes_in(states: Sequence[str]) -> list[tuple[int, int]]:
    """Return the wishes in one of these states, as numbers of a programme and of a candidate."""
    rows = db.session.execute(
        select(Programme.code, Candidate.candidate_number)
        .join(Application, Application.programme_id == Programme.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.state.in_(states))
        .order_by(Programme.code, Candidate.candidate_number)
    )
    return [(CODES.index(code), NUMBERS.index(number)) for code, number in rows]
