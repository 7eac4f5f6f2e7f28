"""I5: candidates are not found by trying their numbers one after the other."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.contracts.actions import look_up_number as looking
from recruitment.contracts.models import NumberSearch
from recruitment.journal.models import JournalEntry
from tests import builders
from tests.contracts.desk import MONDAY, clock_at, make_desk
from tests.contracts.pages import filled, person, refusals
from tests.forms import submit


def told_of(session: Session) -> list[int | None]:
    lines = select(JournalEntry.candidate_id).where(JournalEntry.event == "number_looked_up")
    return list(session.scalars(lines.order_by(JournalEntry.id)))


def test_the_journal_tells_of_strangers_alone(client: FlaskClient, session: Session) -> None:
    desk = make_desk()
    stranger = builders.make_candidate()
    own = builders.make_candidate()
    builders.make_application(programme=desk.programme, candidate=own)
    with clock_at(MONDAY):
        me = person(client, desk)
        for number in (stranger.candidate_number, own.candidate_number, "987654321"):
            submit(client, me.number_url, candidate_number=number)
    assert told_of(session) == [stranger.id]
    assert session.scalar(select(func.count()).select_from(NumberSearch)) == 3


def test_there_is_a_limit_for_a_while(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST", 2)
    monkeypatch.setattr(looking, "WITHIN", timedelta(minutes=5))
    desk = make_desk()
    number = builders.make_candidate().candidate_number
    with time_machine.travel(MONDAY, tick=False) as travelled:
        me = person(client, desk)
        for _ in range(2):
            assert submit(client, me.number_url, candidate_number=number).status_code == 200
        refused = submit(client, me.number_url, candidate_number=number)
        assert (refused.status_code, refusals(refused.text)) == (429, ["too_many_numbers"])
        entered = submit(client, me.number_url, candidate_number=number, **filled())
        assert entered.status_code == 429
        travelled.shift(looking.WITHIN)
        assert submit(client, me.number_url, candidate_number=number).status_code == 200
