"""What the next sweep would do, by programme, at any date, for what one may see (R3.7)."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.applications.passages import (
    passage_instants,
    preview_by_programme,
    preview_files,
)
from tests.builders import make_application, make_candidate, make_programme

FIRST = datetime(2025, 6, 1, 22, 0, tzinfo=UTC)  # of the wishes confirmed before 9 May
SECOND = datetime(2025, 6, 3, 22, 0, tzinfo=UTC)  # of those confirmed on 14 May
CONFIRMED_LATER = datetime(2025, 5, 14, 10, 0, tzinfo=UTC)


def test_r3_7_the_preview_counts_by_programme_up_to_an_instant(session: Session) -> None:
    a, b = make_programme(title="A"), make_programme(title="B")
    make_application(programme=a)
    make_application(programme=a, confirmed_at=CONFIRMED_LATER)
    make_application(programme=b)
    found = preview_by_programme(session, FIRST)
    assert [(one.code, one.count) for one in found] == [(a.code, 1), (b.code, 1)]
    found = preview_by_programme(session, SECOND)
    assert [(one.code, one.count, one.first_at, one.last_at) for one in found] == [
        (a.code, 2, FIRST, SECOND),
        (b.code, 1, FIRST, FIRST),
    ]


def test_r3_7_nothing_is_due_one_second_before(session: Session) -> None:
    make_application()
    assert preview_by_programme(session, FIRST - timedelta(seconds=1)) == []


def test_r3_7_the_reader_sees_only_what_they_may(session: Session) -> None:
    mine, other = make_programme(), make_programme()
    make_application(programme=mine)
    make_application(programme=other)
    condition = Application.programme_id == mine.id
    assert [one.code for one in preview_by_programme(session, FIRST, condition)] == [mine.code]
    assert [one.programme_code for one in preview_files(session, FIRST, condition)] == [mine.code]


def test_r3_7_the_files_come_in_the_order_of_their_passage(session: Session) -> None:
    programme = make_programme()
    make_application(programme=programme, confirmed_at=CONFIRMED_LATER)
    make_application(programme=programme, candidate=make_candidate(last_name="Zola"))
    make_application(programme=programme, candidate=make_candidate(last_name="Éluard"))
    names = [(one.last_name, one.auto_retain_at) for one in preview_files(session, SECOND)]
    assert names == [("Éluard", FIRST), ("Zola", FIRST), ("Martin", SECOND)]


def test_all_the_passages_between_two_moments(session: Session) -> None:
    programme = make_programme()
    for _ in range(2):
        make_application(programme=programme)
    make_application(programme=programme, confirmed_at=CONFIRMED_LATER)
    before = FIRST - timedelta(days=10)
    with time_machine.travel(before, tick=False):
        assert passage_instants(session, before, FIRST) == [FIRST]
        assert passage_instants(session, before, SECOND) == [FIRST, SECOND]
