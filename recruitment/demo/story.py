"""When each wish was received, confirmed, decided, left: the facts that the history is played from."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from recruitment.demo import moments
from recruitment.demo.catalogue import ELSEWHERE
from recruitment.demo.moments import FILES, SITTINGS, at, between, file_after
from recruitment.demo.wishes import Group, Wish
from recruitment.rules.vocabulary import WITH_A_CONTRACT, Decision
from recruitment.rules.vocabulary import ApplicationState as State

REASONS = 5  # of the list that a new centre starts with; the last asks for details
FILE_WEIGHTS = (60, 20, 8, 5, 3, 2, 2, 2, 2, 2, 2, 2)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at an instant, to some wishes of one programme."""

    at: datetime
    act: str
    wishes: tuple[Wish, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


def confirmations(groups: list[Group], rng: Random) -> None:
    """Say when each wish was received, confirmed and decided."""
    for group in groups:
        for wish in group.wishes:
            wish.confirmed = _confirmed(wish, rng)
            learned = file_after(wish.confirmed) if wish.confirmed else FILES[4 if wish.early else 8]
            known = [moment for moment in FILES if moment <= learned]
            wish.received = rng.choices(known, FILE_WEIGHTS[: len(known)])[0]
            _decide(wish, learned, rng)


def _confirmed(wish: Wish, rng: Random) -> datetime | None:
    """Most wishes are confirmed by 2 April, when the phase of confirmation ends."""
    if wish.goal is State.UNCONFIRMED:
        return None
    if wish.late is not None:
        return at(wish.late.month, wish.late.day, rng.randint(8, 21), rng.randrange(60))
    if wish.goal is State.WITHDRAWN and rng.random() < 0.4:
        return None
    in_contract = wish.goal in WITH_A_CONTRACT
    if in_contract and rng.random() < 0.06:
        return None  # a contract may be entered for a wish that is not confirmed (R4.2)
    if wish.goal is State.WITHDRAWN_WITH_CONTRACT:
        return between(rng, at(3, 3, 9), at(3, 23, 20))
    if wish.early or in_contract or rng.random() < 0.75:
        return between(rng, at(3, 15, 9), at(4, 2, 23))
    until = at(5, 8, 22) if wish.goal is State.CONFIRMED else at(5, 18, 22)
    return between(rng, at(4, 3, 9), until)


def _decide(wish: Wish, learned: datetime, rng: Random) -> None:
    """Choose the sitting; what is not examined is retained by the system at the confirmation (R2.2)."""
    by_system = not wish.programme.examines and not wish.programme.exempt
    if wish.confirmed is None or by_system or wish.goal is State.CONFIRMED:
        return
    if wish.goal is State.WITHDRAWN and rng.random() < 0.5:
        return
    last = moments.LAST_EARLY_SITTING if wish.early or wish.goal in WITH_A_CONTRACT else SITTINGS[-1]
    possible = [moment for moment in SITTINGS if learned < moment <= last]
    wish.decided = possible[0] if wish.goal is State.WITHDRAWN_WITH_CONTRACT else rng.choice(possible)
    wish.decision = Decision.REFUSED if wish.goal is State.REFUSED else Decision.RETAINED


def decisions(groups: list[Group], codes: list[str], rng: Random) -> list[Event]:
    """Return the decisions, many at a time as a commission takes them."""
    together: dict[tuple[str, datetime, int | None], list[Wish]] = {}
    for group in groups:
        for wish in group.wishes:
            if wish.decided is None:
                continue
            reason = rng.randrange(REASONS) if wish.decision is Decision.REFUSED else None
            together.setdefault((wish.programme.code, wish.decided, reason), []).append(wish)
    return [
        Event(_sitting(sitting, codes.index(code), reason), "decide", tuple(wishes), {"reason": reason})
        for (code, sitting, reason), wishes in together.items()
    ]


def _sitting(opens: datetime, rank: int, reason: int | None) -> datetime:
    """Programmes are examined one after the other."""
    return opens + timedelta(minutes=3 * rank, seconds=17 + (0 if reason is None else 30 + 11 * reason))


def departures(groups: list[Group], rng: Random) -> list[Event]:
    """Return the wishes that candidates left by themselves; the others were left by accepting elsewhere."""
    found = []
    for wish in (wish for group in groups for wish in group.wishes):
        if wish.goal is State.WITHDRAWN and wish.ending != ELSEWHERE:
            known = max(moment for moment in (wish.received, wish.confirmed, wish.decided) if moment)
            first = max(file_after(known) if known < FILES[-1] else known, at(4, 8, 9)) + timedelta(hours=2)
            found.append(Event(between(rng, first, at(5, 25, 21)), "withdraw", (wish,)))
    return found
