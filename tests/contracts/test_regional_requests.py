"""R4.9: at capacity a centre asks the regional authority to close the recruitment, or for more seats."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from recruitment.contracts import actions, queries
from recruitment.contracts.models import RegionalRequest
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, lines, make_desk, refused_by

Ask = Callable[..., actions.Requested]


def full_desk() -> Desk:
    """Make a desk whose two seats are taken."""
    desk = make_desk("offer_pending", capacity=2)
    builders.make_application(state="accepted", programme=desk.programme)
    return desk


def more(desk: Desk, **changes: Any) -> actions.Requested:
    """Ask for a third seat."""
    asked = {"wanted": 3, "reason": "Deux entreprises attendent.", **changes}
    return actions.request_capacity(desk.author, desk.programme.id, **asked)


def close(desk: Desk, **changes: Any) -> actions.Requested:
    """Ask for the closure."""
    return actions.request_closure(
        desk.author, desk.programme.id, **{"reason": "Toutes les places sont prises.", **changes}
    )


def test_a_request_is_kept_with_its_number_and_reason(app: Flask) -> None:
    """R4.9: who asked for what, when and why."""
    desk = full_desk()
    with clock_at(MONDAY):
        more(desk)
    (row,) = queries.requests(db.session(), desk.programme.id)
    assert (row.kind, row.wanted_capacity, row.status) == ("capacity", 3, "open")
    assert (row.reason, row.agent, row.made_at) == ("Deux entreprises attendent.", "Dominique Roux", MONDAY)
    ((_line, details),) = lines("request_made")
    assert details == {"request": row.id, "kind": "capacity", "wanted": 3}


def test_a_closure_names_no_number(app: Flask) -> None:
    """R4.9."""
    desk = full_desk()
    with clock_at(MONDAY):
        close(desk)
    (row,) = queries.requests(db.session(), desk.programme.id)
    assert (row.kind, row.wanted_capacity) == ("closure", None)


@pytest.mark.parametrize("ask", [more, close])
def test_one_open_request_of_each_kind(app: Flask, ask: Ask) -> None:
    """R4.9: the second is told who asked, and when; the other kind is free."""
    desk = full_desk()
    with clock_at(MONDAY):
        ask(desk)
        with refused_by("request_already_open", agent="Dominique Roux", at=MONDAY):
            ask(desk)
        (close if ask is more else more)(desk)
    assert len(queries.requests(db.session(), desk.programme.id)) == 2


@pytest.mark.parametrize("ask", [more, close])
def test_only_at_capacity(app: Flask, ask: Ask) -> None:
    """R4.9: while a seat is left there is nothing to ask for."""
    desk = make_desk(capacity=2)
    with clock_at(MONDAY), refused_by("seats_left", left=2):
        ask(desk)


def test_not_without_a_capacity_nor_once_closed(app: Flask) -> None:
    """R4.9: each with its own reason."""
    with clock_at(MONDAY), refused_by("capacity_not_set"):
        more(make_desk(capacity=None))
    desk = full_desk()
    with transaction() as session:
        session.execute(update(Programme).where(Programme.id == desk.programme.id).values(closed_at=MONDAY))
    with clock_at(MONDAY), refused_by("programme_closed"):
        close(desk)


@pytest.mark.parametrize("wanted", [2, 1, 0, -1, 10_000])
def test_the_number_wanted_is_above_the_capacity(app: Flask, wanted: int) -> None:
    """R4.9: 3 at least where there are 2 seats; nothing that no programme could be."""
    with clock_at(MONDAY), refused_by("wanted_capacity_invalid", capacity=2):
        more(full_desk(), wanted=wanted)


@pytest.mark.parametrize("ask", [more, close])
def test_a_reason_is_needed(app: Flask, ask: Ask) -> None:
    """R4.9."""
    with clock_at(MONDAY), refused_by("reason_missing"):
        ask(full_desk(), reason=" ")


def test_a_request_is_withdrawn_and_kept(app: Flask) -> None:
    """R4.9: all is kept; then another may be made."""
    desk = full_desk()
    with clock_at(MONDAY):
        asked = more(desk)
        actions.withdraw_request(desk.author, asked.request_id)
        more(desk, wanted=4)
    newest, withdrawn = queries.requests(db.session(), desk.programme.id)
    assert (newest.status, withdrawn.status, withdrawn.withdrawn_by) == (
        "open",
        "withdrawn",
        "Dominique Roux",
    )
    assert len(lines("request_withdrawn")) == 1


@pytest.mark.parametrize("status", ["withdrawn", "granted", "declined"])
def test_an_answered_request_is_not_withdrawn(app: Flask, status: str) -> None:
    """R4.9: final once it left `open`, in the database too."""
    desk = full_desk()
    with clock_at(MONDAY):
        asked = more(desk)
    with transaction() as session:
        session.execute(update(RegionalRequest).values(status=status))
    with clock_at(MONDAY), refused_by("request_not_open"):
        actions.withdraw_request(desk.author, asked.request_id)
    with refused_by("request_not_open"), transaction() as session:
        session.execute(update(RegionalRequest).values(status="open"))


def test_twice_is_once(app: Flask) -> None:
    """F27: made and withdrawn under one key each."""
    desk = full_desk()
    making, withdrawing = (Submission(desk.author.id, "/d", key * 32, "a") for key in "mw")
    with clock_at(MONDAY):
        asked = [more(desk, submission=making) for _ in range(2)]
        gone = [
            actions.withdraw_request(desk.author, asked[0].request_id, submission=withdrawing)
            for _ in range(2)
        ]
    assert asked[0] == asked[1] == gone[0] == gone[1]
    assert len(lines("request_made")) == len(lines("request_withdrawn")) == 1
