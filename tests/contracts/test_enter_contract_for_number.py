"""R4.2: a contract for a candidate of the campaign who has no application here, found by number."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from recruitment.applications.models import Application
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    Desk,
    clock_at,
    contracts_of,
    lines,
    make_desk,
    refused_by,
    seats_taken,
    state_of,
)


def count_applications(desk: Desk) -> int:
    """Return how many applications the programme has."""
    return db.session.execute(
        select(func.count()).where(Application.programme_id == desk.programme.id)
    ).scalar_one()


def test_the_application_is_made_with_the_contract(app: Flask) -> None:
    """R4.2: both in one transaction, both in the journal."""
    desk = make_desk()
    candidate = builders.make_candidate()
    with clock_at(MONDAY):
        entered = desk.enter_for(candidate.candidate_number)
    assert state_of(entered.application_id) == "offer_pending"
    assert (entered.seat, seats_taken(desk.programme.id)) == (1, 1)
    ((received, details),) = lines("application_received")
    assert (received.candidate_id, details) == (candidate.id, {"by": "number"})
    assert lines("enter_contract")[0][0].seq > received.seq


def test_an_application_that_exists_is_the_one_used(app: Flask) -> None:
    """R4.2: one application per candidate and programme (I8)."""
    desk = make_desk()
    number = desk.candidate.candidate_number
    with clock_at(MONDAY):
        entered = desk.enter_for(f" {number} ")
    assert entered.application_id == desk.application.id
    assert count_applications(desk) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("999999999", "candidate_unknown"),
        ("12A", "candidate_number_invalid"),
        ("", "candidate_number_invalid"),
    ],
)
def test_a_number_that_nobody_has_is_refused(app: Flask, number: str, code: str) -> None:
    """R4.2: the number is that of a candidate with a file."""
    desk = make_desk()
    with clock_at(MONDAY), refused_by(code):
        desk.enter_for(number)


def test_a_candidate_of_another_campaign_is_unknown(app: Flask) -> None:
    """R4.2: the number is unique in a campaign, not beyond it."""
    desk = make_desk()
    other = builders.make_candidate(campaign_id=builders.make_campaign(2026).id)
    with clock_at(MONDAY), refused_by("candidate_unknown"):
        desk.enter_for(other.candidate_number)


def test_a_refusal_of_the_rules_leaves_no_application_behind(app: Flask) -> None:
    """R4.5: all or nothing."""
    desk = make_desk(capacity=None)
    with clock_at(MONDAY), refused_by("capacity_not_set"):
        desk.enter_for(builders.make_candidate().candidate_number)
    assert count_applications(desk) == 1


def test_a_refused_candidate_needs_a_screen_that_showed_the_refusal(app: Flask) -> None:
    """R4.2: the number is no way around the confirmation."""
    desk = make_desk(ApplicationState.REFUSED)
    number = desk.candidate.candidate_number
    with clock_at(MONDAY), refused_by("confirmation_missing"):
        desk.enter_for(number)


def test_the_same_sending_twice_counts_once(app: Flask) -> None:
    """F27: the second finds the first under the lock."""
    desk = make_desk()
    number = builders.make_candidate().candidate_number
    sending = Submission(desk.author.id, "/formations/1/contrat", "k" * 32, "a")
    with clock_at(MONDAY):
        assert desk.enter_for(number, submission=sending) == desk.enter_for(number, submission=sending)
    assert len(contracts_of(desk.programme.id)) == 1
