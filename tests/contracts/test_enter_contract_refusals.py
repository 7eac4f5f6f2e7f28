"""R4.3: each refusal with its own code, and what else its sentence says; nothing is written."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, update

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.core import clock_guard
from recruitment.core.models import ClockGuard
from recruitment.core.transaction import transaction
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    Desk,
    clock_at,
    contracts_of,
    lines,
    mails,
    make_desk,
    refused_by,
    seats_taken,
    state_of,
)


def test_a_capacity_that_is_not_set(app: Flask) -> None:
    """R4.3: no capacity, no contract; 0 is what an empty field was once stored as."""
    for capacity in (None, 0):
        desk = make_desk(capacity=capacity)
        with clock_at(MONDAY), refused_by("capacity_not_set"):
            desk.enter()


def test_the_last_seat_is_taken_and_by_whom(app: Flask) -> None:
    """R4.3, R4.5: the refusal names the candidate, the agent and the hour."""
    desk = make_desk(capacity=1)
    winner = builders.make_application(state=ApplicationState.SEEKING_CONTRACT, programme=desk.programme)
    with clock_at(MONDAY):
        Desk(desk.author, desk.programme, winner).enter()
        facts = {
            "capacity": 1,
            "taken": 1,
            "candidate": "Camille Martin",
            "agent": "Dominique Roux",
            "at": MONDAY,
        }
        with refused_by("capacity_reached", **facts):
            desk.enter()
    assert state_of(desk.application.id) == "seeking_contract"
    assert seats_taken(desk.programme.id) == len(mails("offer")) == len(lines("enter_contract")) == 1


def test_a_programme_closed_to_recruitment(app: Flask) -> None:
    """R4.3: closed is closed, whatever the seats."""
    programme = builders.make_programme(closed_at=MONDAY - timedelta(days=1))
    application = builders.make_application(programme=programme)
    with clock_at(MONDAY), refused_by("programme_closed"):
        Desk(builders.make_account(), programme, application).enter()


@pytest.mark.parametrize(
    "state",
    [ApplicationState.OFFER_PENDING, ApplicationState.ACCEPTED, ApplicationState.ACCEPTED_KEEPING_WISHES],
)
def test_a_candidate_who_holds_a_contract_here(app: Flask, state: ApplicationState) -> None:
    """R4.3: one active contract per application (I8); the refusal says which and whose."""
    desk = make_desk(state)
    facts = {"employer_name": "Boulangerie du Puy", "agent": "Dominique Roux"}
    with clock_at(MONDAY), refused_by("already_contracted", **facts):
        desk.enter()
    assert len(contracts_of(desk.programme.id)) == 1


def test_a_candidate_who_accepted_for_good_elsewhere(app: Flask) -> None:
    """R4.3: in any centre of the campaign."""
    desk = make_desk()
    elsewhere = builders.make_programme(centre=builders.make_centre())
    builders.make_application(state=ApplicationState.ACCEPTED, programme=elsewhere, candidate=desk.candidate)
    with clock_at(MONDAY), refused_by("accepted_elsewhere"):
        desk.enter()


@pytest.mark.parametrize("state", [ApplicationState.ACCEPTED_KEEPING_WISHES, ApplicationState.OFFER_PENDING])
def test_an_offer_elsewhere_that_is_not_accepted_for_good_does_not_stand_in_the_way(
    app: Flask, state: ApplicationState
) -> None:
    """R4.3: only an acceptance for good does."""
    desk = make_desk()
    builders.make_application(state=state, programme=builders.make_programme(), candidate=desk.candidate)
    with clock_at(MONDAY):
        desk.enter()
    assert state_of(desk.application.id) == "offer_pending"


@pytest.mark.parametrize("name", ["", "   ", "--", "\u00a0"])
def test_an_employer_without_a_name(app: Flask, name: str) -> None:
    """R4.3: the name is one of the two facts of a contract."""
    desk = make_desk()
    with clock_at(MONDAY), refused_by("employer_name_missing"):
        desk.enter(employer_name=name)


@pytest.mark.parametrize(
    "last_seen",
    [timedelta(days=-46), timedelta(hours=1)],
    ids=["a jump forward", "a clock gone back"],
)
def test_a_clock_that_is_suspect(app: Flask, last_seen: timedelta) -> None:
    """I16: what cannot be taken back waits for an operator's word."""
    desk = make_desk()
    with transaction() as session:
        session.execute(insert(ClockGuard).values(id=1, last_seen=MONDAY + last_seen))
    with clock_at(MONDAY), refused_by("clock_suspect"):
        desk.enter()
    assert contracts_of(desk.programme.id) == []


def test_acts_that_are_stopped(app: Flask) -> None:
    """I1, I2, I14: nothing is written on what the nightly check found broken."""
    desk = make_desk()
    with transaction() as session:
        clock_guard.stop_acts(session, "journal_whole", MONDAY)
    with clock_at(MONDAY), refused_by("acts_stopped"):
        desk.enter()
    assert contracts_of(desk.programme.id) == []


def test_a_calendar_without_the_window_lets_nothing_in(app: Flask) -> None:
    """R4.3: a date not known yet is no open door."""
    builders.make_campaign(contracts_until=None)
    desk = make_desk()
    with clock_at(MONDAY), refused_by("outside_contract_window", missing=("contracts_until",)):
        desk.enter()


def test_the_seat_of_an_ended_contract_is_free_again(app: Flask) -> None:
    """R4.4: a declined contract takes no seat."""
    desk = make_desk(capacity=1)
    builders.make_application(state=ApplicationState.WITHDRAWN_WITH_CONTRACT, programme=desk.programme)
    with clock_at(MONDAY):
        assert desk.enter().seat == 1


def test_every_contract_ever_entered_counts_where_the_campaign_says_so(app: Flask) -> None:
    """R4.4: the literal reading, a setting of the campaign."""
    builders.make_campaign(seat_rule="entered")
    desk = make_desk(capacity=1)
    builders.make_application(state=ApplicationState.OFFER_PENDING, programme=desk.programme)
    with transaction() as session:
        first = contracts_of(desk.programme.id)[0]
        session.execute(update(Contract).values(status="declined", replied_at=MONDAY, ended_at=MONDAY))
        session.execute(
            update(Application)
            .where(Application.id == first.application_id)
            .values(state="withdrawn_with_contract")
        )
    assert seats_taken(desk.programme.id) == 1
    with clock_at(datetime(2025, 5, 27, 10, tzinfo=UTC)), refused_by("capacity_reached"):
        desk.enter()
