"""R6.2: the uplink is killed at any point and resumed; nothing is missing, nothing is told twice."""

import random
from collections import Counter

from flask import Flask

from tests.neighbours.people import candidates
from tests.platform.killing import WHERE, Mined, carrier, killed_once
from tests.platform.world import admit, connect, entries, exchanges, lines

KILLS = 6
PEOPLE = candidates(40, programme="34120")


def test_a_killed_uplink_loses_nothing_and_tells_nothing_twice(app: Flask, database_url: str) -> None:
    """R6.2, R6.4: the log has one line for each, whichever pass told it."""
    chance, kills = random.Random(7), 0
    with Mined(people=PEOPLE) as platform, carrier(database_url, platform.port, "run-uplink") as sender:
        world = connect(app, platform)
        for person in PEOPLE:
            admit(world, person)
            world.queue(str(person["codeCandidat"]))
        for turn in range(KILLS * 3):
            kills += killed_once(platform, sender, WHERE[turn % 3], chance, 0.3)
            if kills >= KILLS or {row.status for row in entries()} == {"sent"}:
                break
        sender.start()
        assert sender.wait() == 0
    assert kills >= 4
    assert {row.status for row in entries()} == {"sent"}
    assert set(Counter(told.candidate_number for told in platform.told).values()) == {1}
    assert len(platform.told) == len(PEOPLE)
    assert Counter(line.action for line in lines()) == {"sent": len(PEOPLE)}
    assert {exchange.state for exchange in exchanges()} <= {"done", "failed"}
    assert sum(exchange.counts["sent"] for exchange in exchanges()) == len(PEOPLE)
