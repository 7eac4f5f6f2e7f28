"""R6.8 the day on site: one station after the other, once each; payment and its receipt; the end of the day."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.applications.models import Candidate
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions import enrol, undo_enrolment
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import UplinkMoment
from recruitment.invariants.queries import all_breaches
from recruitment.invariants.station_statements import STATEMENTS
from recruitment.journal.models import JournalEntry
from recruitment.learners.actions import synchronise
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from recruitment.stations.actions.close_day import close_day as close_those
from recruitment.stations.actions.come_and_go import arrive, leave
from recruitment.stations.actions.pass_station import pass_station, undo_passage
from recruitment.stations.actions.set_up import Chosen, choose, retire_station
from recruitment.stations.models import Arrival, Payment
from tests import builders
from tests.stations.world import CHEQUE, DAY, bring, go_through, open_site, validate

pytestmark = pytest.mark.usefixtures("app", "_at_the_hour")


@pytest.fixture
def _at_the_hour() -> Iterator[None]:
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def author(app: Flask) -> Account:
    """Give a registrar."""
    return builders.make_account(Role.REGISTRAR)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    """Expect a refusal."""
    return pytest.raises(RuleViolation, match=code)


def close_day(author: Account, centre_id: int) -> int:
    """Close the day of all programmes."""
    return close_those(author, centre_id, true()).queued


def breaches(session: Session) -> list[str]:
    """Return what is impossible of the days on site; registrations here are validated by hand."""
    mine = {one.name for one in STATEMENTS}
    return [breach.invariant for breach in all_breaches(session) if breach.invariant in mine]


def test_one_goes_from_station_to_station(author: Account, session: Session) -> None:
    """R6.8: in their order, once each; a double tap counts once; undone with a reason, one waits there again."""
    programme = builders.make_programme()
    centre = programme.centre_id
    with refused("stations_closed"):
        bring(author, programme)
    identity, file, payment, card = open_site(author, centre)
    one = bring(author, programme)
    with refused("not_at_this_station"):
        pass_station(author, centre, one.id, file.id)
    first = pass_station(author, centre, one.id, identity.id)
    assert pass_station(author, centre, one.id, identity.id) == first
    pass_station(author, centre, one.id, file.id)
    with refused("payment_needed"):
        pass_station(author, centre, one.id, payment.id)
    with refused("reason_missing"):
        undo_passage(author, centre, first, reason="  ")
    undo_passage(author, centre, first, reason="Pièce périmée")
    with refused("passage_undone"):
        undo_passage(author, centre, first, reason="Encore")
    with refused("not_at_this_station"):
        pass_station(author, centre, one.id, payment.id, paid=CHEQUE)
    go_through(author, one, [identity, payment, card])
    told = session.scalars(select(JournalEntry.event)).all()
    counts = [told.count(event) for event in ("station_passed", "station_undone", "payment_recorded")]
    assert counts == [5, 1, 1]
    assert breaches(session) == []


def test_only_who_is_here_passes(author: Account, session: Session) -> None:
    """R6.8: neither before the arrival, nor after one left, nor once gone from the pool; one may come back."""
    programme = builders.make_programme()
    centre = programme.centre_id
    stations = open_site(author, centre)
    one, other = bring(author, programme), bring(author, programme)
    assert arrive(author, centre, one.id) == arrive(author, centre, one.id)
    leave(author, centre, one.id, reason="Revient demain")
    with refused("not_arrived"):
        pass_station(author, centre, one.id, stations[0].id)
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        arrive(author, centre, one.id)
        pass_station(author, centre, one.id, stations[0].id)
    retire_station(author, centre, stations[3].id)
    with refused("station_retired"):
        pass_station(author, centre, other.id, stations[3].id)
    with transaction() as writing:
        writing.get_one(Admitted, other.id).gone_at = DAY
    with refused("not_in_pool"):
        pass_station(author, centre, other.id, stations[0].id)
    rows = session.execute(select(Arrival.day, Arrival.rank).order_by(Arrival.day, Arrival.rank)).all()
    assert [tuple(row) for row in rows] == [
        (DAY.date(), 1),
        (DAY.date(), 2),
        ((DAY + timedelta(days=1)).date(), 1),
    ]


def test_receipts_follow_one_another(author: Account, session: Session) -> None:
    """R6.8: method, cents, receipt number; the same form twice is one payment; an undone one keeps its own."""
    programme = builders.make_programme()
    centre = programme.centre_id
    identity, file, payment, _card = open_site(author, centre, moment="validation")
    people = [bring(author, programme) for _ in range(3)]
    for one in people:
        go_through(author, one, [identity, file])
    sent = Submission(author.id, "/paiement", "k" * 24, "same")
    first = [
        pass_station(author, centre, people[0].id, payment.id, paid=CHEQUE, submission=sent) for _ in range(2)
    ]
    assert first[0] == first[1]
    with refused("already_paid"):  # a colleague has typed another one meanwhile
        pass_station(author, centre, people[0].id, payment.id, paid=CHEQUE)
    undo_passage(author, centre, first[0], reason="Chèque sans signature")
    for one in people:
        go_through(author, one, [payment])
    rows = session.execute(
        select(Payment.receipt_number, Payment.amount_cents).order_by(Payment.passage_id)
    ).all()
    assert [tuple(row) for row in rows] == [(f"2025-{rank:05d}", 12_550) for rank in (1, 2, 3, 4)]


def test_the_end_of_the_day_sends_those_validated_and_paid_once(author: Account, session: Session) -> None:
    """R6.8: neither only paid, nor only validated; each once, whatever runs again; what has left is not undone here."""
    programme = builders.make_programme()
    centre = programme.centre_id
    stations = open_site(author, centre)
    both, paid, validated = (bring(author, programme, last_name=f"Aubert{letter}") for letter in "abc")
    done = {
        one.admitted_id: one.registration_id for one in synchronise(author, [both.id, paid.id, validated.id])
    }
    passages = go_through(author, both, stations)
    go_through(author, paid, stations)
    for one in (both, validated):
        validate(author, done[one.id] or 0, DAY)
    assert run_job(BY_NAME["end-of-day"], started_by="tick").rows == 1
    assert close_day(author, centre) == 0
    entry = session.scalars(select(UplinkEntry)).one()
    assert (entry.event_key, entry.status, entry.candidate_number) == (
        f"registration:{done[both.id]}:validated",
        "queued",
        both.candidate_number,
    )
    undo_passage(author, centre, passages[2], reason="Chèque rejeté")  # it had not left
    session.expire_all()
    assert session.scalars(select(UplinkEntry.status)).one() == "withdrawn"
    assert close_day(author, centre) == 0
    (again,) = go_through(author, both, [stations[2]])
    assert close_day(author, centre) == 1
    with transaction() as writing:
        row = writing.scalars(select(UplinkEntry)).one()
        row.status, row.sent_at = "sent", DAY
    with refused("payment_sent"):
        undo_passage(author, centre, again, reason="Trop tard")
    assert breaches(session) == []


def test_the_end_of_the_day_needs_a_station_for_payment(author: Account) -> None:
    """R6.8: nothing would ever leave; a second station for payment is refused too."""
    programme = builders.make_programme()
    centre = programme.centre_id
    with refused("no_payment_station"):
        choose(author, centre, Chosen(enabled=False, moment="end_of_day", amount_cents=None))
    stations = open_site(author, centre)
    with refused("no_payment_station"):
        retire_station(author, centre, stations[2].id)


def test_back_to_the_validation_what_waited_goes_up(author: Account, session: Session) -> None:
    """R6.8: paid or not, once, and not what was told before; the next validation goes up at once."""
    programme = builders.make_programme()
    centre = programme.centre_id
    stations = open_site(author, centre)
    people = [bring(author, programme, last_name=f"Aubert{letter}") for letter in "abc"]
    done = [one.registration_id or 0 for one in synchronise(author, [one.id for one in people])]
    go_through(author, people[0], stations)
    for registration_id in done[:2]:
        validate(author, registration_id, DAY)
    assert close_day(author, centre) == 1
    back = Chosen(enabled=True, moment="validation", amount_cents=None)
    assert "validation_goes_up" not in [breach.invariant for breach in all_breaches(session)]
    with transaction() as writing:  # as it would stay if nothing were queued
        writing.get_one(UplinkMoment, centre).moment = "validation"
    session.expire_all()
    assert "validation_goes_up" in [breach.invariant for breach in all_breaches(session)]
    assert [choose(author, centre, back) for _ in range(2)] == [1, 0]
    session.expire_all()
    keys = session.scalars(select(UplinkEntry.event_key).order_by(UplinkEntry.id)).all()
    assert keys == [f"registration:{id_}:validated" for id_ in done[:2]]
    assert "validation_goes_up" not in [breach.invariant for breach in all_breaches(session)]


def test_an_enrolment_marked_done_goes_up_once_validated_and_paid(author: Account, session: Session) -> None:
    """R6.1, R6.8: by its registration alone; back to the validation, the marks that waited go up, once."""
    programme = builders.make_programme()
    centre = programme.centre_id
    stations = open_site(author, centre)
    wishes = [builders.make_application(state="accepted", programme=programme) for _ in "abc"]
    enrolled = [enrol(author, one.id).enrolment_id for one in wishes]
    undo_enrolment(author, wishes[1].id, reason="Erreur")
    one = bring(
        author, programme, candidate_number=number_of(session, wishes[0]), application_id=wishes[0].id
    )
    (outcome,) = synchronise(author, [one.id])
    validate(author, outcome.registration_id or 0, DAY)
    assert close_day(author, centre) == 0
    go_through(author, one, stations)
    assert close_day(author, centre) == 1
    back = Chosen(enabled=True, moment="validation", amount_cents=None)
    assert [choose(author, centre, back) for _ in range(2)] == [1, 0]
    session.expire_all()
    keys = session.scalars(select(UplinkEntry.event_key).order_by(UplinkEntry.id)).all()
    assert keys == [f"registration:{outcome.registration_id}:validated", f"enrolment:{enrolled[-1]}:done"]


def number_of(session: Session, application: Any) -> str:
    """Return the number of an application's candidate."""
    return session.get_one(Candidate, application.candidate_id).candidate_number


