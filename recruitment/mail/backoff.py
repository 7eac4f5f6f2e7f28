"""When to try again: soon at first, then every hour, for three days."""

import random
from datetime import timedelta

RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
GIVEN_UP = timedelta(hours=72)  # after the first attempt
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
)  # of a server that does not answer
JITTER = 0.1  # so that installations that share a server do not come back together

_chance = random.SystemRandom()


def before_retry(attempts: int) -> timedelta:
    """Return how long to wait after that many attempts."""
    return _about(RETRIES[min(attempts, len(RETRIES)) - 1])


def before_server(failures: int) -> timedelta:
    """Return how long to leave alone a server that did not answer that many times in a row."""
    return _about(PAUSES[min(failures, len(PAUSES)) - 1])


def _about(wait: timedelta) -> timedelta:
    return wait * _chance.uniform(1 - JITTER, 1 + JITTER)
