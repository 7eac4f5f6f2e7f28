"""R6.2: registrations are controlled, validated from the first day of term on, once, and cancelled with a reason."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions import cancel_enrolment, enrol, undo_enrolment
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import UplinkMoment
from recruitment.learners.models import RegistrationReport, RequiredDocument
from recruitment.learners.validation.cancel import cancel
from recruitment.learners.validation.control import control
from recruitment.learners.validation.validate import MANY, validate, validate_many
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import clock_at, lines, refused_by
from tests.learners.registered import (
    AUGUST,
    INES,
    OPENING,
    TERM,
    Office,
    add_guardian,
    make_office,
    make_ready,
    make_registration,
    registration,
)

SECOND = timedelta(seconds=1)
LATER = OPENING + timedelta(days=3)


def uplinks() -> list[tuple[str, int, str]]:
    """Return what goes up: key, state, status."""
    db.session.rollback()
    found = select(UplinkEntry.event_key, UplinkEntry.platform_state, UplinkEntry.status)
    return [(row[0], row[1], row[2]) for row in db.session.execute(found.order_by(UplinkEntry.id))]


def said(report_id: int) -> list[Any]:
    """Return what a report says."""
    db.session.rollback()
    return db.session.get_one(RegistrationReport, report_id).outcomes


def sent(*keys: str) -> None:
    """Let entries be sent, as the sender would."""
    with transaction() as session:
        values = {"status": "sent", "sent_at": LATER}
        session.execute(update(UplinkEntry).where(UplinkEntry.event_key.in_(keys)).values(values))


def own(office: Office, state: str = ApplicationState.ACCEPTED, ine: str = INES[0]) -> tuple[int, int]:
    """Return a ready registration of our own application, and the application's id."""
    application = builders.make_application(state=state, programme=office.programme)
    return make_ready(office, ine, application=application), application.id


def test_exactly_from_the_first_day_on_and_once(app: Flask) -> None:
    """R6.2: a second before midnight in Paris is refused; at midnight it is validated, dated, and told once."""
    office = make_office()
    id_ = make_ready(office)
    with clock_at(OPENING - SECOND), refused_by("before_first_day", first_day=TERM):
        validate(office.author, id_)
    assert uplinks() == []
    with clock_at(OPENING):
        report_id = validate(office.author, id_)
        with refused_by("registration_validated"):
            validate(office.author, id_)
    row = registration(id_)
    assert (row.validated_at, row.validated_on, row.validated_by_id) == (OPENING, TERM, office.author.id)
    assert said(report_id) == [[id_, "done", ["contract_unknown", "employer_awaited"]]]
    assert uplinks() == [(f"registration:{id_}:validated", 1, "queued")]
    ((line, details),) = lines("registration_validated")
    assert details == {"learner": row.learner_id, "registration": id_, "nature": 1}
    assert line.programme_id == office.programme.id


def test_many_each_with_its_line_in_the_report(app: Flask) -> None:
    """R6.2: what can be is validated, what cannot says why, the same sending is answered the same."""
    office = make_office()
    ready = [make_ready(office, ine) for ine in INES[:2]]
    without = make_registration(office)
    done = make_ready(office, INES[2])
    with clock_at(LATER):
        validate(office.author, done)
        sent_form = Submission(office.author.id, "/x", "k" * 20, "h")
        wanted = [*ready, without, done, ready[0]]
        report_id = validate_many(office.author, wanted, nature=2, submission=sent_form)
        assert validate_many(office.author, wanted, nature=2, submission=sent_form) == report_id
        with refused_by("nothing_selected"):
            validate_many(office.author, [])
        with refused_by("nature_unknown"):
            validate_many(office.author, ready, nature=3)
    assert [(one[0], one[1]) for one in said(report_id)] == [
        (ready[0], "done"), (ready[1], "done"), (without, "registration_blocked"), (done, "registration_validated"),
    ]  # fmt: skip
    assert said(report_id)[2][2] == ["ine_missing"]
    assert registration(without).validated_at is None
    assert [(state, status) for _key, state, status in uplinks()] == [
        (1, "queued"),
        (2, "queued"),
        (2, "queued"),
    ]
    assert MANY >= 200


