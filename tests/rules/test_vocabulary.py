"""The words that the database, the exports and the pages rely on."""

import pickle

import pytest

from recruitment.rules.errors import CONSTRAINT_REFUSALS, STATUS, RuleViolation
from recruitment.rules.vocabulary import ApplicationState


def test_the_nine_states_are_those_of_the_rule_book() -> None:
    """Section 1: the page's `data-state` and the exports hold these words."""
    assert set(ApplicationState) == {
        "unconfirmed", "confirmed", "seeking_contract", "refused", "withdrawn",
        "offer_pending", "accepted", "accepted_keeping_wishes", "withdrawn_with_contract",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("already_decided", 409), ("not_confirmed", 409), ("review_deadline_passed", 409),
        ("capacity_not_set", 409), ("capacity_reached", 409), ("programme_closed", 409),
        ("already_contracted", 409), ("accepted_elsewhere", 409),
        ("locked_out", 423), ("outside_contract_window", 423),
        ("siret_invalid", 422), ("employer_name_missing", 422),
    ],
)  # fmt: skip
def test_each_refusal_that_programs_rely_on_has_its_status(code: str, status: int) -> None:
    assert RuleViolation(code).status == status


def test_a_refusal_keeps_its_facts_between_processes() -> None:
    refusal = pickle.loads(pickle.dumps(RuleViolation("capacity_reached", capacity=5)))  # noqa: S301
    assert (refusal.code, refusal.details) == ("capacity_reached", {"capacity": 5})


def test_a_refusal_with_an_unknown_code_is_a_bug() -> None:
    with pytest.raises(ValueError, match="unknown refusal code: full"):
        RuleViolation("full")


def test_every_constraint_of_the_database_leads_to_a_known_refusal() -> None:
    assert set(CONSTRAINT_REFUSALS.values()) <= set(STATUS)
