"""A small world of two centres for random programs: who is there, what they can act upon, on one engine.

Everything is named by small numbers and natural keys, so that the same program can run on two engines.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Row, select

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders
from tests.properties.restoring import Snapshot
from tests.year_2025 import CAMPAIGN

START = datetime(2025, 3, 28, 10, 0, tzinfo=PARIS)  # two days before the clocks go forward
CODES = ("90001", "90002", "90003", "90004")  # examines, exempt, does not examine, capacity not set
CENTRE_OF = (0, 0, 1, 1)
CANDIDATES = 5
NUMBERS = tuple(str(2_000_000 + rank) for rank in range(CANDIDATES + 2))  # the last two have no wish anywhere
ROLES = (Role.MANAGER, Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts, as the actions take them."""

    id: int
    centre_id: int


@dataclass(slots=True)
class World:
    """One engine's copy of the world."""

    app: Flask
    snapshot: Snapshot
    people: list[list[Person]]
    reasons: list[list[int]]
    sent: list[Any] = field(default_factory=list)

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
        self.sent.clear()
        self.snapshot.restore()


def make_world(app: Flask) -> World:
    """Fill an empty database, and keep it to come back to."""
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
                capacity=(2, 1, 2, None)[rank],
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
            listed = [builders.make_refusal_reason(centre, needs_details=n, position=n + 1) for n in (False, True)]
            reasons.append([reason.id for reason in listed])
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
    return World(app, Snapshot(app), people, reasons)


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


def account_email(account_id: int | None) -> str | None:
    """Return the address of an account: its name on both engines."""
    return db.session.scalar(select(Account.email).where(Account.id == account_id)) if account_id else None


__all__ = ["CAMPAIGN", "CODES", "NUMBERS", "START", "World", "make_world"]