def test_before_the_first_day_many_are_told_to_wait(app: Flask) -> None:
    """R6.2: nothing is validated, each line says until when."""
    office = make_office()
    id_ = make_ready(office)
    with clock_at(AUGUST):
        report_id = validate_many(office.author, [id_])
    assert said(report_id) == [[id_, "before_first_day", []]]
    assert registration(id_).validated_at is None


def test_our_own_application_is_enrolled_in_the_same_transaction(app: Flask) -> None:
    """R6.1, R6.2: marked done with the validation, told to the platform by it alone; a mark made before stays."""
    office = make_office()
    (first, application), (left, _) = own(office), own(office, ApplicationState.SEEKING_CONTRACT, INES[1])
    with clock_at(LATER):
        validate(office.author, first)
    enrolment = db.session.scalars(select(Enrolment)).one()
    assert (enrolment.application_id, enrolment.done_at) == (application, LATER)
    assert registration(first).enrolment_id == enrolment.id
    assert [key for key, _state, _status in uplinks()] == [f"registration:{first}:validated"]
    assert len(lines("enrol")) == 1
    with clock_at(LATER):
        validate(office.author, left)
    assert registration(left).enrolment_id is None  # no « oui » here: the registration stands alone


@pytest.fixture
def told(app: Flask) -> tuple[Office, int, int]:
    """Give an office, a validated registration of our own application, and its application's id."""
    office = make_office()
    id_, application = own(office)
    with clock_at(LATER):
        validate(office.author, id_)
    return office, id_, application


def test_cancelled_before_it_left_nothing_goes_up(told: tuple[Office, int, int]) -> None:
    """R6.2: with a reason, once; the enrolment ends with it."""
    office, id_, _application = told
    with clock_at(LATER):
        with refused_by("reason_missing"):
            cancel(office.author, id_, reason=" . ")
        assert cancel(office.author, id_, reason="Ne viendra pas") is False
        with refused_by("registration_cancelled"):
            cancel(office.author, id_, reason="Encore")
    assert uplinks() == [(f"registration:{id_}:validated", 1, "withdrawn")]
    assert (registration(id_).cancel_reason, registration(id_).cancelled_at) == ("Ne viendra pas", LATER)
    assert db.session.scalars(select(Enrolment.undo_reason)).one() == "Ne viendra pas"
    assert lines("registration_cancelled")[0][1]["told"] is False


def test_the_mark_of_a_validated_registration_does_not_end_alone(told: tuple[Office, int, int]) -> None:
    """R6.1, R6.2: undone or cancelled by itself it would leave the registration validated, and told as such."""
    office, id_, application = told
    validated = (f"registration:{id_}:validated", 1)
    for status in ("queued", "sending"):
        with transaction() as session:
            session.execute(update(UplinkEntry).values(status=status))
        for act in (undo_enrolment, cancel_enrolment):
            with clock_at(LATER), refused_by("enrolment_of_registration"):
                act(office.author, application, reason="Erreur de dossier")
        assert uplinks() == [(*validated, status)]
        assert db.session.scalars(select(Enrolment.undone_at)).one() is None
    with clock_at(LATER):
        assert cancel(office.author, id_, reason="Ne viendra pas") is True
        assert (uplinks()[-1][1:], db.session.scalars(select(Enrolment.undone_at)).one()) == (
            (3, "queued"),
            LATER,
        )
        enrol(office.author, application)  # done anew, it is of no registration
        undo_enrolment(office.author, application, reason="Erreur de dossier")


def test_the_file_and_the_list_lead_to_the_registration(
    told: tuple[Office, int, int], client: FlaskClient
) -> None:
    """R6.1: neither offers to undo the mark, each says where it ends."""
    office, id_, application = told
    there = f'href="/apprenants/validation/{id_}/annulation"'
    with clock_at(LATER):
        builders.log_in(client, office.author)
        for address in (f"/candidatures/{application}", "/inscriptions?vue=done"):
            page = client.get(address).text
            assert (there in page, f"/candidatures/{application}/inscription/annulation" in page) == (
                True,
                False,
            )
        asked = client.get(f"/candidatures/{application}/inscription/annulation").text
    assert there in asked
    assert 'aria-disabled="true"' in asked


