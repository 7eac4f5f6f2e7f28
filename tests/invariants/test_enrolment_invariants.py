"""The watch over enrolments: none without a « oui », each with its lines (R6.1, I12)."""

import pytest
from flask import Flask
from sqlalchemy import text

from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.enrolments import actions
from recruitment.invariants.queries import all_breaches
from recruitment.rules.vocabulary import ApplicationState
from tests.contracts.desk import MONDAY, Desk, clock_at, make_desk
from tests.invariants.unguarded import unguarded

WATCHED = {"enrolled_after_a_yes", "enrolment_in_the_journal"}


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Give a desk whose candidate was enrolled, then was not, then was again."""
    made = make_desk(ApplicationState.ACCEPTED)
    with clock_at(MONDAY):
        actions.enrol(made.author, made.application.id)
        actions.undo_enrolment(made.author, made.application.id, reason="Erreur de dossier")
        actions.enrol(made.author, made.application.id)
    return made


def found() -> set[str]:
    """Return the watched breaches."""
    session = db.session()
    hold_snapshot(session)
    return {one.invariant for one in all_breaches(session)} & WATCHED


def test_enrolments_done_and_undone_are_no_breach(desk: Desk) -> None:
    """R6.1."""
    assert found() == set()


@pytest.mark.parametrize(
    ("statement", "invariant"),
    [
        ("UPDATE contract SET status = 'pending', replied_at = NULL", "enrolled_after_a_yes"),
        ("DELETE FROM journal_entry WHERE event = 'undo_enrolment'", "enrolment_in_the_journal"),
        ("UPDATE enrolment SET undone_at = done_at, undone_by_id = done_by_id", "enrolment_in_the_journal"),
    ],
)
def test_what_comes_by_another_door_is_found(desk: Desk, statement: str, invariant: str) -> None:
    """R6.1, I12."""
    with unguarded() as session:
        session.execute(text(statement))
    assert invariant in found()
