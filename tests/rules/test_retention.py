"""R9.4, R2.8: how long personal data are kept after a session (section 8 of the formats)."""

from datetime import date, datetime, timedelta

import pytest

from recruitment.rules.calendar import Calendar
from recruitment.rules.paris import PARIS
from recruitment.rules.retention import Fate, fate, mails_kept_since, months_later, retention
from recruitment.rules.vocabulary import ApplicationState as State

CALENDAR = Calendar(2025, contracts_until=date(2025, 10, 13), public_report_until=date(2025, 10, 13))
ANONYMISED = datetime(2026, 1, 14, tzinfo=PARIS)
PURGED = datetime(2027, 10, 14, tzinfo=PARIS)
SECOND = timedelta(seconds=1)


def test_a_session_ends_with_the_last_day_on_which_anything_may_happen() -> None:
    """R9.4: contracts until the 13th of October 2025, and the public report as long."""
    steps = retention(CALENDAR)
    assert steps is not None
    assert (steps.end, steps.anonymised_at, steps.purged_at) == (date(2025, 10, 13), ANONYMISED, PURGED)
    later = retention(
        Calendar(2025, contracts_until=date(2025, 9, 30), public_report_until=date(2025, 10, 31))
    )
    assert later is not None
    assert later.end == date(2025, 10, 31)


def test_nothing_goes_while_the_end_is_not_known() -> None:
    """R9.4: a date that is missing blocks what needs it."""
    assert retention(Calendar(2026, public_report_until=date(2026, 10, 13))) is None
    assert fate(Calendar(2026), frozenset({State.REFUSED}), datetime(2040, 1, 1, tzinfo=PARIS)) is Fate.KEPT


@pytest.mark.parametrize(
    ("now", "expected"),
    [(ANONYMISED - SECOND, Fate.KEPT), (ANONYMISED, Fate.ERASED), (ANONYMISED + SECOND, Fate.ERASED)],
)
@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.WITHDRAWN_WITH_CONTRACT])
def test_who_was_refused_or_left_goes_three_months_after(state: State, now: datetime, expected: Fate) -> None:
    assert fate(CALENDAR, frozenset({state}), now) is expected


@pytest.mark.parametrize("state", [State.OFFER_PENDING, State.ACCEPTED, State.ACCEPTED_KEEPING_WISHES])
def test_who_has_a_contract_is_kept_two_years(state: State) -> None:
    assert fate(CALENDAR, frozenset({state, State.REFUSED}), PURGED - SECOND) is Fate.KEPT
    assert fate(CALENDAR, frozenset({state, State.REFUSED}), PURGED) is Fate.ERASED


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT])
def test_who_found_no_contract_keeps_a_file_without_contact_details(state: State) -> None:
    """R2.8: the details served the search of a contract, which is over."""
    assert fate(CALENDAR, frozenset({state, State.REFUSED}), ANONYMISED - SECOND) is Fate.KEPT
    assert fate(CALENDAR, frozenset({state, State.REFUSED}), ANONYMISED) is Fate.CONTACTS
    assert fate(CALENDAR, frozenset({state}), PURGED) is Fate.ERASED


def test_a_hold_keeps_a_person_whole() -> None:
    assert fate(CALENDAR, frozenset({State.REFUSED}), PURGED, held=True) is Fate.KEPT


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2026, 1, 14), -3, date(2025, 10, 14)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 10, 14), 24, date(2027, 10, 14)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_mails_are_kept_three_months() -> None:
    """A day of Paris, whatever the season."""
    assert mails_kept_since(datetime(2026, 1, 14, 0, 30, tzinfo=PARIS)) == datetime(
        2025, 10, 14, tzinfo=PARIS
    )
