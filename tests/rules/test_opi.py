"""R7.1, R7.2: the code that a wish goes to Apogée with, to the second, in Paris."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recruitment.rules.opi import (
    ACCEPTED,
    KEEPING_WISHES,
    LEFT,
    WAITING,
    Answer,
    BacResult,
    Left,
    Situation,
    Why,
    decide,
    left_because,
)
from recruitment.rules.paris import PARIS

RESULTS = date(2025, 7, 4)
MIDNIGHT = datetime(2025, 7, 5, tzinfo=PARIS)
SECOND = timedelta(seconds=1)
FAILED, SECOND_ROUND = BacResult.FAILED, BacResult.SECOND_ROUND


def one(**changes: object) -> Situation:
    """Give somebody admitted for good, of whose baccalauréat nothing is known."""
    usual = {"situation": ACCEPTED, "left": None, "answer": Answer.YES, "bac": BacResult.UNKNOWN}
    return Situation(**{**usual, **changes})  # type: ignore[arg-type]


def code(situation: Situation, now: datetime = MIDNIGHT, results: date | None = RESULTS) -> str | None:
    """Return the code at that instant, by default the first one at which the results count."""
    decided = decide(situation, results, now)
    return None if decided is None else str(decided.code)


def test_a_failed_candidate_is_favourable_until_the_last_instant_of_the_day_of_the_results() -> None:
    """R7.2 that day included, by Paris' midnight: in UTC it is 22:00 the day before."""
    failed = one(bac=FAILED)
    assert code(failed, MIDNIGHT - SECOND) == "F"
    assert code(failed, datetime(2025, 7, 4, 21, 59, 59, 999_999, tzinfo=UTC)) == "F"
    assert code(failed, datetime(2025, 7, 4, 22, tzinfo=UTC)) == "D"
    assert code(failed, MIDNIGHT) == code(failed, MIDNIGHT + SECOND) == "D"


def test_the_switch_follows_winter_time_too() -> None:
    """R7.2 for a session of results in winter: midnight is 23:00 in UTC."""
    winter = date(2025, 12, 12)
    assert code(one(bac=FAILED), datetime(2025, 12, 12, 22, 59, 59, tzinfo=UTC), winter) == "F"
    assert code(one(bac=FAILED), datetime(2025, 12, 12, 23, tzinfo=UTC), winter) == "D"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "F"),
        ({"bac": BacResult.PASSED}, "F"),
        ({"situation": KEEPING_WISHES}, "F"),
        ({"bac": SECOND_ROUND}, "F"),
        ({"bac": SECOND_ROUND, "answer": Answer.YES_IF_3}, "S"),
        ({"answer": Answer.YES_IF_3}, "S"),
        ({"answer": Answer.YES_IF_4}, "S"),
        ({"answer": Answer.YES_IF_4, "bac": FAILED}, "D"),
        ({"situation": WAITING}, None),
        ({"situation": WAITING, "left": Left.CANCELLED}, None),
        ({"situation": WAITING, "known_there": True}, "D"),
        ({"situation": LEFT}, None),
        ({"situation": LEFT, "known_there": True}, "D"),
        ({"left": Left.CANCELLED}, "D"),
        ({"left": Left.CANCELLED, "situation": KEEPING_WISHES, "answer": Answer.YES_IF_3}, "D"),
        ({"left": Left.CANCELLED, "bac": BacResult.PASSED}, "D"),
        ({"left": Left.BAC, "bac": SECOND_ROUND}, "F"),
        ({"left": Left.BAC, "bac": SECOND_ROUND, "answer": Answer.YES_IF_3}, "S"),
        ({"left": Left.BAC, "bac": BacResult.PASSED}, "F"),
        ({"left": Left.BAC, "bac": SECOND_ROUND, "situation": LEFT, "known_there": True}, "D"),
        ({"left": Left.BAC, "bac": FAILED}, "D"),
    ],
)
def test_each_situation_has_its_code(changes: dict[str, object], expected: str | None) -> None:
    """R7.1, R7.2; S3 I.B: the second round is favourable; I.C: a confirmed wish cancelled is not."""
    assert code(one(**changes)) == expected


def test_one_who_fails_the_second_round_is_unfavourable_from_then_on() -> None:
    """R7.2 favourable until it is failed; S3 I.B."""
    during = datetime(2025, 7, 8, 12, tzinfo=PARIS)
    assert code(one(bac=SECOND_ROUND), during) == "F"
    assert code(one(bac=FAILED), during) == "D"


def test_a_cancelled_wish_does_not_wait_for_the_results() -> None:
    """R7.2; S3 I.C."""
    before = datetime(2025, 6, 1, tzinfo=PARIS)
    assert code(one(left=Left.CANCELLED), before) == "D"
    decided = decide(one(left=Left.CANCELLED), RESULTS, MIDNIGHT)
    assert decided is not None
    assert decided.why is Why.CANCELLED


def test_who_left_the_list_for_the_baccalaureat_waits_for_its_results() -> None:
    """R6.7, R7.2: a file that tells them on the day of the results takes them out of the list; nothing is cancelled."""
    left = one(left=Left.BAC, bac=FAILED)
    assert (code(left, MIDNIGHT - SECOND), code(left, MIDNIGHT)) == ("F", "D")
    decided = decide(left, RESULTS, MIDNIGHT)
    assert decided is not None
    assert decided.why is Why.FAILED
    assert code(one(left=Left.BAC, bac=SECOND_ROUND), MIDNIGHT + timedelta(days=2)) == "F"


def test_who_left_the_list_for_the_second_round_and_passed_it_has_cancelled_nothing() -> None:
    """R6.7, R7.2: the result is often typed before the next list holds them again."""
    assert left_because(ACCEPTED, SECOND_ROUND) is left_because(KEEPING_WISHES, FAILED) is Left.BAC
    assert left_because(LEFT, SECOND_ROUND) is left_because(ACCEPTED, BacResult.PASSED) is Left.CANCELLED
    assert left_because(ACCEPTED, BacResult.UNKNOWN) is Left.CANCELLED
    decided = decide(one(left=Left.BAC, bac=BacResult.PASSED), RESULTS, MIDNIGHT + timedelta(days=4))
    assert decided is not None
    assert (decided.code, decided.why) == ("F", Why.ADMITTED)


def test_without_the_day_of_the_results_nobody_is_barred_and_the_screen_is_told() -> None:
    """R7.2: a day that nobody entered cannot have passed."""
    decided = decide(one(bac=FAILED), None, datetime(2025, 9, 1, tzinfo=PARIS))
    assert decided is not None
    assert (decided.code, decided.why) == ("F", Why.NO_RESULTS_DAY)
