"""R6.2: many validate the same registrations at the same instant; each is validated once, and goes up once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from recruitment.core.database import db
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges.models import UplinkEntry
from recruitment.learners.validation.cancel import cancel
from recruitment.learners.validation.validate import validate_many
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import clock_at, lines
from tests.learners.registered import INES, OPENING, make_office, make_ready
from tests.learners.test_validation import said

PEOPLE = 6


def test_each_is_validated_once_and_cancelled_once(app: Flask) -> None:
    """R6.2: by threads that begin together; the last word of the others is a refusal, never a second line."""
    office = make_office()
    wishes = [
        builders.make_application(state=ApplicationState.ACCEPTED, programme=office.programme) for _ in INES
    ]
    ids = [make_ready(office, ine, application=wish) for ine, wish in zip(INES, wishes, strict=True)]
    author_id, orders = office.author.id, [ids, ids[::-1]] * (PEOPLE // 2)

    class Author:
        id = author_id

    def validated(order: list[int]) -> int:
        with app.app_context():
            return validate_many(Author, order)

    def cancelled(_rank: int) -> str:
        with app.app_context():
            try:
                cancel(Author, ids[0], reason="Parti")
            except RuleViolation as refusal:
                return refusal.code
            return "done"

    with clock_at(OPENING), ThreadPoolExecutor(PEOPLE) as pool:
        reports = list(pool.map(validated, orders))
        ends = Counter(pool.map(cancelled, range(PEOPLE)))
    outcomes = Counter(one[1] for report in reports for one in said(report))
    assert outcomes == {"done": len(ids), "registration_validated": len(ids) * (PEOPLE - 1)}
    assert ends == {"done": 1, "registration_cancelled": PEOPLE - 1}
    assert len(lines("registration_validated")) == len(ids)
    assert len(lines("registration_cancelled")) == 1
    counted = {
        model: db.session.scalar(select(func.count()).select_from(model))
        for model in (Enrolment, UplinkEntry)
    }
    assert counted == {Enrolment: len(ids), UplinkEntry: len(ids)}
