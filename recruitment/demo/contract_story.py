"""When contracts were entered, answered, cancelled, broken, left without answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from recruitment.demo import catalogue, moments
from recruitment.demo.catalogue import BROKEN, DECLINED, ELSEWHERE, EXPIRED
from recruitment.demo.familiar import ANSWERS_TOMORROW, DECLINED_IN_MAY
from recruitment.demo.moments import at, between, office
from recruitment.demo.story import Event
from recruitment.demo.wishes import Group, Wish
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Decision

TONIGHT = (at(5, 22, 9), at(5, 22, 17))
TOMORROW = (at(5, 23, 9), at(5, 23, 11, 40))
ON_5_JUNE = ((at(5, 23, 13), at(5, 23, 17)), (at(5, 26, 9), at(5, 26, 12)))
#: The programmes in which somebody typed a contract into the wrong file.
MISTAKEN = ("34125", "34130", "35210", "37402", "37408")
REFUSED_AND_RECRUITED = "37402"  # one candidate refused in April found an employer in May (R4.2)
MISTAKES = ("Saisi dans le dossier d’un homonyme.", "Contrat saisi deux fois par erreur, à reprendre.")
CAUSES = ("Rupture d’un commun accord pendant la période d’essai.", "L’entreprise cesse son activité.")


def contracts(groups: list[Group], rng: Random) -> list[Event]:
    """Return every contract and what became of it."""
    waiting = cycle(("tonight", "5 June", "tomorrow", "5 June"))
    found: list[Event] = []
    for group in groups:
        for wish in group.wishes:
            if wish.goal is State.OFFER_PENDING:
                found.append(_pending(wish, group, waiting, rng))
            elif wish.goal in (State.ACCEPTED, State.ACCEPTED_KEEPING_WISHES):
                found += _accepted(wish, group, rng)
            elif wish.goal is State.WITHDRAWN_WITH_CONTRACT:
                found += _ended(wish, rng)
    return [*found, *_mistakes(groups, rng)]


def refused_but_recruited(groups: list[Group]) -> None:
    """Let one of those who hold a contract have been refused first."""
    wish = next(
        group.wishes[0]
        for group in groups
        if len(group.wishes) == 1
        and group.wishes[0].goal is State.ACCEPTED
        and group.wishes[0].decided
        and group.wishes[0].programme.code == REFUSED_AND_RECRUITED
    )
    wish.decision = Decision.REFUSED


def _pending(wish: Wish, group: Group, waiting: Iterator[str], rng: Random) -> Event:
    """Offers of the main centre are waiting as its home page shows; those of others by turns."""
    main = wish.programme in catalogue.VAL_D_ARTIERE.programmes
    if wish.programme.code == catalogue.MAIN_PROGRAMME:
        term = "tomorrow" if wish.number in ANSWERS_TOMORROW else "tonight"
    else:
        term = "5 June" if main else next(waiting)
    if wish.programme.code == "36305":
        term = "tonight"  # the recruitment is closed soon after
    spans = {"tonight": TONIGHT, "tomorrow": TOMORROW, "5 June": rng.choice(ON_5_JUNE)}
    if wish.programme.code == "34121":
        spans["5 June"] = ON_5_JUNE[0]
    if len(group.wishes) > 1 and wish.programme.code == "35210":
        wish.received = wish.confirmed = wish.decided = wish.decision = None  # found by number (R4.2)
    return Event(office(rng, *spans[term]), "enter", (wish,))


def _accepted(wish: Wish, group: Group, rng: Random) -> Iterator[Event]:
    first = at(4, 29, 9) if len(group.wishes) > 1 else max(at(4, 22, 9), _after_decision(wish))
    entered = office(rng, first, at(5, 21, 17))
    yield Event(entered, "enter", (wish,))
    keeps = wish.goal is State.ACCEPTED_KEEPING_WISHES
    yield Event(_replied(entered, rng), "keep" if keeps else "accept", (wish,))


def _ended(wish: Wish, rng: Random) -> Iterator[Event]:
    recent = wish.number == DECLINED_IN_MAY or wish.ending == EXPIRED
    first, last = (at(5, 5, 9), at(5, 14, 17)) if recent else (at(4, 1, 9), at(4, 11, 17))
    entered = office(rng, max(first, _after_decision(wish)), last)
    yield Event(entered, "enter", (wish,))
    if wish.ending == EXPIRED:
        day = (entered + timedelta(days=moments.FIRST_REPLY_DAYS + 1)).replace(hour=0, minute=10, second=0)
        yield Event(day, "expire", (wish,))
        return
    replied = _replied(entered, rng)
    yield Event(replied, {DECLINED: "decline", BROKEN: "accept", ELSEWHERE: "keep"}[wish.ending], (wish,))
    if wish.ending == BROKEN:
        broken = office(rng, at(5, 5, 9), at(5, 20, 17))
        yield Event(broken, "break", (wish,), {"cause": rng.choice(CAUSES)})


def _mistakes(groups: list[Group], rng: Random) -> Iterator[Event]:
    codes = list(MISTAKEN)
    for group in groups:
        wish = group.wishes[0]
        if (
            len(group.wishes) > 1
            or wish.goal is not State.SEEKING_CONTRACT
            or wish.programme.code not in codes
        ):
            continue
        if wish.decided is None or wish.decided > moments.LAST_EARLY_SITTING:
            continue
        codes.remove(wish.programme.code)
        entered = office(rng, at(4, 28, 9), at(5, 20, 16))
        yield Event(entered, "enter", (wish,))
        yield Event(
            entered + timedelta(minutes=rng.randint(4, 300)),
            "cancel",
            (wish,),
            {"reason": rng.choice(MISTAKES)},
        )


def _after_decision(wish: Wish) -> datetime:
    known = wish.decided or wish.received
    return (known or moments.BEGINNING) + timedelta(days=1)


def _replied(entered: datetime, rng: Random) -> datetime:
    return between(rng, entered + timedelta(hours=2), entered + timedelta(days=3, hours=15))
