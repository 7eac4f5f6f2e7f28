"""R2.8: whose phone and e-mail show, and from when."""

from datetime import datetime

import pytest

from recruitment.rules.contact import contact_visibility
from recruitment.rules.vocabulary import ContactVisibility
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, SECOND, paris

CONFIRMED_AT = paris("2025-02-20 10:00")
OPENS = paris("2025-03-14 00:00")


@pytest.mark.parametrize(
    ("now", "visibility"),
    [
        (OPENS - SECOND, ContactVisibility.NOT_YET_OPEN),
        (OPENS, ContactVisibility.VISIBLE),
        (OPENS + SECOND, ContactVisibility.VISIBLE),
    ],
)
@pytest.mark.parametrize(("confirmed", "contract"), [(True, False), (False, True), (True, True)])
def test_details_of_a_confirmed_wish_or_of_a_contract_show_from_the_14th_of_march(
    now: datetime, visibility: ContactVisibility, confirmed: bool, contract: bool
) -> None:
    """R2.8"""
    found = contact_visibility(
        CALENDAR_2025, confirmed_at=CONFIRMED_AT if confirmed else None, has_contract=contract, now=now
    )
    assert found == visibility


@pytest.mark.parametrize("now", [OPENS - SECOND, OPENS])
def test_details_of_an_unconfirmed_wish_never_show(now: datetime) -> None:
    """R2.8"""
    found = contact_visibility(CALENDAR_2025, confirmed_at=None, has_contract=False, now=now)
    assert found == ContactVisibility.NOT_CONFIRMED


def test_details_stay_masked_while_their_date_is_not_known() -> None:
    """R2.8"""
    found = contact_visibility(
        CALENDAR_2026, confirmed_at=CONFIRMED_AT, has_contract=False, now=paris("2026-12-31 12:00")
    )
    assert found == ContactVisibility.DATE_MISSING