def test_cancelled_once_it_was_sent_the_platform_is_told(told: tuple[Office, int, int]) -> None:
    """R6.2: state 3 goes up, once."""
    office, id_, _application = told
    sent(f"registration:{id_}:validated")
    with transaction() as session:
        session.execute(update(Enrolment).values(sent_at=LATER))
    with clock_at(LATER):
        assert cancel(office.author, id_, reason="Ne viendra pas") is True
    going = [(state, status) for _key, state, status in uplinks() if status == "queued"]
    assert going == [(3, "queued")]
    assert db.session.scalars(select(Enrolment.undone_at)).one() == LATER


def test_at_the_end_of_the_day_where_the_centre_says_so(app: Flask) -> None:
    """R6.8: the validation queues nothing itself; its cancellation has nothing to tell."""
    office = make_office()
    id_ = make_ready(office)
    with transaction() as session:
        session.add(UplinkMoment(centre_id=office.centre_id, moment="end_of_day", updated_at=AUGUST))
    with clock_at(LATER):
        validate(office.author, id_)
        assert uplinks() == []
        assert cancel(office.author, id_, reason="Parti") is False


def test_another_registration_of_the_year_is_found(app: Flask) -> None:
    """R6.2: in the same programme it stops the validation, in another one it warns; a cancelled one is none."""
    office = make_office()
    first = make_ready(office)
    learner: dict[str, Any] = {"learner_id": registration(first).learner_id}
    same = make_registration(office, **learner)
    elsewhere = builders.make_programme(centre=None, capacity=4)
    with clock_at(LATER):
        assert said(validate_many(office.author, [first]))[0][2] == ["registered_twice"]
        cancel(office.author, same, reason="En double")
    assert elsewhere.centre_id == office.centre_id
    make_registration(replace(office, programme=elsewhere), **learner)
    with clock_at(LATER):
        outcome = said(validate_many(office.author, [first]))[0]
    assert outcome == [first, "done", ["registered_elsewhere", "contract_unknown", "employer_awaited"]]


def test_controls_run_on_many_are_kept(app: Flask) -> None:
    """R6.2: their codes on each registration, a report, a line in the journal; nothing is validated by them."""
    office = make_office(first_day=TERM, seats=1)
    with transaction() as session:
        session.add(
            RequiredDocument(centre_id=office.centre_id, label="Assurance", blocking=True, position=1)
        )
    minor = make_registration(office, learner={"birth_date": datetime(2008, 1, 1).date()})  # noqa: DTZ001
    ready, done = make_ready(office), make_ready(office, INES[1])
    with transaction() as session:
        session.execute(update(RequiredDocument).values(retired_at=AUGUST))
    with clock_at(LATER):
        validate(office.author, done)
    with transaction() as session:
        session.execute(update(RequiredDocument).values(retired_at=None))
    with clock_at(AUGUST):
        report_id = control(office.author, [minor, ready, done], centre_id=office.centre_id, school_year=2025)
    common = ["before_first_day", "division_full", "contract_unknown", "employer_awaited"]
    assert said(report_id) == [
        [minor, "blocked", ["guardian_missing", "ine_missing", "document_missing", *common]],
        [ready, "blocked", ["document_missing", *common]],
    ]
    assert registration(ready).findings == ["document_missing", *common]
    add_guardian(registration(minor).learner_id)
    with clock_at(AUGUST):
        report_id = control(office.author, [minor], centre_id=office.centre_id, school_year=2025)
        assert "guardian_missing" not in said(report_id)[0][2]
        with refused_by("nothing_selected"):
            control(office.author, [done], centre_id=office.centre_id, school_year=2025)
    assert len(lines("registrations_controlled")) == 2
