"""The collector of cycles looks seldom during long work, and as usual after it."""

import gc

import pytest

from recruitment.core.collector import SELDOM, seldom
from recruitment.core.database import patiently


def test_it_looks_seldom_until_the_last_has_ended() -> None:
    usual = gc.get_threshold()
    assert usual != SELDOM
    first, second = seldom(), seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual


def test_work_that_fails_leaves_it_as_it_was() -> None:
    usual = gc.get_threshold()
    with pytest.raises(KeyError), seldom():
        raise KeyError
    assert gc.get_threshold() == usual


def test_long_work_asks_for_it() -> None:
    with patiently():
        assert gc.get_threshold() == SELDOM
