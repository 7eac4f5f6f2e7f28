"""R6.2: what the database itself refuses of registrations, whatever the code does."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from recruitment.core.transaction import transaction
from recruitment.learners.models import Learner, Registration, SchoolYear
from recruitment.privacy.permit import permit
from tests.contracts.desk import refused_by
from tests.learners.registered import (
    OPENING,
    TERM,
    Office,
    make_office,
    make_ready,
    make_registration,
    registration,
)

SECOND = timedelta(seconds=1)


def _validate(office: Office, id_: int, at: datetime, on: date) -> None:
    values = {
        "validated_at": at,
        "validated_on": on,
        "validated_by_id": office.author.id,
        "platform_state": 1,
    }
    with transaction() as session:
        session.execute(update(Registration).where(Registration.id == id_).values(values))


@pytest.mark.parametrize(
    "first_day",
    [TERM, date(2025, 10, 26), date(2025, 10, 27), date(2026, 1, 5), date(2026, 3, 29), date(2026, 3, 30)],
)
def test_never_before_the_midnight_of_the_first_day_in_paris(app: Flask, first_day: date) -> None:
    """R6.2: on both engines, in summer, in winter and where the clocks change."""
    office = make_office(first_day=first_day)
    id_ = make_ready(office)
    opening = datetime(first_day.year, first_day.month, first_day.day, tzinfo=OPENING.tzinfo)
    for at, on in [(opening - SECOND, first_day - timedelta(days=1)), (opening - SECOND, first_day)]:
        with refused_by("before_first_day"):
            _validate(office, id_, at, on)
    with refused_by("before_first_day"):
        _validate(office, id_, opening, first_day + timedelta(days=1))
    _validate(office, id_, opening, first_day)
    assert registration(id_).validated_on == first_day


def test_never_without_a_calendar_nor_born_before_it(app: Flask) -> None:
    """R6.2."""
    office = make_office(first_day=None)
    id_ = make_ready(office)
    with refused_by("before_first_day"):
        _validate(office, id_, OPENING, TERM)
    with refused_by("before_first_day"):
        make_registration(
            office,
            validated_at=OPENING,
            validated_on=TERM,
            validated_by_id=office.author.id,
            platform_state=1,
        )


def test_validated_it_changes_by_its_cancellation_alone(app: Flask) -> None:
    """R6.2: neither rewritten, nor deleted, nor replaced; cancelled, it is over."""
    office = make_office()
    id_, other = make_ready(office), make_registration(office)
    _validate(office, id_, OPENING, TERM)
    mine = update(Registration).where(Registration.id == id_)
    moved = registration(other).learner_id
    for change in (
        {"validated_at": None, "validated_on": None, "validated_by_id": None},
        {"regime": "board"}, {"division_id": None}, {"findings": ["x"]}, {"options": ["x"]},
        {"learner_id": moved}, {"platform_state": 2},
    ):  # fmt: skip
        with refused_by("registration_validated"), transaction() as session:
            session.execute(mine.values(change))
    with refused_by("registration_validated"), transaction() as session:
        session.execute(delete(Registration).where(Registration.id == id_))
    end = {"cancelled_at": OPENING + SECOND, "cancelled_by_id": office.author.id, "cancel_reason": "Parti"}
    with transaction() as session:
        session.execute(mine.values(end))
    for change in (
        {"cancelled_at": None, "cancelled_by_id": None, "cancel_reason": None},
        {"cancel_reason": "Autre"}, {"regime": "board"},
    ):  # fmt: skip
        with refused_by("registration_cancelled"), transaction() as session:
            session.execute(mine.values(change))
    with transaction() as session, permit(session):
        session.execute(mine.values(cancel_reason="", options=[], findings=[]))
    with pytest.raises(Exception, match="registration_cancelled"), transaction() as session, permit(session):
        session.execute(mine.values(regime="board"))


def test_it_follows_a_learner_into_the_one_they_were_merged_into(app: Flask) -> None:
    """R6.2: duplicates are put together after a validation as well."""
    office = make_office()
    id_, other = make_ready(office), make_registration(office)
    _validate(office, id_, OPENING, TERM)
    known, kept = registration(id_).learner_id, registration(other).learner_id
    with transaction() as session:
        merged = {"merged_into_id": kept, "merged_at": OPENING}
        session.execute(update(Learner).where(Learner.id == known).values(merged))
        session.execute(update(Registration).where(Registration.id == id_).values(learner_id=kept))
    assert registration(id_).learner_id == kept


def test_the_first_day_stays_before_what_was_validated(app: Flask) -> None:
    """R6.2: it may move earlier, and later once nothing that stands was validated before."""
    office = make_office()
    id_ = make_ready(office)
    _validate(office, id_, OPENING, TERM)
    for change in ({"first_day": None}, {"first_day": date(2025, 9, 2)}, {"year": 2026}):
        with refused_by("first_day_passed_by"), transaction() as session:
            session.execute(update(SchoolYear).values(change))
    with refused_by("first_day_passed_by"), transaction() as session:
        session.execute(delete(SchoolYear))
    with transaction() as session:
        session.execute(update(SchoolYear).values(first_day=date(2025, 8, 28), updated_at=OPENING))
    with transaction() as session:
        end = {"cancelled_at": OPENING, "cancelled_by_id": office.author.id, "cancel_reason": "Parti"}
        session.execute(update(Registration).values(end))
        session.execute(update(SchoolYear).values(first_day=date(2025, 9, 8)))


def test_insert_or_replace_goes_round_nothing(app: Flask) -> None:
    """R6.2: SQLite's REPLACE deletes before it inserts."""
    office = make_office()
    id_ = make_ready(office)
    _validate(office, id_, OPENING, TERM)
    row = registration(id_)
    values = {c.key: getattr(row, c.key) for c in Registration.__table__.c} | {"regime": "board"}
    replaced = insert(Registration).values(values)
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        with refused_by("registration_validated"), transaction() as session:
            session.execute(replaced.prefix_with("OR REPLACE"))
    assert registration(id_).regime == "day"