BROKEN = (
    """INSERT INTO passage (arrival_id, admitted_id, centre_id, station_id, passed_at, passed_by_id)
        SELECT arrival_id, admitted_id, centre_id, station_id, passed_at, passed_by_id FROM passage""",
    "UPDATE payment SET amount_cents = 0",
    "UPDATE payment SET amount_cents = -5",
    "UPDATE payment SET method = 'gold'",
    "UPDATE passage SET undone_by_id = passed_by_id",
    "UPDATE passage SET admitted_id = admitted_id + 1",
    "UPDATE arrival SET left_by_id = arrived_by_id",
    "UPDATE station SET kind = 'payment'",
)


def test_the_database_itself_refuses(author: Account) -> None:
    """R6.8: twice the same station, a payment without an amount, half an undoing, two stations for payment."""
    programme = builders.make_programme()
    stations = open_site(author, programme.centre_id)[:3]
    go_through(author, bring(author, programme), stations)
    for broken in BROKEN:
        with pytest.raises((IntegrityError, RuleViolation)), transaction() as writing:
            writing.execute(text(broken))


def test_breaches_are_found(author: Account, session: Session) -> None:
    """R6.8: a payment at a station that takes none, a station for payment passed without one, an event not told."""
    programme = builders.make_programme()
    stations = open_site(author, programme.centre_id)
    passages = go_through(author, bring(author, programme), stations)
    with transaction() as writing:
        writing.execute(text(f"UPDATE payment SET passage_id = {passages[0]}"))
        writing.execute(text("UPDATE passage SET undone_at = passed_at, undone_by_id = passed_by_id, undo_reason = 'x' "
                             f"WHERE id = {passages[3]}"))  # fmt: skip
    assert set(breaches(session)) == {
        "payment_at_its_station",
        "paid_where_payment_is_taken",
        "passages_in_the_journal",
    }
