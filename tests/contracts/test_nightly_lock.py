"""R4.6, R4.3: the nightly lock and the contract window, to the second.

In winter, in summer and on both nights when the clocks change; the database holds the same line (I4).
"""

import pytest
from flask import Flask

from tests import builders
from tests.contracts.desk import clock_at, contracts_of, make_desk, paris, refused_by, seats_taken

OPEN = [
    ("2025-05-26T23:59:59", 0),
    ("2025-05-27T01:00:00", 0),
    ("2025-03-20T23:59:59", 0),
    ("2025-03-21T01:00:00", 0),
    ("2025-03-30T01:00:00", 0),  # spring: an hour before the clocks jump from 2:00 to 3:00
    ("2025-03-30T01:59:59", 0),
    ("2025-03-30T03:00:00", 0),
    ("2026-01-15T01:00:00", 0),
    ("2026-01-14T23:59:59", 0),
    ("2025-10-26T01:00:00", 0),
    ("2025-10-26T02:30:00", 0),  # autumn: 2:30 comes twice
    ("2025-10-26T02:30:00", 1),
]
LOCKED = [
    "2025-05-27T00:00:00",
    "2025-05-27T00:59:59",
    "2025-05-27T00:59:59.999999",
    "2025-03-21T00:00:00",
    "2025-03-21T00:59:59",
    "2025-03-30T00:00:00",
    "2025-03-30T00:59:59",
    "2025-10-26T00:00:00",
    "2025-10-26T00:59:59",
    "2026-01-15T00:00:00",
    "2026-01-15T00:59:59",
]


def whole_year() -> None:
    """Make a campaign whose window spans both changes of the clocks and a winter."""
    first, last = paris("2025-03-01").date(), paris("2026-03-31").date()
    builders.make_campaign(contracts_from=first, contracts_until=last)


@pytest.mark.parametrize(("moment", "fold"), OPEN)
def test_a_contract_is_entered_outside_the_lock(app: Flask, moment: str, fold: int) -> None:
    """R4.6: the clock of Paris counts, and so does the database's own check of it (I4)."""
    whole_year()
    desk = make_desk()
    with clock_at(paris(moment, fold)):
        desk.enter()
    assert contracts_of(desk.programme.id)[0].entered_local == moment


@pytest.mark.parametrize("moment", LOCKED)
def test_no_contract_is_entered_inside_the_lock(app: Flask, moment: str) -> None:
    """R4.6: from 00:00:00 to 00:59:59; the refusal says when it opens again."""
    whole_year()
    desk = make_desk()
    with clock_at(paris(moment)), refused_by("locked_out", opens_at=paris(f"{moment[:10]}T01:00:00")):
        desk.enter()
    assert contracts_of(desk.programme.id) == []


def test_a_form_opened_before_midnight_is_refused_after_it(app: Flask) -> None:
    """F29: what counts is the moment of the act."""
    desk = make_desk()
    shown = desk.application.version
    with clock_at(paris("2025-05-27T00:02:00")), refused_by("locked_out"):
        desk.enter(version=shown)
    with clock_at(paris("2025-05-27T01:00:00")):
        desk.enter(version=shown)
    assert seats_taken(desk.programme.id) == 1


@pytest.mark.parametrize("moment", ["2025-03-17T01:00:00", "2025-10-13T23:59:59"])
def test_the_first_and_the_last_day_are_open(app: Flask, moment: str) -> None:
    """R4.3: 17 March to 13 October 2025, both days included (the nightly lock aside)."""
    desk = make_desk()
    with clock_at(paris(moment)):
        desk.enter()
    assert len(contracts_of(desk.programme.id)) == 1


@pytest.mark.parametrize(
    ("moment", "before"), [("2025-03-16T23:59:59", True), ("2025-10-14T00:00:00", False)]
)
def test_the_seconds_outside_are_closed(app: Flask, moment: str, before: bool) -> None:
    """R4.3: one second before the first day, and the first second after the last."""
    desk = make_desk()
    with clock_at(paris(moment)), refused_by("outside_contract_window", before=before):
        desk.enter()


def test_the_first_second_of_the_first_day_belongs_to_the_night(app: Flask) -> None:
    """R4.6 in R4.3's window: open since midnight, locked until one."""
    desk = make_desk()
    with clock_at(paris("2025-03-17T00:00:00")), refused_by("locked_out"):
        desk.enter()


def test_hours_and_zone_are_settings(app: Flask) -> None:
    """R4.6: a campaign may lock other hours, over midnight too."""
    builders.make_campaign(lock_from="23:30:00", lock_until="00:30:00")
    desk = make_desk()
    for moment in ("2025-05-26T23:30:00", "2025-05-27T00:29:59"):
        with clock_at(paris(moment)), refused_by("locked_out"):
            desk.enter()
    with clock_at(paris("2025-05-27T00:30:00")):
        desk.enter()
    assert len(contracts_of(desk.programme.id)) == 1
