"""R5.2 to R5.5: the answer to an offer, and what it does to the candidate's other wishes in every centre."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from recruitment.contracts import actions
from recruitment.contracts.actions.wishes import WishesChanged, until_they_stay
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.core.submission import NO_ACCOUNT, Submission
from recruitment.core.transaction import transaction
from recruitment.enrolments import differences
from recruitment.enrolments.actions import settle_siret
from recruitment.journal.actions import Actor, person
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Reply, ReplyOrigin
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    REPLY_UNTIL,
    clock_at,
    lines,
    mails,
    refused_by,
    seats_taken,
    state_of,
)
from tests.contracts.offers import ACCEPT, DECLINE, KEEP, make_offer, make_wish, status_of

ON_TIME = MONDAY + timedelta(hours=3)
OTHER_SIRET = builders.siret(7)


@pytest.mark.parametrize(
    ("reply", "state", "taken"),
    [
        (ACCEPT, State.ACCEPTED, 1),
        (KEEP, State.ACCEPTED_KEEPING_WISHES, 1),
        (DECLINE, State.WITHDRAWN_WITH_CONTRACT, 0),
    ],
)
def test_each_answer_gives_its_state(app: Flask, reply: Reply, state: State, taken: int) -> None:
    """R5.2: with its line in the journal, its mail to the candidate and one to who decides in the programme."""
    offer = make_offer()
    with clock_at(ON_TIME):
        replied = offer.answer(reply)
    assert (replied.state, state_of(offer.application.id)) == (state, state)
    assert seats_taken(offer.application.programme_id) == taken
    ((line, details),) = lines(reply)
    assert (line.actor_kind, line.actor_id, line.contract_id) == (
        "candidate",
        offer.candidate_id,
        offer.contract_id,
    )
    assert details == {"origin": "candidate"}
    template = {ACCEPT: "offer_accepted", KEEP: "offer_accepted_keeping", DECLINE: "offer_declined"}[reply]
    (mail,) = mails(template)
    assert mail.recipient == f"candidate:{offer.candidate_id}"
    told = {mail.recipient: mail.payload["reply"] for mail in mails("reply_received")}
    assert told[f"account:{offer.manager.id}"] == reply


def test_an_answer_counts_until_the_last_second(app: Flask) -> None:
    """R5.1: at 23:59:59 it is taken; one second later it is not, though no sweep has run."""
    first, second = make_offer(), make_offer()
    with clock_at(REPLY_UNTIL):
        first.answer(ACCEPT)
    late = REPLY_UNTIL + timedelta(seconds=1)
    with clock_at(late), refused_by("reply_too_late", reply_until=REPLY_UNTIL):
        second.answer(ACCEPT)
    with clock_at(late), refused_by("reply_too_late"):
        second.answer(DECLINE)
    assert (status_of(first.contract_id), status_of(second.contract_id)) == ("accepted", "pending")


@pytest.mark.parametrize("reply", [ACCEPT, KEEP, DECLINE])
def test_an_answer_counts_within_the_last_second(app: Flask, reply: Reply) -> None:
    """R5.1: until that second is over; the answer is stored with it, as every answer in time (I10)."""
    offer = make_offer()
    with clock_at(REPLY_UNTIL + timedelta(microseconds=999_999)):
        offer.answer(reply)
    assert db.session.get_one(Contract, offer.contract_id).replied_at == REPLY_UNTIL


def test_the_way_every_answer_came_is_kept(app: Flask) -> None:
    """R5.2: of a renouncement too."""
    offer = make_offer()
    with clock_at(ON_TIME):
        offer.answer(DECLINE)
    row = db.session.get_one(Contract, offer.contract_id)
    assert (row.reply_origin, row.reply_siret, row.reply_employer_name) == ("candidate", None, None)


@pytest.mark.parametrize(
    ("later", "settled"), [("35600000000048", True), ("99901234700012", False), (OTHER_SIRET, False)]
)
def test_a_siret_settled_is_not_another_one(app: Flask, later: str, settled: bool) -> None:
    """R5.3: kept with one number, settled, accepted for good with another: that one waits on the worklist."""
    offer = make_offer()
    with clock_at(ON_TIME):
        offer.answer(KEEP, siret="35600000000048")
        settle_siret(offer.manager, offer.contract_id, note="Siège")
        offer.answer(ACCEPT, siret=later)
    row = db.session.get_one(Contract, offer.contract_id)
    assert {row.siret_settled_at, row.siret_settled_by_id, row.siret_settled_note} == (
        {ON_TIME, offer.manager.id, "Siège"} if settled else {None}
    )
    waiting = differences.siret_count(Contract.id == offer.contract_id)
    assert waiting == (later == OTHER_SIRET)


def test_wishes_that_never_stay_are_a_refusal() -> None:
    """R5.4: said as such, not a crash."""
    with refused_by("stale_version"):
        until_they_stay(_changed)


def _changed() -> None:
    raise WishesChanged


def test_another_siret_is_accepted_and_flagged(app: Flask) -> None:
    """R5.3: both numbers are kept, neither is known to be the right one."""
    offer = make_offer()
    with clock_at(ON_TIME):
        replied = offer.answer(ACCEPT, siret="356 000 000 00048", employer_name=" La  Poste ")
    assert replied.siret_differs
    row = db.session.get_one(Contract, offer.contract_id)
    assert (row.siret, row.reply_siret, row.reply_employer_name, row.reply_origin) == (
        "99901234700012",
        "35600000000048",
        "La Poste",
        "candidate",
    )
    ((_, details),) = lines("accept")
    assert details == {"origin": "candidate", "siret_differs": True}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"siret": "99901234700011"}, "siret_invalid"),
        ({"siret": ""}, "siret_invalid"),
        ({"employer_name": " . "}, "employer_name_missing"),
    ],
)
def test_accepting_confirms_the_employer(app: Flask, typed: dict[str, str], code: str) -> None:
    """R5.3: a right SIRET and a name, or nothing happens."""
    offer = make_offer()
    with clock_at(ON_TIME), refused_by(code):
        offer.answer(KEEP, **typed)
    assert state_of(offer.application.id) == State.OFFER_PENDING


def test_accepting_for_good_ends_every_other_open_wish(app: Flask) -> None:
    """R5.4: in every centre, seats freed, all told; a refusal stays a refusal."""
    offer = make_offer()
    candidate_id = offer.candidate_id
    other = make_offer(candidate_id, elsewhere=True)
    before = [State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT, State.REFUSED, State.WITHDRAWN]
    wishes = [make_wish(state, candidate_id) for state in before]
    with clock_at(ON_TIME):
        replied = offer.answer(ACCEPT)
    gone = [other.application.id, *(wish.id for wish in wishes[:3])]
    assert replied.withdrawn == sorted(gone)
    assert [state_of(wish.id) for wish in wishes] == [*[State.WITHDRAWN] * 3, State.REFUSED, State.WITHDRAWN]
    assert state_of(other.application.id) == State.WITHDRAWN_WITH_CONTRACT
    assert (seats_taken(offer.application.programme_id), seats_taken(other.application.programme_id)) == (
        1,
        0,
    )
    told = mails("wish_withdrawn")
    assert sorted(mail.payload["application"] for mail in told) == sorted(gone)
    assert {mail.payload["because"] for mail in told} == {"accepted_elsewhere"}
    chains = {line.chain for line, _ in lines("withdraw")}
    assert chains == {offer.application.centre_id, other.application.centre_id}
    assert f"account:{other.manager.id}" in {mail.recipient for mail in mails("reply_received")}


def test_accepting_another_offer_renounces_the_former(app: Flask) -> None:
    """R5.5, I11: one accepted offer; other wishes stay while the candidate keeps them."""
    first = make_offer()
    second = make_offer(first.candidate_id, elsewhere=True)
    third = make_offer(first.candidate_id)
    searching = make_wish(State.SEEKING_CONTRACT, first.candidate_id)
    with clock_at(ON_TIME):
        first.answer(KEEP)
        replied = second.answer(KEEP)
    assert replied.withdrawn == [first.application.id]
    assert [state_of(one.application.id) for one in (first, second, third)] == [
        State.WITHDRAWN_WITH_CONTRACT,
        State.ACCEPTED_KEEPING_WISHES,
        State.OFFER_PENDING,
    ]
    assert state_of(searching.id) == State.SEEKING_CONTRACT


def test_what_was_kept_is_accepted_for_good_later(app: Flask) -> None:
    """R5.2: even after the term, for the offer was answered in time; the first instant stays (I10)."""
    offer = make_offer()
    wish = make_wish(State.SEEKING_CONTRACT, offer.candidate_id)
    with clock_at(ON_TIME):
        offer.answer(KEEP)
    with clock_at(REPLY_UNTIL + timedelta(days=3)):
        offer.answer(ACCEPT, siret="35600000000048", employer_name="La Poste")
    row = db.session.get_one(Contract, offer.contract_id)
    assert (row.status, row.replied_at, row.reply_siret) == ("accepted", ON_TIME, "35600000000048")
    assert state_of(wish.id) == State.WITHDRAWN


@pytest.mark.parametrize("first", [ACCEPT, DECLINE])
@pytest.mark.parametrize("second", [ACCEPT, KEEP, DECLINE])
def test_a_final_answer_does_not_move(app: Flask, first: Reply, second: Reply) -> None:
    """I10."""
    offer = make_offer()
    with clock_at(ON_TIME):
        offer.answer(first)
        with refused_by("contract_not_pending"):
            offer.answer(second)


def test_the_database_holds_an_answer_by_itself(app: Flask) -> None:
    """I10: past the actions too."""
    offer = make_offer()
    with clock_at(ON_TIME):
        offer.answer(ACCEPT)
    row = db.session.get_one(Contract, offer.contract_id)
    for name, value in (
        ("status", "pending"),
        ("status", "accepted_keeping_wishes"),
        ("replied_at", MONDAY),
        ("reply_siret", "35600000000048"),
    ):
        with refused_by("contract_not_pending"), transaction() as session:
            setattr(session.merge(row), name, value)
        db.session.expire_all()


def test_the_database_holds_one_accepted_offer(app: Flask) -> None:
    """I11: keeping other wishes or not, whatever door the second comes in by."""
    first = make_offer()
    with clock_at(ON_TIME):
        first.answer(KEEP)
    with refused_by("accepted_elsewhere"):
        make_wish(State.ACCEPTED, first.candidate_id)


def test_twice_is_once(app: Flask) -> None:
    """F27: the same sending gets the same answer; the key with another answer is refused."""
    offer = make_offer()
    sending = Submission(NO_ACCOUNT, f"candidate:{offer.candidate_id}:reply", "k" * 32, "a")
    other = Submission(NO_ACCOUNT, f"candidate:{offer.candidate_id}:reply", "k" * 32, "b")
    with clock_at(ON_TIME):
        answers = [offer.answer(ACCEPT, submission=sending) for _ in range(2)]
        with refused_by("key_reused"):
            offer.answer(DECLINE, submission=other)
    assert answers[0] == answers[1]
    assert len(lines("accept")) == len(mails("offer_accepted")) == 1


def test_an_offer_is_its_candidate_s_alone(app: Flask) -> None:
    """I5: to another candidate it does not exist."""
    offer, other = make_offer(), make_wish(State.SEEKING_CONTRACT)
    stranger = Actor("candidate", other.candidate_id)
    with pytest.raises(NoResultFound):
        actions.reply_to_offer(stranger, offer.contract_id, DECLINE)
    with pytest.raises(NoResultFound):
        actions.withdraw_wish(stranger, offer.application.id)


def test_by_file_the_line_names_who_sent_it_in(app: Flask) -> None:
    """R5.2: what it does elsewhere is told as the candidate's doing, not as a stranger's of another centre."""
    offer = make_offer()
    other = make_offer(offer.candidate_id, elsewhere=True)
    registrar = builders.make_account("registrar")
    with clock_at(ON_TIME):
        actions.reply_to_offer(
            person(registrar.id),
            offer.contract_id,
            ACCEPT,
            siret="99901234700012",
            employer_name="Maison Chastaing",
            origin=ReplyOrigin.FILE,
        )
    ((line, details),) = lines("accept")
    assert (line.actor_kind, line.actor_id, details) == ("person", registrar.id, {"origin": "file"})
    ((gone, _),) = lines("withdraw")
    assert (gone.chain, gone.actor_kind) == (other.application.centre_id, "candidate")
