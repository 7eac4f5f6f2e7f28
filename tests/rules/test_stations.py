"""R6.8 pure rules of the day on site: whose turn it is, what an amount is, what is never kept."""

from datetime import datetime

import pytest

from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import PARIS
from recruitment.rules.stations import cents, check_pass, links_end, looks_like_a_card, receipt, waits_at


def test_one_waits_at_the_first_station_not_passed() -> None:
    """R6.8: in their order; one that was undone comes first again."""
    assert [waits_at([3, 1, 2], passed) for passed in ((), {3}, {3, 2}, {3, 1, 2})] == [3, 1, 1, None]
    check_pass([3, 1, 2], {3}, 1)
    for station in (3, 2, 9):
        with pytest.raises(RuleViolation, match="not_at_this_station"):
            check_pass([3, 1, 2], {3}, station)


def test_amounts_are_read_in_cents() -> None:
    """R6.8: as one writes them; anything else is no amount."""
    for typed, read in (("125,50", 12_550), ("125.5 €", 12_550), ("1 250", 125_000), (" 0,05", 5), ("0", 0)):
        assert cents(typed) == read
    for typed in ("", "-3", "12,345", "1e3", "douze", "1,2,3", "٣", "999999"):
        assert cents(typed) is None


def test_what_may_be_a_card_is_seen() -> None:
    """R6.8: sixteen digits however spaced; other lengths by their key; a cheque or a receipt is none."""
    for text in ("4970 1012 3456 7890", "4970-1012-3456-7893", "carte 378282246310005"):
        assert looks_like_a_card(text)
    for text in ("", "n° 1234567", "2025-00001", "378282246310006", "FR76 3000 6000 0112 3456 7890 189"):
        assert not looks_like_a_card(text)


def test_receipts_and_links() -> None:
    """R6.8: a receipt says its year and rank; links end with the calendar year of the session."""
    assert receipt(2025, 12) == "2025-00012"
    assert links_end(2025) == datetime(2026, 1, 1, tzinfo=PARIS)
