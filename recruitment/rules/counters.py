"""The nine lines of a programme's page, in the order of the screen, and their two totals (R1.1, R1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState

WITHOUT_CONTRACT = (
    ApplicationState.CONFIRMED,
    ApplicationState.UNCONFIRMED,
    ApplicationState.SEEKING_CONTRACT,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
)
WITH_CONTRACT = (
    ApplicationState.OFFER_PENDING,
    ApplicationState.ACCEPTED,
    ApplicationState.ACCEPTED_KEEPING_WISHES,
    ApplicationState.WITHDRAWN_WITH_CONTRACT,
)
COUNTERS = WITHOUT_CONTRACT + WITH_CONTRACT


@dataclass(frozen=True)
class Totals:
    """The sums of the two groups, and the contracts that hold a seat."""

    without_contract: int
    with_contract: int
    active: int

    @property
    def all(self) -> int:
        """Every application of the programme."""
        return self.without_contract + self.with_contract


def totals(counts: Mapping[ApplicationState, int] | Mapping[str, int]) -> Totals:
    """Add up the lines; a state that is absent counts none, one that is unknown is an error."""
    by_state = {ApplicationState(state): count for state, count in counts.items()}

    def total(states: tuple[ApplicationState, ...]) -> int:
        return sum(by_state.get(state, 0) for state in states)

    return Totals(total(WITHOUT_CONTRACT), total(WITH_CONTRACT), total(tuple(ACTIVE_STATES)))
