"""The watch over registrations: none validated before its day, each with its line and its uplink (R6.2)."""

import pytest
from flask import Flask
from sqlalchemy import text

from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.invariants.queries import all_breaches
from recruitment.learners.validation.cancel import cancel
from recruitment.learners.validation.validate import validate
from tests.contracts.desk import clock_at
from tests.invariants.unguarded import unguarded
from tests.learners.registered import INES, OPENING, make_office, make_ready

WATCHED = {
    "validated_from_the_first_day", "validated_complete", "registration_in_the_journal", "validation_goes_up",
    "cancellation_goes_up", "validation_bears_its_day",
}  # fmt: skip


@pytest.fixture
def _registered(app: Flask) -> None:
    """Make one validated registration, and one that was cancelled afterwards."""
    office = make_office()
    kept, gone = make_ready(office), make_ready(office, INES[1])
    with clock_at(OPENING):
        validate(office.author, kept)
        validate(office.author, gone)
        cancel(office.author, gone, reason="Parti")


def found() -> set[str]:
    """Return the watched breaches."""
    session = db.session()
    hold_snapshot(session)
    return {one.invariant for one in all_breaches(session)} & WATCHED


@pytest.mark.usefixtures("_registered")
def test_what_was_validated_and_cancelled_is_no_breach() -> None:
    """R6.2."""
    assert found() == set()


@pytest.mark.usefixtures("_registered")
@pytest.mark.parametrize(
    ("statement", "invariant"),
    [
        ("UPDATE school_year SET first_day = '2025-09-02'", "validated_from_the_first_day"),
        ("UPDATE registration SET regime = NULL WHERE cancelled_at IS NULL", "validated_complete"),
        ("DELETE FROM journal_entry WHERE event = 'registration_cancelled'", "registration_in_the_journal"),
        ("DELETE FROM uplink_entry WHERE status = 'queued'", "validation_goes_up"),
        ("UPDATE uplink_entry SET status = 'sent', sent_at = created_at", "cancellation_goes_up"),
        ("UPDATE registration SET validated_on = '2025-08-31'", "validation_bears_its_day"),
    ],
)
def test_what_comes_by_another_door_is_found(statement: str, invariant: str) -> None:
    """R6.2."""
    with unguarded() as session:
        session.execute(text(statement))
    assert invariant in found()
