"""How long failures make an account, and a network address, wait."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment.accounts.throttle import PER_ACCOUNT, PER_ADDRESS, WINDOW, Attempt, opens_at

NOON = datetime(2025, 5, 26, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ME, HOME, AWAY = "moi@exemple.fr", "192.0.2.1", "198.51.100.7"


def failures(count: int, *, email: str = ME, ip: str = HOME) -> list[Attempt]:
    return [
        Attempt(email, ip, NOON + index * timedelta(seconds=1), succeeded=False) for index in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "minutes"), [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (6, 8), (7, 15), (8, 15), (10_000, 15)]
)
def test_the_delay_doubles_up_to_a_quarter_of_an_hour(count: int, minutes: int) -> None:
    assert PER_ACCOUNT.delay(count) == minutes * MINUTE


def test_at_most_ten_attempts_reach_an_account_in_an_hour() -> None:
    """ASVS 6.3.1: of whoever tries without pause."""
    at, made = NOON, list[Attempt]()
    tries_by_hour = [0, 0, 0]
    while at < NOON + 3 * WINDOW:
        recent = [attempt for attempt in made if attempt.at > at - WINDOW]
        opens = opens_at(recent, ME, HOME, known=False)
        if opens is not None and at < opens:
            at = opens
            continue
        made.append(Attempt(ME, HOME, at, succeeded=False))
        tries_by_hour[int((at - NOON) / WINDOW)] += 1
    assert max(tries_by_hour) <= 10


def test_the_delay_runs_from_the_last_failure() -> None:
    assert opens_at(failures(3), ME, HOME, known=False) == NOON + timedelta(seconds=2) + MINUTE


def test_failures_from_many_addresses_add_up_for_an_unknown_address() -> None:
    spread = [Attempt(ME, f"203.0.113.{rank}", NOON, succeeded=False) for rank in range(5)]
    assert opens_at(spread, ME, AWAY, known=False) == NOON + 4 * MINUTE


def test_a_stranger_cannot_keep_the_owner_out() -> None:
    """ASVS 6.1.1: no lock that anybody can set."""
    assert opens_at(failures(50, ip=AWAY), ME, HOME, known=True) is None


def test_a_success_forgets_the_owners_own_slips() -> None:
    attempts = [*failures(2), Attempt(ME, HOME, NOON + MINUTE, succeeded=True)]
    later = [Attempt(ME, HOME, NOON + 2 * MINUTE, succeeded=False)] * 2
    assert opens_at([*attempts, *later], ME, HOME, known=True) is None


def test_a_stranger_at_a_known_address_waits_like_anybody() -> None:
    assert opens_at(failures(4), ME, HOME, known=True) == NOON + timedelta(seconds=3) + 2 * MINUTE


def test_one_address_that_tries_many_accounts_waits_too() -> None:
    others = [Attempt(f"{rank}@exemple.fr", HOME, NOON, succeeded=False) for rank in range(PER_ADDRESS.free)]
    assert opens_at(others[1:], ME, HOME, known=False) is None
    assert opens_at(others, ME, HOME, known=False) == NOON + MINUTE
