"""R4.9: the regional authority grants or declines, with a message; all is kept, and those concerned are told."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from recruitment.accounts.models import Account
from recruitment.contracts import actions, queries
from recruitment.contracts.actions import Answered
from recruitment.contracts.models import RegionalRequest
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, lines, mails, make_desk, refused_by

NO_ROOM = "Les plateaux techniques sont pleins."


def full_desk(seats: int = 2, **account: Any) -> Desk:
    """Make a desk whose seats are all taken."""
    desk = make_desk("offer_pending", capacity=seats)
    for _ in range(seats - 1):
        builders.make_application(state="accepted", programme=desk.programme)
    return desk


def asked(desk: Desk, kind: str = "capacity", wanted: int = 4) -> int:
    """Ask for more seats, or for the closure; return the request."""
    if kind == "capacity":
        return actions.request_capacity(
            desk.author, desk.programme.id, wanted=wanted, reason="Deux entreprises."
        ).request_id
    return actions.request_closure(desk.author, desk.programme.id, reason="Complet.").request_id


def authority(**changes: Any) -> Account:
    """Make an account of the académie's authority."""
    return builders.make_account("regional", **{"display_name": "Hélène Vasseur", **changes})


def answer(ids: Sequence[int], *, granted: bool = True, **more: Any) -> list[Answered]:
    """Answer as somebody of the académie, on that Monday."""
    with clock_at(MONDAY):
        return actions.answer_requests(more.pop("by", None) or authority(), ids, granted=granted, **more)


def programme_of(desk: Desk) -> Any:
    """Return the programme's row as committed by now."""
    db.session.rollback()
    columns = (Programme.capacity, Programme.closed_at, Programme.board_version)
    return db.session.execute(select(*columns).where(Programme.id == desk.programme.id)).one()


def test_a_capacity_is_granted_as_asked(app: Flask) -> None:
    """R4.9: the seats are there at once; the managers are told, the journal says who and how many."""
    desk = full_desk()
    version = programme_of(desk).board_version
    id_ = asked(desk)
    (outcome,) = answer([id_], message="Accordé au vu des contrats.")
    assert outcome == Answered(id_, done=True, capacity=4)
    assert programme_of(desk).capacity == 4
    assert programme_of(desk).board_version > version
    (row,) = queries.requests(db.session(), desk.programme.id)
    assert (row.status, row.answer, row.granted_capacity) == ("granted", "Accordé au vu des contrats.", 4)
    assert (row.answered_by, row.answered_at) == ("Hélène Vasseur", MONDAY)
    ((line, details),) = lines("request_answered")
    assert (line.chain, details["granted"], details["request"]) == (desk.programme.centre_id, True, id_)
    assert [change["changed"] for _line, change in lines("programme_changed")] == [{"capacity": [2, 4]}]
    told = {(mail.recipient, mail.event_key, mail.payload["request"]) for mail in mails("request_answered")}
    assert (f"account:{desk.author.id}", f"request:{id_}:answered", id_) in told
    assert not mails("recruitment_closed")


def test_another_number_may_be_granted(app: Flask) -> None:
    """R4.9: 3 seats where 4 were asked for."""
    desk = full_desk()
    id_ = asked(desk)
    assert answer([id_], capacities={id_: 3})[0].capacity == 3
    assert programme_of(desk).capacity == 3


@pytest.mark.parametrize(
    ("given", "code"),
    [(1, "capacity_below_contracts"), (2, "capacity_not_raised"), (10_000, "capacity_not_raised")],
)
def test_a_grant_is_never_under_the_contracts_nor_without_a_seat_more(
    app: Flask, given: int, code: str
) -> None:
    """R4.9: the request stays open."""
    desk = full_desk()
    id_ = asked(desk)
    (outcome,) = answer([id_], capacities={id_: given})
    assert (outcome.done, outcome.refusal) == (False, code)
    assert programme_of(desk).capacity == 2
    assert not lines("request_answered")


def test_a_capacity_raised_meanwhile_is_not_lowered(app: Flask) -> None:
    """R4.9: 4 were asked for, the centre has 6 by now: there is nothing to grant."""
    desk = full_desk()
    id_ = asked(desk)
    with transaction() as session:
        session.execute(update(Programme).where(Programme.id == desk.programme.id).values(capacity=6))
    (outcome,) = answer([id_])
    assert (outcome.refusal, (outcome.facts or {})["capacity"]) == ("capacity_not_raised", 6)


def test_a_closure_granted_closes_and_tells_those_in_search(app: Flask) -> None:
    """R4.9: the candidates in search learn it, once each; those with a contract or refused do not."""
    desk = full_desk()
    searching = [
        builders.make_application(state="seeking_contract", programme=desk.programme) for _ in range(3)
    ]
    builders.make_application(state="refused", programme=desk.programme)
    id_ = asked(desk, "closure")
    (outcome,) = answer([id_])
    assert outcome.told == 3
    assert programme_of(desk).closed_at == MONDAY
    told = {(mail.event_key, mail.recipient) for mail in mails("recruitment_closed")}
    assert told == {
        (f"request:{id_}:closed:{wish.id}", f"candidate:{wish.candidate_id}") for wish in searching
    }
    with clock_at(MONDAY), refused_by("programme_closed"):
        desk.enter_for(db.session.get_one(type(desk.candidate), searching[0].candidate_id).candidate_number)


