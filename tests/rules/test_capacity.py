"""R4.3, R4.9: seats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules.capacity import check_capacity, check_seat, seats_left
from recruitment.rules.errors import RuleViolation


@pytest.mark.parametrize("capacity", [None, 0])
def test_no_contract_is_entered_while_the_capacity_is_not_set(capacity: int | None) -> None:
    """R4.3"""
    with pytest.raises(RuleViolation, match="capacity_not_set"):
        check_seat(capacity, 0)


def test_the_last_seat_can_be_taken_and_no_more() -> None:
    """R4.3"""
    check_seat(5, 4)
    with pytest.raises(RuleViolation) as raised:
        check_seat(5, 5)
    assert raised.value.code == "capacity_reached"
    assert raised.value.details == {"capacity": 5, "taken": 5}


@given(st.none() | st.integers(0, 200), st.integers(0, 300))
def test_a_seat_is_given_exactly_when_one_is_left(capacity: int | None, taken: int) -> None:
    """R4.3"""
    left = seats_left(capacity, taken)
    assert left >= 0
    if left:
        check_seat(capacity, taken)
    else:
        with pytest.raises(RuleViolation):
            check_seat(capacity, taken)


@pytest.mark.parametrize("wanted", [None, 0, 4])
def test_a_capacity_is_never_set_under_the_contracts(wanted: int | None) -> None:
    """R4.9"""
    with pytest.raises(RuleViolation, match="capacity_below_contracts"):
        check_capacity(wanted, 5)


@pytest.mark.parametrize(("wanted", "taken"), [(5, 5), (6, 5), (None, 0)])
def test_a_capacity_that_holds_the_contracts_is_taken(wanted: int | None, taken: int) -> None:
    """R4.9"""
    check_capacity(wanted, taken)
