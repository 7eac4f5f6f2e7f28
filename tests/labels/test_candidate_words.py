"""What a candidate reads: the time left in words, the three answers, what each does (R5.2, R5.4, R5.5)."""

from datetime import datetime, timedelta

import pytest

from recruitment.core.clock import PARIS
from recruitment.labels.candidate_answers import consequence, understood, warning
from recruitment.labels.candidate_words import time_left
from recruitment.rules.vocabulary import Reply

UNTIL = datetime(2025, 5, 28, 23, 59, 59, tzinfo=PARIS)
ONE, SIX = ["x"], ["x"] * 6


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(days=2, hours=9, minutes=27), "2 jours et 9 heures"),
        (timedelta(days=1), "1 jour"),
        (timedelta(hours=23, minutes=59, seconds=1), "1 jour"),  # the minute that has begun counts
        (timedelta(hours=3, minutes=20), "3 heures et 20 minutes"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(seconds=59), "1 minute"),
        (timedelta(0), "0 minute"),
        (timedelta(seconds=-1), "0 minute"),
    ],
)
def test_the_time_left_is_said_in_words(before: timedelta, words: str) -> None:
    """R5.1."""
    assert time_left(UNTIL, UNTIL - before).replace("\xa0", " ") == words


def test_each_answer_says_first_what_it_does() -> None:
    """R5.2, R5.4, R5.5."""
    assert consequence(Reply.ACCEPT, SIX) == "Vous renoncez à vos 6 autres vœux."
    assert consequence(Reply.ACCEPT, ONE) == "Vous renoncez à votre autre vœu."
    assert "pas d’autre vœu ouvert" in consequence(Reply.ACCEPT, [])
    assert "restent ouverts" in consequence(Reply.ACCEPT_KEEPING_WISHES, [])
    assert "la proposition que vous aviez acceptée" in consequence(Reply.ACCEPT_KEEPING_WISHES, ONE)
    assert "ne changent pas" in consequence(Reply.DECLINE, [])


def test_the_second_step_repeats_it_and_asks_for_a_word_where_something_is_lost() -> None:
    """R5.4, R5.5."""
    assert warning(Reply.ACCEPT, SIX) == (
        "Vous renoncez à vos 6 autres vœux.",
        "Cette réponse est définitive.",
    )
    assert understood(Reply.ACCEPT, SIX) == "J’ai compris que je renonce à mes 6 autres vœux."
    assert understood(Reply.ACCEPT, []) == "J’ai compris que cette réponse est définitive."
    assert understood(Reply.DECLINE, [])
    assert understood(Reply.ACCEPT_KEEPING_WISHES, []) == ""
    assert understood(Reply.ACCEPT_KEEPING_WISHES, ONE)
