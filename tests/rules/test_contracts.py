"""R4.1 to R4.6: whether a contract may be entered, and the first reason why not."""

from dataclasses import replace
from typing import Any

import pytest

from recruitment.rules.contracts import Employer, EntryFacts, check_entry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, SECOND, paris

FACTS = EntryFacts(
    calendar=CALENDAR_2025,
    now=paris("2025-05-26 14:32"),
    capacity=5,
    seats_taken=4,
    closed_at=None,
    state=ApplicationState.SEEKING_CONTRACT,
    accepted_elsewhere=False,
    siret="732 829 320 00074",
    employer_name="  Maison   Chastaing ",
)


def refused(**changes: Any) -> RuleViolation:
    with pytest.raises(RuleViolation) as raised:
        check_entry(replace(FACTS, **changes))
    return raised.value


def test_an_entry_gives_the_employer_as_it_is_stored() -> None:
    """R4.1"""
    assert check_entry(FACTS) == Employer("73282932000074", "Maison Chastaing")


@pytest.mark.parametrize(
    "state",
    [None, ApplicationState.UNCONFIRMED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN],
)
def test_any_candidate_that_has_a_file_may_have_a_contract(state: ApplicationState | None) -> None:
    """R4.2: without an application here too."""
    check_entry(replace(FACTS, state=state))


#: R4.3, in the order in which the reasons are told.
REASONS: list[tuple[str, dict[str, Any]]] = [
    ("already_contracted", {"state": ApplicationState.OFFER_PENDING}),
    ("accepted_elsewhere", {"accepted_elsewhere": True}),
    ("programme_closed", {"closed_at": paris("2025-05-20 10:00")}),
    ("capacity_not_set", {"capacity": None}),
    ("outside_contract_window", {"now": paris("2025-10-14 00:30")}),
    ("locked_out", {"now": paris("2025-05-27 00:30")}),
    ("siret_invalid", {"siret": "73282932000079"}),
    ("employer_name_missing", {"employer_name": " \u200b… "}),
]


@pytest.mark.parametrize(("code", "fact"), REASONS)
def test_each_reason_is_refused_with_its_own_code(code: str, fact: dict[str, Any]) -> None:
    """R4.3"""
    assert refused(**fact).code == code


@pytest.mark.parametrize("first", range(len(REASONS)))
def test_of_several_reasons_the_first_of_the_list_is_told(first: int) -> None:
    """R4.3: the order is fixed."""
    facts: dict[str, Any] = {}
    for _, fact in reversed(REASONS[first:]):
        facts |= fact
    assert refused(**facts).code == REASONS[first][0]


def test_a_full_programme_is_refused_with_its_figures() -> None:
    """R4.3"""
    refusal = refused(seats_taken=5)
    assert (refusal.code, refusal.details) == ("capacity_reached", {"capacity": 5, "taken": 5})


def test_a_second_click_on_the_last_seat_hears_of_the_contract_not_of_the_seat() -> None:
    """R4.3"""
    assert refused(state=ApplicationState.OFFER_PENDING, seats_taken=5).code == "already_contracted"


@pytest.mark.parametrize("closed", ["2025-03-16 23:59:59", "2025-10-14 01:00:00"])
def test_outside_the_window_nothing_is_entered(closed: str) -> None:
    """R4.3: 17 March to 13 October 2025, both days included."""
    assert refused(now=paris(closed)).code == "outside_contract_window"


@pytest.mark.parametrize("open_at", ["2025-03-17 01:00:00", "2025-10-13 23:59:59"])
def test_the_window_holds_its_first_and_last_day(open_at: str) -> None:
    """R4.3"""
    check_entry(replace(FACTS, now=paris(open_at)))


def test_the_window_opens_one_hour_into_its_first_day() -> None:
    """R4.3, R4.6: its first hour is the nightly lock's."""
    assert refused(now=paris("2025-03-17 01:00") - SECOND).code == "locked_out"


def test_a_refusal_says_whether_the_window_is_still_to_come() -> None:
    assert refused(now=paris("2025-03-16 12:00")).details["before"] is True
    assert refused(now=paris("2025-10-14 12:00")).details["before"] is False


def test_while_the_window_is_not_known_nothing_is_entered() -> None:
    refusal = refused(calendar=CALENDAR_2026, now=paris("2026-06-10 12:00"))
    assert refusal.code == "outside_contract_window"
    assert refusal.details == {"missing": ("contracts_from", "contracts_until")}


def test_without_a_rule_for_the_answer_no_offer_can_be_made() -> None:
    """R4.7, R5.1"""
    assert refused(calendar=replace(CALENDAR_2025, reply_rules=())).code == "calendar_incomplete"
