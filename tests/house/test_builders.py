"""The builders make rows that the database takes, on both engines, in each state."""

import pytest
from flask import Flask

from recruitment.core.database import db
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState, Origin, Role
from tests import builders

DECIDED_BY_SYSTEM = [s for s in ApplicationState if s not in builders.UNDECIDED | {ApplicationState.REFUSED}]


@pytest.mark.parametrize("state", ApplicationState)
def test_make_application_makes_every_state(app: Flask, state: ApplicationState) -> None:
    application = builders.make_application(state=state)
    programme = db.session.get_one(Programme, application.programme_id)
    db.session.refresh(programme)
    assert application.state == state
    assert programme.seats_taken == (state in ACTIVE_STATES)


@pytest.mark.parametrize("state", DECIDED_BY_SYSTEM)
def test_make_application_makes_what_the_system_decided(app: Flask, state: ApplicationState) -> None:
    passed = builders.make_application(state=state, origin=Origin.SYSTEM)
    at_once = builders.make_application(state=state, programme=builders.make_programme(examines=False))
    assert (passed.decision_origin, passed.decided_at) == ("system", passed.auto_retain_at)
    assert (at_once.decision_origin, at_once.decided_at) == ("system", at_once.confirmed_at)


def test_make_application_of_an_exempt_programme_has_no_deadline(app: Flask) -> None:
    application = builders.make_application(programme=builders.make_programme(exempt=True))
    assert (application.review_deadline, application.auto_retain_at) == (None, None)


@pytest.mark.parametrize("role", list(Role))
def test_make_account_makes_every_role(app: Flask, role: Role) -> None:
    assert builders.make_account(role).role == role
