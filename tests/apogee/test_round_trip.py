"""R7.1: what Apogée holds equals what the screen shows, whatever the name; killed and resumed, nothing is missing."""

import random
from collections import Counter
from datetime import datetime
from typing import Any, cast

import time_machine
from flask import Flask
from sqlalchemy import insert

from recruitment.admissions.models import Admitted
from recruitment.apogee import message, preparing, queries
from recruitment.apogee.queries import Scope
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Exchange
from recruitment.learners.models import SchoolYear
from tests import builders
from tests.apogee.world import JUNE, RESULTS, World, allow, make_connector, opened_world, person, place, send
from tests.neighbours.apogee import Apogee
from tests.neighbours.people import candidates
from tests.neighbours.server import Asked, Reply
from tests.platform.killing import WHERE, Mined, carrier, kill, killed_once

MANY, SOME, KILLS = 120, 40, 6


class MinedApogee(Apogee):
    """Apogée, which kills who calls it before it takes a message, or after and before its answer leaves."""

    where = ""
    countdown = 0
    victim = 0

    def play(self, asked: Asked) -> Reply:
        """Answer, and kill who asked when their turn has come."""
        if self.where == "before":
            self._strike()
        reply = super().play(asked)
        if self.where == "after":
            self._strike()
        return reply

    def _strike(self) -> None:
        self.countdown -= 1
        if self.countdown == 0:
            kill(self.victim)


def admit_many(programme: Any, count: int) -> None:
    """Put invented people in the pool: odd names, five forms of the INE or none."""
    chance = random.Random(3)
    rows = []
    for one in candidates(count, programme="34120"):
        born = datetime.strptime(one["dateNaissance"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day
        rows.append(
            person(
                programme, candidate_number=str(one["codeCandidat"]), last_name=one["nom"],
                first_name=one["prenom"], ine=one["ine"] or None, birth_date=born, email=one["mail"],
                mobile=one["telmobile"], town=one["libelleCommune"], postal_code=one["codePostal"],
                answer=chance.choice(("yes", "yes_if_3", "yes_if_4")),
            )
        )  # fmt: skip
    with transaction() as session:
        session.execute(insert(Admitted), rows)


def shown(world: World) -> dict[str, dict[str, str]]:
    """Return what the screen shows of each: the fields of the person, by number."""
    scope = Scope(world.centre_id, world.programme.campaign_id, 2025)
    session = db.session()
    numbers = queries.numbers_after(session, scope, "", 10_000)
    pool, facts = queries.admitted_of(session, scope, numbers), preparing.facts_of(session, scope, JUNE, JUNE)
    data = {number: message.opi(message.person(pool[number][0]), []) for number in numbers}
    assert facts.results_day == RESULTS
    return {number: _flat(one) for number, one in data.items()}


def _flat(data: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in data.items():
        if name != "voeux":
            found |= _flat(value) if isinstance(value, dict) else {name: str(value)}
    return found


def test_what_apogee_holds_is_what_the_screen_shows(app: Flask) -> None:
    """R7.1: field by field, for names that Apogée writes otherwise; its own check finds nothing."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        admit_many(world.programme, MANY)
        send()
        assert {number: one["fields"] for number, one in world.apogee.people.items()} == shown(world)
        assert (world.apogee.problems, len(world.apogee.taken)) == ([], MANY)
        rows = world.rows()
        for number, one in world.apogee.people.items():
            codes = {
                (w["codCge"], w["codEtp"], w["codVrsVet"]): w["codDecVeu"] for w in one["wishes"].values()
            }
            assert codes == {(w["cge"], w["etp"], w["vet"]): w["code"] for w in rows[number].wishes}


def test_killed_at_any_point_and_resumed_nothing_is_missing(app: Flask, database_url: str) -> None:
    """R7.1: each kill costs at most the one person on their way, told again in the same words."""
    chance, kills = random.Random(7), 0
    with MinedApogee() as apogee, carrier(database_url, apogee.port, "send-opi") as sender:
        allow(app, apogee)
        programme = builders.make_programme(centre=builders.make_centre())
        with transaction() as session:
            session.add(place(programme.id))
            session.add(
                SchoolYear(centre_id=programme.centre_id, year=2025, bac_results_day=RESULTS, updated_at=JUNE)
            )
        make_connector(programme.centre_id, apogee)
        admit_many(programme, SOME)
        world = World(app, programme, apogee)
        for turn in range(KILLS * 3):
            kills += killed_once(cast("Mined", apogee), sender, WHERE[turn % 3], chance, 0.3)
            if kills >= KILLS:
                break
        sender.start()
        assert sender.wait() == 0
        assert kills >= 4
        assert {row.status for row in world.rows().values()} == {"sent"}
        assert {number: one["fields"] for number, one in apogee.people.items()} == shown(world)
        taken = Counter(apogee.taken)
        assert len(taken) == SOME
        assert sum(taken.values()) <= SOME + kills
        states = {one.state for one in db.session.query(Exchange).all()}
        assert "applying" not in states
