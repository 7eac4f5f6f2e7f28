"""Who wishes for what: each counter of each programme filled with invented candidates.

Some have several wishes, which must be able to stand together: an offer accepted for good ends every
other open wish of that candidate (R5.4), so an accepted wish goes with left or refused ones only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from recruitment.demo.catalogue import CENTRES, COUNTERS, ELSEWHERE, MAIN_PROGRAMME, ProgrammeGoal
from recruitment.demo.familiar import CONFIRMED_LATE, FAMILIAR
from recruitment.demo.people import Inventor, Person
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Decision

OPEN = frozenset({State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT})
MOST_WISHES = 4
SECOND_WISHES = 190  # pairs of open wishes of one candidate


@dataclass(slots=True, eq=False)
class Wish:
    """One candidate for one programme: the state to reach, and when each step happens."""

    programme: ProgrammeGoal
    goal: State
    ending: str = ""
    late: date | None = None
    person: Person | None = None
    received: datetime | None = None
    confirmed: datetime | None = None
    decided: datetime | None = None
    decision: Decision | None = None
    early: bool = False  # over before the first acceptances

    @property
    def number(self) -> str:
        """The candidate's number."""
        return self.person.number if self.person else ""


@dataclass(slots=True, eq=False)
class Group:
    """All the wishes of one candidate."""

    wishes: list[Wish] = field(default_factory=list)

    @property
    def codes(self) -> set[str]:
        """The programmes wished for."""
        return {wish.programme.code for wish in self.wishes}

    def may_join(self, other: "Group") -> bool:
        """Tell whether one person can hold the wishes of both."""
        return len(self.wishes) + len(other.wishes) <= MOST_WISHES and not self.codes & other.codes


def invent(rng: Random) -> list[Group]:
    """Return the candidates of the demonstration with their wishes."""
    wishes = [wish for centre in CENTRES for programme in centre.programmes for wish in _fill(programme, rng)]
    people = Inventor(rng)
    familiar = _familiar(wishes, people)
    groups = [Group([wish]) for wish in wishes]
    _tie_ended(groups, rng)
    _tie_open(groups, rng)
    groups = [group for group in groups if group.wishes]
    for group in groups:
        known = next((familiar[wish] for wish in group.wishes if wish in familiar), None)
        person = known or people.anybody()
        for wish in group.wishes:
            wish.person = person
    return groups


def _fill(programme: ProgrammeGoal, rng: Random) -> Iterator[Wish]:
    late, endings = iter(programme.late), iter(programme.endings)
    for state, number in zip(COUNTERS, programme.counts, strict=True):
        for _ in range(number):
            wish = Wish(programme, state)
            if state is State.CONFIRMED:
                wish.late = next(late, None)
            elif state is State.WITHDRAWN_WITH_CONTRACT:
                wish.ending = next(endings)
            elif state is State.WITHDRAWN and rng.random() < 0.55:
                wish.ending = ELSEWHERE
            yield wish


def _familiar(wishes: Iterable[Wish], people: Inventor) -> dict[Wish, Person]:
    """Give the people known by name a wish each, of the main programme and in their state."""
    free: dict[tuple[State, bool], list[Wish]] = defaultdict(list)
    for wish in wishes:
        if wish.programme.code == MAIN_PROGRAMME:
            free[wish.goal, wish.late is not None].append(wish)
    found = {}
    for (number, *_, state), person in zip(FAMILIAR, people.familiar(), strict=True):
        wish = free[state, number in CONFIRMED_LATE].pop(0)
        found[wish] = person
        wish.person = person
    return found


def _tie_ended(groups: list[Group], rng: Random) -> None:
    """Give each wish left for another centre its acceptance, and each offer kept its open wishes."""
    accepted = [g for g in groups if g.wishes[0].goal is State.ACCEPTED]
    rng.shuffle(accepted)
    for group in groups:
        first = group.wishes[0]
        if first.ending == ELSEWHERE:
            _join(next(a for a in accepted if a.may_join(group) and _may_end(a, group)), group)
            accepted.append(accepted.pop(0))
    open_ones = [g for g in groups if g.wishes and g.wishes[0].goal in OPEN and not _known(g)]
    rng.shuffle(open_ones)
    for group in groups:
        if group.wishes and group.wishes[0].goal is State.ACCEPTED_KEEPING_WISHES:
            for _ in range(rng.choice((1, 1, 2))):
                _join(group, next(o for o in open_ones if o.wishes and group.may_join(o)))


def _tie_open(groups: list[Group], rng: Random) -> None:
    """Give some candidates several open wishes, in one centre or in several; some were refused elsewhere."""
    several = [
        g for g in groups if g.wishes and g.wishes[0].goal in OPEN | {State.REFUSED, State.OFFER_PENDING}
    ]
    accepted = [g for g in groups if g.wishes and g.wishes[0].goal is State.ACCEPTED]
    rng.shuffle(several)
    done = 0
    while done < SECOND_WISHES and len(several) > 1:
        group, other = several.pop(), several.pop()
        if group.wishes[0].goal is State.REFUSED and done % 3 == 0:
            other, group = group, accepted[done % len(accepted)]
        if group.may_join(other) and not _both_known(group, other) and _one_offer(group, other):
            _join(group, other)
            if rng.random() < 0.2 and group.wishes[0].goal in OPEN:
                several.append(group)
            done += 1


def _may_end(accepted: Group, left: Group) -> bool:
    """Tell whether this acceptance may end those wishes: one kept offer at most is given up (R5.5)."""
    goals = [wish.goal for wish in (*accepted.wishes, *left.wishes)]
    return goals.count(State.WITHDRAWN_WITH_CONTRACT) < 2 and not _both_known(accepted, left)


def _one_offer(group: Group, other: Group) -> bool:
    goals = [wish.goal for wish in (*group.wishes, *other.wishes)]
    with_accepted = State.ACCEPTED in goals
    return goals.count(State.OFFER_PENDING) < 2 and not (
        with_accepted and any(goal in OPEN or goal is State.OFFER_PENDING for goal in goals)
    )


def _known(group: Group) -> bool:
    return any(wish.person is not None for wish in group.wishes)


def _both_known(group: Group, other: Group) -> bool:
    return _known(group) and _known(other)


def _join(group: Group, other: Group) -> None:
    group.wishes.extend(other.wishes)
    other.wishes.clear()
    if any(wish.goal is State.ACCEPTED for wish in group.wishes):
        for wish in group.wishes:
            wish.early = wish.early or wish.goal is not State.ACCEPTED
