"""R6.4: a reception that is killed at any point is in whole, or has left nothing; asked again, it is in."""

import random

from flask import Flask
from sqlalchemy import func, select

from recruitment.admissions.models import Admitted
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import Programme
from tests import builders
from tests.neighbours.people import candidates
from tests.platform.killing import WHERE, Mined, carrier, killed_once
from tests.platform.world import connect, exchanges, lines
from tests.year_2025 import BEGINNING

TURNS, PEOPLE = 6, 120


def in_the_pool() -> int:
    """Count the pool as committed."""
    session = db.session()
    session.rollback()
    found = session.scalar(select(func.count()).select_from(Admitted)) or 0
    session.rollback()
    return found


def test_a_killed_reception_is_whole_or_nothing(app: Flask, database_url: str) -> None:
    """R6.4: no half list, no line without its exchange; the log tells what was interrupted."""
    chance, kills = random.Random(3), 0
    campaign = builders.make_campaign(year=clock.today().year)
    programme = builders.make_programme(code="34120", campaign=campaign)
    people = candidates(PEOPLE, programme="34120", session=campaign.year)
    with Mined(people=people) as platform, carrier(database_url, platform.port, "receive-admitted") as job:
        connect(app, platform, programme)
        by_hand(programme, campaign.year)
        for turn in range(TURNS):
            kills += killed_once(platform, job, WHERE[turn % 3], chance, 0.4, calls=(1, 1))
            assert in_the_pool() in {0, PEOPLE}
        job.start()
        assert job.wait() in {0, 1}
    assert kills >= 3
    assert in_the_pool() == PEOPLE
    done = [one for one in exchanges() if one.state == "done" and one.counts]
    told = {line.exchange_id for line in lines()}
    assert told == {one.id for one in done}
    assert done[0].counts["new"] == PEOPLE


def by_hand(programme: Programme, year: int) -> None:
    """Write a first reception made by hand, so that the night's one is due."""
    author = builders.make_account("registrar")
    row = Exchange(
        centre_id=programme.centre_id,
        campaign_id=programme.campaign_id,
        direction="in",
        source="platform_pull",
        school_year=year,
        state="done",
        account_id=author.id,
        counts={},
        options={},
        created_at=BEGINNING,
        finished_at=BEGINNING,
    )
    with transaction() as session:
        session.add(row)
