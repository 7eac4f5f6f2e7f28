"""R5.6: a reminder leaves the day before, one per offer, made up for after a day without a run."""

from datetime import datetime, timedelta

from flask import Flask

from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.contracts.desk import MONDAY, clock_at, mails
from tests.contracts.offers import ACCEPT, make_offer, status_of

EVE = datetime(2025, 6, 4, 9, tzinfo=PARIS)  # of 5 June, the last day of offers made before


def reminded(at: datetime) -> list[str]:
    """Run the job at that instant; return the keys of all the reminders queued by now."""
    with clock_at(at):
        run_job(BY_NAME["remind-offers"], started_by="command")
    return sorted(mail.event_key for mail in mails("offer_reminder"))


def test_it_leaves_the_day_before_once(app: Flask) -> None:
    """R5.6: two days before nothing; the day before one mail; run again, no other."""
    offer = make_offer()
    key = f"contract:{offer.contract_id}:remind"
    assert reminded(EVE - timedelta(days=1)) == []
    assert reminded(EVE) == [key]
    assert reminded(EVE + timedelta(minutes=5)) == reminded(EVE + timedelta(days=1)) == [key]
    (mail,) = mails("offer_reminder")
    assert mail.payload == {"application": offer.application.id, "contract": offer.contract_id}


def test_a_day_without_a_run_is_made_up_for(app: Flask) -> None:
    """R5.6, R3.4: on the last day, but not once it is over."""
    offer = make_offer()
    assert reminded(EVE + timedelta(days=1)) == [f"contract:{offer.contract_id}:remind"]
    late = make_offer()
    assert reminded(EVE + timedelta(days=2)) == [f"contract:{offer.contract_id}:remind"]
    assert status_of(late.contract_id) == "pending"  # it waits for the sweep, nobody is reminded of it


def test_who_answered_is_not_reminded(app: Flask) -> None:
    """R5.6."""
    offer = make_offer()
    with clock_at(MONDAY):
        offer.answer(ACCEPT)
    assert reminded(EVE) == []


def test_an_offer_of_the_same_day_has_just_been_told(app: Flask) -> None:
    """R5.1, R5.6: made after 5 June it is due the next day; the reminder waits for that morning."""
    offer = make_offer(at=datetime(2025, 6, 10, 8, tzinfo=PARIS))
    assert reminded(datetime(2025, 6, 10, 9, tzinfo=PARIS)) == []
    assert reminded(datetime(2025, 6, 11, 9, tzinfo=PARIS)) == [f"contract:{offer.contract_id}:remind"]


def test_who_it_would_remind_is_shown(app: Flask) -> None:
    """R3.7 for offers: the preview of the jobs' page."""
    make_offer()
    shown = BY_NAME["remind-offers"].preview(db.session(), EVE)
    assert [row[2:] for row in shown.rows] == [
        ("Maison Chastaing", datetime(2025, 6, 5, 23, 59, 59, tzinfo=PARIS))
    ]
