"""F1: the sweep of offers in processes of their own, killed at random points, then run again."""

import random
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.invariants.queries import all_breaches
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from tests.contracts.desk import REPLY_UNTIL
from tests.contracts.offers import make_offer
from tests.faults.sweeps import DONE, sweeper_at

OFFERS, KILLS = 40, 6
AFTER = REPLY_UNTIL + timedelta(hours=7)
JOB = "sweep-offers"


@pytest.fixture
def due(app: Flask) -> Session:
    """Give a database where offers of many programmes wait past their last second."""
    for _ in range(OFFERS):
        make_offer()
    return db.session()


def test_killed_then_run_again_each_offer_runs_out_once(due: Session, database_url: str) -> None:
    """F1, R5.6: nothing missing, nothing twice."""
    chance = random.Random(20250606)
    with sweeper_at(database_url, AFTER, JOB) as sweeper:
        killed = 0
        for _ in range(KILLS):
            sweeper.start()
            killed += sweeper.killed_in(1, chance.uniform(0, 0.012))
        sweeper.start()
        assert sweeper.ended() == DONE
    assert killed > 0
    check_once_each(due)


def check_once_each(session: Session) -> None:
    """Expect each offer expired, with one line and one mail to its candidate."""
    session.rollback()
    assert set(session.scalars(select(Contract.status))) == {"expired"}
    lines = select(func.count(), func.count(JournalEntry.contract_id.distinct()))
    assert session.execute(lines.where(JournalEntry.event == "expire")).one() == (OFFERS, OFFERS)
    mails = select(func.count(), func.count(OutboxMail.event_key.distinct()))
    assert session.execute(mails.where(OutboxMail.template == "offer_expired")).one() == (OFFERS, OFFERS)
    hold_snapshot(session)
    unbuilt = {"decision_is_told", "decision_in_the_journal"}  # the builders' decisions
    assert {one.invariant for one in all_breaches(session)} <= unbuilt
