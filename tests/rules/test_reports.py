"""R9.5: when a public report is written, published and closed, and which counts it shows."""

from datetime import UTC, datetime

import pytest

from recruitment.rules import reports
from recruitment.rules.calendar import Calendar
from recruitment.rules.errors import RuleViolation
from tests.year_2025 import CAMPAIGN

CALENDAR = Calendar(
    2025,
    public_report_from=CAMPAIGN["public_report_from"],
    public_report_until=CAMPAIGN["public_report_until"],
)


def refused(check: object, moment: str, calendar: Calendar = CALENDAR) -> str:
    with pytest.raises(RuleViolation) as caught:
        check(calendar, datetime.fromisoformat(moment).replace(tzinfo=UTC))  # type: ignore[operator]
    return caught.value.code


def test_publishing_begins_at_midnight_in_paris_on_1_september() -> None:
    """R9.5"""
    assert refused(reports.check_publication, "2025-08-31T21:59:59") == "report_not_open"
    reports.check_publication(CALENDAR, datetime(2025, 8, 31, 22, tzinfo=UTC))
    reports.check_draft(CALENDAR, datetime(2025, 5, 26, tzinfo=UTC))


def test_all_ends_with_13_october_in_paris() -> None:
    """R9.5"""
    reports.check_publication(CALENDAR, datetime(2025, 10, 13, 21, 59, 59, tzinfo=UTC))
    assert refused(reports.check_publication, "2025-10-13T22:00:00") == "report_over"
    assert refused(reports.check_draft, "2025-10-13T22:00:00") == "report_over"
    assert refused(reports.check_draft, "2025-10-13T12:00:00", Calendar(2025)) == "calendar_incomplete"


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (120, 120)])
def test_one_to_four_candidates_are_fewer_than_five(count: int, shown: int | None) -> None:
    """R9.5"""
    assert reports.shown(count) == shown


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ({"a": 12, "b": 7, "c": 0}, [("a", 12), ("b", 7)]),
        ({"a": 12, "b": 3, "c": 2}, [("a", 12), ("x", 5)]),
        ({"a": 12, "b": 7, "c": 2}, [("a", 12), ("x", 9)]),  # else 2 is what the others leave of the total
        ({"a": 2, "b": 1}, [("x", 3)]),
        ({"a": 2}, [("a", 2)]),
        ({"a": 8, "b": 2}, [("x", 10)]),
        ({}, []),
    ],
)
def test_no_small_reason_can_be_worked_out_from_the_total(
    counts: dict[str, int], published: list[tuple[str, int]]
) -> None:
    """R9.5"""
    assert reports.grouped(counts, "x") == published
