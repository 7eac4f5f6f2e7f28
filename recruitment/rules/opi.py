"""Which decision code a wish goes to Apogée with, now: F, S, D, or none at all (R7.1, R7.2; S3 I.A to I.C).

All are favourable until the results of the baccalauréat, that day included, and only who has failed goes as
unfavourable from the next Paris day on: one who sits the second round has not failed yet. A confirmed wish that is
cancelled goes as unfavourable at once; who left the list because a file tells them without the baccalauréat (R6.7) has
cancelled nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recruitment.rules.paris import midnight_after

WAITING, ACCEPTED, KEEPING_WISHES, LEFT = 0, 1, 2, 3


class Code(StrEnum):
    """The decision on a wish, as Apogée reads it (`codDecVeu`)."""

    FAVOURABLE = "F"
    CONDITIONAL = "S"
    UNFAVOURABLE = "D"


class Answer(StrEnum):
    """What the institution answered to a wish: each may lead to another version of a stage (VET)."""

    YES = "yes"
    YES_IF_3 = "yes_if_3"
    YES_IF_4 = "yes_if_4"


class BacResult(StrEnum):
    """What is known of the baccalauréat of somebody."""

    UNKNOWN = "unknown"
    PASSED = "passed"
    SECOND_ROUND = "second_round"
    FAILED = "failed"


#: What R6.7 leaves out of a list.
WITHOUT_BAC = (BacResult.SECOND_ROUND, BacResult.FAILED)


class Left(StrEnum):
    """Why somebody is no longer in the list."""

    BAC = "bac"
    CANCELLED = "cancelled"


class Why(StrEnum):
    """What the code was decided by, for whoever reads the screen."""

    ADMITTED = "admitted"
    CONDITIONAL = "conditional"
    BEFORE_RESULTS = "before_results"
    NO_RESULTS_DAY = "no_results_day"
    SECOND_ROUND = "second_round"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an admitted person stands with one programme.

    `left` says why the list holds them no more, None when it does; `known_there` that a favourable wish of theirs has
    gone to Apogée already.
    """

    situation: int
    left: Left | None
    answer: Answer
    bac: BacResult
    known_there: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A code, and why it is that one."""

    code: Code
    why: Why


def decide(one: Situation, results_day: date | None, now: datetime) -> Decided | None:
    """Return the code of a wish at that instant, or None when nothing of it concerns Apogée.

    A wish that was never confirmed is not told; one that was, and is cancelled, is unfavourable whether or not a
    favourable one went before it. Without the day of the results nobody is unfavourable for having failed.
    """
    confirmed = one.situation in (ACCEPTED, KEEPING_WISHES)
    if not confirmed or one.left is Left.CANCELLED:
        return Decided(Code.UNFAVOURABLE, Why.CANCELLED) if confirmed or one.known_there else None
    if one.bac is BacResult.FAILED and results_count(results_day, now):
        return Decided(Code.UNFAVOURABLE, Why.FAILED)
    code = Code.FAVOURABLE if one.answer is Answer.YES else Code.CONDITIONAL
    return Decided(code, _why(one, results_day))


def left_because(situation: int, bac: BacResult) -> Left:
    """Say why a list that holds somebody no more does not, by what is known of them when it comes.

    A list holds those who have the baccalauréat: who accepted, and is known not to have it, is out of it for that, and
    is so still once the second round is passed.
    """
    accepted = situation in (ACCEPTED, KEEPING_WISHES)
    return Left.BAC if accepted and bac in WITHOUT_BAC else Left.CANCELLED


def results_count(results_day: date | None, now: datetime) -> bool:
    """Tell whether the results count: from the first instant, in Paris, of the day that follows theirs (R7.2)."""
    return results_day is not None and now >= midnight_after(results_day)


def _why(one: Situation, results_day: date | None) -> Why:
    if one.bac is BacResult.FAILED:
        return Why.NO_RESULTS_DAY if results_day is None else Why.BEFORE_RESULTS
    if one.bac is BacResult.SECOND_ROUND:
        return Why.SECOND_ROUND
    return Why.ADMITTED if one.answer is Answer.YES else Why.CONDITIONAL
