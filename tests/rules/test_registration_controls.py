"""R6.2: what stops the validation of a registration, what waits for a day, what only warns."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from recruitment.labels import registrations as words
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import midnight
from recruitment.rules.registration_controls import (
    CONTROLS,
    LEVELS,
    ContractStanding,
    Facts,
    Level,
    Verdict,
    employer_until,
    findings,
    verdict,
)
from recruitment.rules.registrations import (
    check_cancellation,
    check_findings,
    check_first_day,
    check_open,
    validation_day,
)

TERM = date(2025, 9, 1)
WHOLE = Facts(
    day=TERM,
    first_day=TERM,
    school_year=2025,
    campaign_year=2025,
    ine="0494004062M",
    birth_date=date(2005, 2, 3),
    division=True,
    regime="day",
)
FOUND: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"gone": True}, ["admission_gone"]),
    ({"situation": 3}, ["admission_left"]),
    ({"situation": 0}, ["admission_unanswered"]),
    ({"situation": 2}, []),
    ({"wish_left": True}, ["admission_left"]),
    ({"school_year": 2024}, ["other_year"]),
    ({"already_registered": True}, ["registered_twice"]),
    ({"registered_elsewhere": True}, ["registered_elsewhere"]),
    ({"birth_date": None}, ["birth_date_missing"]),
    ({"birth_date": date(2007, 9, 1)}, []),
    ({"birth_date": date(2007, 9, 2)}, ["guardian_missing"]),
    ({"birth_date": date(2007, 9, 2), "guardians": 1}, []),
    ({"birth_date": date(2007, 9, 2), "day": date(2025, 9, 2)}, []),
    ({"birth_date": date(2007, 9, 1), "day": date(2025, 7, 10)}, ["before_first_day"]),
    ({"birth_date": date(2010, 9, 2), "guardians": 2}, ["age_unusual"]),
    ({"birth_date": date(1995, 9, 2)}, []),
    ({"birth_date": date(1995, 9, 1)}, ["age_unusual"]),
    ({"ine": None}, ["ine_missing"]),
    ({"ine": "1234D56789B"}, ["ine_provisional"]),
    ({"ine": "not an INE"}, []),
    ({"ine_doubtful": True}, ["ine_doubtful"]),
    ({"division": False}, ["division_missing"]),
    ({"division_retired": True}, ["division_retired"]),
    ({"seats": 24, "seats_taken": 24}, []),
    ({"seats": 24, "seats_taken": 25}, ["division_full"]),
    ({"regime": None}, ["regime_missing"]),
    ({"documents_missing": 1, "documents_late": 1}, ["document_missing", "document_late"]),
    ({"first_day": None}, ["first_day_missing"]),
    ({"day": date(2025, 8, 31)}, ["before_first_day"]),
    ({"namesake": True}, ["namesake"]),
    ({"has_phone": False, "has_email": False}, ["phone_missing", "email_missing"]),
    ({"has_address": False}, ["address_missing"]),
    ({"contract": ContractStanding.BROKEN}, ["contract_broken", "employer_awaited"]),
    ({"contract": ContractStanding.UNKNOWN}, ["contract_unknown", "employer_awaited"]),
    (
        {"contract": ContractStanding.UNKNOWN, "day": date(2025, 11, 30)},
        ["contract_unknown", "employer_awaited"],
    ),
    (
        {"contract": ContractStanding.UNKNOWN, "day": date(2025, 12, 1)},
        ["contract_unknown", "employer_too_late"],
    ),
]


@pytest.mark.parametrize(("changes", "codes"), FOUND)
def test_each_control_finds_its_own_and_nothing_else(changes: dict[str, Any], codes: list[str]) -> None:
    """R6.2."""
    assert findings(replace(WHOLE, **changes)) == codes


def test_every_control_is_tried_and_said() -> None:
    """R6.2: a code without a test, or without a sentence, is a hole."""
    codes = {control.code for control in CONTROLS}
    assert len(codes) == len(CONTROLS)
    assert codes == {code for _changes, found in FOUND for code in found}
    assert set(words.FINDINGS) == codes
    for code in codes:
        assert words.finding_sentence(code, first_day=TERM, day=TERM).endswith(".")


def test_a_stop_outweighs_a_wait_which_outweighs_a_warning() -> None:
    """R6.2: ready with warnings; waiting before the first day; blocked else."""
    assert LEVELS["before_first_day"] is Level.WAITING
    assert verdict([]) is Verdict.READY
    assert verdict(["phone_missing", "a code of another year"]) is Verdict.READY
    assert verdict(["before_first_day", "phone_missing"]) is Verdict.WAITING
    assert verdict(["ine_missing", "before_first_day"]) is Verdict.BLOCKED
    check_findings(["before_first_day", "phone_missing"])
    with pytest.raises(RuleViolation, match="registration_blocked") as refused:
        check_findings(["ine_missing", "phone_missing"])
    assert refused.value.details == {"findings": ["ine_missing"]}


@pytest.mark.parametrize(
    ("first_day", "last"),
    [
        (date(2025, 9, 1), date(2025, 11, 30)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2025, 10, 31), date(2026, 1, 30)),
    ],
)
def test_three_months_without_an_employer(first_day: date, last: date) -> None:
    """R6.2, L6222-12-1: from date to date, the first day counted."""
    assert employer_until(first_day) == last


@pytest.mark.parametrize("first_day", [TERM, date(2025, 10, 27), date(2026, 1, 5)])
def test_validated_from_the_midnight_of_the_first_day_on(first_day: date) -> None:
    """R6.2: one second before is refused; the midnight itself, in Paris, is the first day."""
    opening = midnight(first_day)
    assert validation_day(first_day, opening) == first_day
    with pytest.raises(RuleViolation, match="before_first_day") as refused:
        validation_day(first_day, opening - timedelta(seconds=1))
    assert refused.value.details == {"first_day": first_day}
    with pytest.raises(RuleViolation, match="no_first_day"):
        validation_day(None, opening)


def test_the_first_day_never_moves_behind_a_validation() -> None:
    """R6.2: what was validated stays validated from the first day of term on."""
    check_first_day(TERM, TERM)
    check_first_day(None, None)
    for moved in (None, date(2025, 9, 2)):
        with pytest.raises(RuleViolation, match="first_day_passed_by"):
            check_first_day(moved, TERM)


def test_validated_once_cancelled_once() -> None:
    """R6.2: a validated one changes no more; a cancelled one is over."""
    at = datetime(2025, 9, 1, tzinfo=UTC)
    check_open(validated_at=None, cancelled_at=None)
    check_cancellation(cancelled_at=None)
    with pytest.raises(RuleViolation, match="registration_validated"):
        check_open(validated_at=at, cancelled_at=None)
    for cancelled in (check_open, check_cancellation):
        with pytest.raises(RuleViolation, match="registration_cancelled"):
            cancelled(cancelled_at=at, **({"validated_at": at} if cancelled is check_open else {}))
