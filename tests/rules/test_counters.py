"""R1.1, R1.3: nine lines, two totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules.counters import COUNTERS, WITH_CONTRACT, WITHOUT_CONTRACT, totals
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState

COUNTS = st.dictionaries(st.sampled_from(ApplicationState), st.integers(0, 1_000_000))


@pytest.mark.parametrize(
    ("group", "lines", "total"),
    [
        (WITHOUT_CONTRACT, (16, 228, 0, 0, 0), 244),
        (WITHOUT_CONTRACT, (0, 13, 60, 0, 0), 73),
        (WITH_CONTRACT, (1, 3, 0, 0), 4),
    ],
)
def test_the_lines_of_the_screens_add_up(
    group: tuple[ApplicationState, ...], lines: tuple[int, ...], total: int
) -> None:
    """R1.1: the figures of S4, in the order of its screens."""
    counted = totals(dict(zip(group, lines, strict=True)))
    assert counted.all == total
    assert total in (counted.without_contract, counted.with_contract)


def test_every_state_is_counted_on_one_line() -> None:
    """R1.3"""
    assert sorted(COUNTERS) == sorted(ApplicationState)


@given(COUNTS)
def test_the_two_totals_always_make_the_number_of_rows(counts: dict[ApplicationState, int]) -> None:
    """R1.3"""
    counted = totals(counts)
    assert counted.all == counted.without_contract + counted.with_contract == sum(counts.values())
    assert counted.active == sum(counts.get(state, 0) for state in ACTIVE_STATES)


def test_the_rows_of_a_query_are_counted_by_their_words() -> None:
    assert totals({"offer_pending": 1, "accepted": 3}).with_contract == 4


def test_an_unknown_state_is_a_bug() -> None:
    with pytest.raises(ValueError, match="lost"):
        totals({"lost": 1})
