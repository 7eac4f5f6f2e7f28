"""R4.3, R4.6: a contract is judged by the hours of the day on which it was entered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy.orm import Session

from recruitment.core.transaction import transaction
from recruitment.invariants.entries import misplaced_contracts
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.actions import load_campaign
from recruitment.programmes.models import Campaign
from tests import builders
from tests.year_2025 import BEGINNING, ENTERED_AT, REPLIED_AT


@pytest.mark.parametrize(
    "changes", [{"contracts_until": date(2025, 5, 19)}, {"contracts_from": date(2025, 6, 1)}]
)
def test_a_contract_entered_under_other_dates_is_no_breach_once_they_change(
    session: Session, changes: dict[str, Any]
) -> None:
    campaign = builders.make_campaign()
    builders.make_application(state="offer_pending")

    with time_machine.travel(REPLIED_AT, tick=False):
        load_campaign(replace(campaign.calendar(), **changes), OPERATOR)

    assert [*misplaced_contracts(session)] == []


def test_a_contract_entered_outside_the_dates_of_its_day_is_a_breach(session: Session) -> None:
    campaign = builders.make_campaign()
    with time_machine.travel(BEGINNING, tick=False):
        load_campaign(replace(campaign.calendar(), contracts_from=date(2025, 3, 18)), OPERATOR)
    builders.make_application(state="offer_pending")
    with transaction() as writing:
        writing.get_one(Campaign, campaign.id).contracts_until = date(2025, 5, 19)  # by another door

    found = [*misplaced_contracts(session)]

    assert [fault.split(",")[0] for _, fault in found] == ["outside the window"]
    assert ENTERED_AT.strftime("%Y-%m-%d") in found[0][1]