def test_declined_with_a_message_nothing_else_moves(app: Flask) -> None:
    """R4.9."""
    desk = full_desk()
    builders.make_application(state="seeking_contract", programme=desk.programme)
    id_ = asked(desk, "closure")
    assert answer([id_], granted=False, message=NO_ROOM)[0].done
    (row,) = queries.requests(db.session(), desk.programme.id)
    assert (row.status, row.answer, programme_of(desk).closed_at) == ("declined", NO_ROOM, None)
    assert not mails("recruitment_closed")
    assert not lines("programme_changed")


@pytest.mark.parametrize("message", ["", "  ", "…"])
def test_to_decline_needs_a_message(app: Flask, message: str) -> None:
    """R4.9: the centre must know why."""
    id_ = asked(full_desk())
    with refused_by("answer_missing"):
        answer([id_], granted=False, message=message)
    with refused_by("no_request_selected"):
        answer([])


def test_many_at_once_with_an_outcome_each(app: Flask) -> None:
    """R4.9: what cannot be answered is told and left; the closed programme gets no seat in the same gesture."""
    first, second = full_desk(), full_desk()
    ids = [asked(first, "closure"), asked(first), asked(second)]
    actions.withdraw_request(second.author, ids[2])
    third = asked(second, wanted=5)
    outcomes = answer([*ids, third, third])
    assert [(o.request_id, o.done, o.refusal) for o in outcomes] == [
        (ids[0], True, None),
        (ids[1], False, "programme_closed"),
        (ids[2], False, "request_not_open"),
        (third, True, None),
    ]
    assert (programme_of(first).capacity, programme_of(second).capacity) == (2, 5)


def test_the_first_answer_counts(app: Flask) -> None:
    """R4.9, R2.5: the second is told who answered what, and when."""
    desk = full_desk()
    id_ = asked(desk)
    answer([id_], granted=False, message=NO_ROOM)
    (outcome,) = answer([id_])
    told = {"status": "declined", "agent": "Hélène Vasseur"}
    assert outcome.refusal == "request_not_open"
    assert told.items() <= (outcome.facts or {}).items()
    assert programme_of(desk).capacity == 2


def test_a_request_of_another_academie_does_not_exist(app: Flask) -> None:
    """R8.3: it has no outcome, and stays open."""
    id_ = asked(full_desk())
    assert answer([id_], by=authority(academie="Lyon")) == []
    assert db.session.scalar(select(RegionalRequest.status)) == "open"


def test_twice_is_once(app: Flask) -> None:
    """F27: one key, one answer; the same key with something else is refused."""
    desk, by = full_desk(), authority()
    id_ = asked(desk)
    sending = Submission(by.id, "/region", "k" * 32, "a")
    assert answer([id_], by=by, submission=sending) == answer([id_], by=by, submission=sending)
    assert len(lines("request_answered")) == 1
    with refused_by("key_reused"):
        answer([id_], by=by, submission=Submission(by.id, "/region", "k" * 32, "b"))


def test_a_form_by_which_nothing_was_done_is_sent_again_corrected(app: Flask) -> None:
    """R4.9: a wrong number is no answer; its form is not used up."""
    desk, by = full_desk(), authority()
    id_ = asked(desk)
    first, then = (Submission(by.id, "/region", "k" * 32, body) for body in "ab")
    assert not answer([id_], by=by, capacities={id_: -5}, submission=first)[0].done
    assert answer([id_], by=by, submission=then)[0].done


def test_of_many_answers_at_the_same_instant_one_counts(app: Flask) -> None:
    """R4.9, F28: grants and refusals of the same requests from all sides; none waits for another for ever."""
    desks = [full_desk() for _ in range(4)]
    ids = [asked(desk) for desk in desks]
    by = authority()

    def one(rank: int) -> list[Answered]:
        mine = ids if rank % 2 else list(reversed(ids))
        with app.app_context():
            try:
                return actions.answer_requests(by, mine, granted=rank % 3 != 0, message=NO_ROOM)
            finally:
                db.session.remove()

    with clock_at(MONDAY), ThreadPoolExecutor(8) as pool:
        outcomes = [outcome for answered in pool.map(one, range(8)) for outcome in answered]
    assert sorted(o.request_id for o in outcomes if o.done) == sorted(ids)
    assert {o.refusal for o in outcomes if not o.done} == {"request_not_open"}
    assert len(lines("request_answered")) == len(ids)
    statuses = {queries.requests(db.session(), desk.programme.id)[0].status for desk in desks}
    assert {programme_of(desk).capacity for desk in desks} == ({4} if statuses == {"granted"} else {2})
