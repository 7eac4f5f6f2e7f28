"""Random acts by several people, with the clock moving: each step is taken on each engine and checked there.

Left to itself chance mostly asks for what cannot be: an act aims, four times out of five, at a file whose
state allows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from recruitment.core.database import db
from recruitment.invariants.queries import all_breaches
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import LateRefusals, Reply, SeatRule
from tests.properties import moments, offer_truths, truths
from tests.properties.acts import Act
from tests.properties.dumping import Dumped, differences, dump
from tests.properties.outcomes import Outcome
from tests.properties.world import CODES, NUMBERS, STARTS, World, campaign_row, wishes_in

PROGRAMMES = st.integers(0, len(CODES) - 1)
WHO = st.integers(0, 2)
BEHIND = st.sampled_from((0, 0, 0, 0, 0, 1))  # a page read before the last change, now and then
AIM = st.tuples(st.sampled_from((True, True, True, True, False)), st.integers(0, 99))
MINUTES = st.sampled_from((-1, 0, 1, 60, 60 * 24, 60 * 24 * 7, 60 * 24 * 19, 60 * 24 * 21))
EDGES = ("2025-05-08T23:59:59", "2025-05-09T00:00:00", "2025-05-12T09:30:00", "2025-03-30T03:00:00")
DAYS = (1, 1, 2, 7, 26, 44, 60)
CALENDARS: tuple[dict[str, Any], ...] = (
    {"admissions_from": date(2025, 6, 10)},
    {"admissions_from": date(2025, 6, 2)},
    {"examination_pivot": date(2025, 4, 1)},
    {"examination_days": 10},
    {"examination_days": None},
    {"examination_days": 20},
    {"late_refusals": LateRefusals.FORBIDDEN},
    {"late_refusals": LateRefusals.ALLOWED},
    {"seat_rule": SeatRule.ENTERED},
    {"seat_rule": SeatRule.ACTIVE},
    {"contracts_until": date(2025, 6, 20)},
    {"contracts_until": date(2025, 10, 13)},
)
REPLIES = tuple(Reply)
SIRETS = st.sampled_from(("same", "same", "same", "same", "other", "wrong"))
#: A line of the platform's list: programme, candidate, situation, enrolment.
SAID = st.tuples(
    PROGRAMMES,
    st.integers(0, len(NUMBERS) - 1),
    st.sampled_from("0123"),
    st.sampled_from((None, True, False)),
)
ACTIVE = (State.OFFER_PENDING, State.ACCEPTED, State.ACCEPTED_KEEPING_WISHES)
#: Which states an act aims at.
SUITED: dict[str, tuple[State, ...]] = {
    "refuse": (State.CONFIRMED,),
    "retain": (State.CONFIRMED,),
    "enter_contract": (State.CONFIRMED, State.SEEKING_CONTRACT, State.UNCONFIRMED, State.REFUSED),
    "cancel_contract": (State.OFFER_PENDING,),
    "break_contract": (State.ACCEPTED, State.ACCEPTED_KEEPING_WISHES),
    "accept": (State.OFFER_PENDING, State.ACCEPTED_KEEPING_WISHES),
    "accept_keeping_wishes": (State.OFFER_PENDING,),
    "decline": (State.OFFER_PENDING,),
    "enrol": (State.ACCEPTED, State.ACCEPTED_KEEPING_WISHES),
    "undo_enrolment": (State.ACCEPTED, State.WITHDRAWN_WITH_CONTRACT),
    "withdraw": (State.CONFIRMED, State.SEEKING_CONTRACT, *ACTIVE),
    "confirm_at": (State.UNCONFIRMED, *ACTIVE),
}
#: A refusal of these is itself kept: the run of a job, an import that failed.
WITH_A_TRACE = {
    "run_sweep",
    "sweep_offers",
    "remind_offers",
    "dispute_sweep",
    "confirm",
    "confirm_at",
    "set_programme",
    "replies",
}


@dataclass(slots=True)
class Memory:
    """What is remembered of one world from one step to the next."""

    dumped: Dumped
    decided: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    contracts: set[int] = field(default_factory=set)
    boards: dict[str, tuple[int, str]] = field(default_factory=dict)


class RandomActs(RuleBasedStateMachine):
    """One program. `worlds` is set by the test; what one engine answers, every other must."""

    worlds: ClassVar[Sequence[World]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.now = STARTS[0].astimezone(UTC)
        self.travel = time_machine.travel(self.now, tick=False)
        self.clock = self.travel.start()
        self.keys = 0
        self.sent: list[tuple[Act, Outcome]] = []
        for world in self.worlds:
            world.reset()
        self.memories = [Memory(dumped) for dumped in self._dumps()]

    def teardown(self) -> None:
        for world in self.worlds:
            with world.inside():
                found = [str(breach) for breach in all_breaches(db.session())]
                assert not found, f"{world.engine}:\n" + "\n".join(found)
        self.travel.stop()

    @initialize(start=st.sampled_from(STARTS))
    def it_begins(self, start: datetime) -> None:
        self._go(start)

    @rule(
        kind=st.sampled_from(("seconds", "hours", "days", "edge", "edge")),
        size=st.integers(1, 30),
        near=st.sampled_from(moments.NEARBY),
    )
    def time_passes(self, kind: str, size: int, near: timedelta) -> None:
        if kind != "edge":
            length = DAYS[size % len(DAYS)] if kind == "days" else size
            self._go(self.now + timedelta(**{kind: length}))
            return
        with self.worlds[0].inside():
            found = moments.edges(self.now)
        self._go(found[size % min(len(found), 6)] + near)

    @rule(act=st.sampled_from(("refuse", "retain")), aim=AIM, who=WHO, details=st.booleans(), behind=BEHIND)
    def somebody_decides(self, act: str, aim: tuple[bool, int], who: int, details: bool, behind: int) -> None:
        more = {"details": details} if act == "refuse" else {}
        self._send(act, **self._wish(act, aim), who=who, behind=behind, **more)

    @rule(
        programme=PROGRAMMES,
        candidates=st.lists(st.integers(0, len(NUMBERS) - 1), min_size=1, max_size=5, unique=True),
        who=WHO,
        refused=st.booleans(),
    )
    def somebody_decides_for_many(self, **facts: Any) -> None:
        self._send("decide_many", **facts)

    @rule(
        aim=AIM,
        who=WHO,
        by_number=st.sampled_from((False, False, True)),
        behind=st.sampled_from((0, 0, 0, 0, 1, None)),
        wrong=st.sampled_from(("",) * 8 + ("siret", "employer_name")),
        then=st.sampled_from((None, None, *REPLIES, "cancel_contract", "break_contract")),
    )
    def somebody_enters_a_contract(self, aim: tuple[bool, int], then: str | None, **facts: Any) -> None:
        wish = self._wish("enter_contract", aim)
        self._send("enter_contract", **wish, **facts)
        if then in REPLIES:
            self._send("reply", **wish, answer=str(then), siret="same")
        elif then is not None:
            more = {"days_ago": 0} if then == "break_contract" else {}
            self._send(then, **wish, who=2, **more)

    @rule(programme=PROGRAMMES, nobody=st.integers(1, 2), who=WHO)
    def somebody_enters_a_contract_for_a_stranger(self, programme: int, nobody: int, who: int) -> None:
        facts = {"candidate": len(NUMBERS) - nobody, "by_number": True, "behind": None, "wrong": ""}
        self._send("enter_contract", programme=programme, who=who, **facts)

    @rule(
        act=st.sampled_from(("cancel_contract", "break_contract")), aim=AIM, who=WHO, days=st.integers(-1, 2)
    )
    def somebody_ends_a_contract(self, act: str, aim: tuple[bool, int], who: int, days: int) -> None:
        more = {"days_ago": days} if act == "break_contract" else {}
        self._send(act, **self._wish(act, aim), who=who, **more)

    @rule(answer=st.sampled_from(REPLIES), aim=AIM, siret=SIRETS)
    def a_candidate_answers(self, answer: Reply, aim: tuple[bool, int], siret: str) -> None:
        self._send("reply", **self._wish(str(answer), aim), answer=str(answer), siret=siret)

    @rule(aim=AIM)
    def a_candidate_leaves(self, aim: tuple[bool, int]) -> None:
        self._send("withdraw", **self._wish("withdraw", aim))

    @rule(act=st.sampled_from(("enrol", "enrol", "undo_enrolment")), aim=AIM, who=WHO)
    def somebody_enrols(self, act: str, aim: tuple[bool, int], who: int) -> None:
        self._send(act, **self._wish(act, aim), who=who)

    @rule(said=st.lists(SAID, min_size=1, max_size=6), by=st.sampled_from((None, 0, 1)))
    def a_list_of_replies_comes(self, said: list[Any], by: int | None) -> None:
        self._do(Act("replies", {"said": said, "by": by}))

    @rule(trigger=st.sampled_from(("tick", "person", "command")), vouched=st.booleans())
    def the_sweep_of_offers_runs(self, trigger: str, vouched: bool) -> None:
        if vouched:
            self._do(Act("acknowledge_clock", {}))
        self._do(Act("sweep_offers", {"trigger": trigger}))
        for world in self.worlds:
            with world.inside():
                tables = truths.read(db.session())
                if offer_truths.last_run(tables, "sweep-offers") == "done":
                    assert offer_truths.still_waiting(tables, self.now) == []

    @rule(closure=st.booleans(), granted=st.sampled_from((True, True, False)), programme=PROGRAMMES)
    def the_regional_authority_answers(self, programme: int, closure: bool, granted: bool) -> None:
        self._send("request", programme=programme, who=0, closure=closure)
        self._send("answer", programme=programme, closure=closure, granted=granted)

    @rule(
        wishes=st.lists(
            st.tuples(PROGRAMMES, st.integers(0, len(NUMBERS) - 1), MINUTES), min_size=1, max_size=6
        ),
        by=st.sampled_from((None, None, 0, 1)),
    )
    def a_file_confirms_wishes(self, wishes: list[tuple[int, int, int]], by: int | None) -> None:
        self._do(Act("confirm", {"wishes": wishes, "by": by}))

    @rule(aim=AIM, instant=st.sampled_from(EDGES))
    def a_file_confirms_at_an_edge(self, aim: tuple[bool, int], instant: str) -> None:
        at = moments.paris(instant).isoformat()
        self._do(Act("confirm_at", {**self._wish("confirm_at", aim), "instant": at}))

    @rule(
        programme=PROGRAMMES,
        capacity=st.integers(0, 3),
        examines=st.booleans(),
        exempt=st.sampled_from((False, False, True)),
    )
    def a_file_changes_a_programme(self, **facts: Any) -> None:
        self._do(Act("set_programme", facts))

    @rule(changes=st.sampled_from(CALENDARS))
    def the_calendar_changes(self, changes: dict[str, Any]) -> None:
        self._do(Act("change_campaign", {"changes": changes}))

    @rule(trigger=st.sampled_from(("tick", "person", "command")), vouched=st.booleans())
    def the_sweep_runs(self, trigger: str, vouched: bool) -> None:
        if vouched:
            self._do(Act("acknowledge_clock", {}))
        if self._do(Act("run_sweep", {"trigger": trigger}))[0] == "done":
            for world in self.worlds:
                with world.inside():
                    assert truths.still_due(truths.read(db.session()), self.now) == []

    @rule(
        what=st.sampled_from(("note", "seats", "closure", "sweep", "remind")), programme=PROGRAMMES, who=WHO
    )
    def somebody_does_a_small_thing(self, what: str, programme: int, who: int) -> None:
        if what == "sweep":
            assert self._do(Act("dispute_sweep", {})) == ("refused", "job_running")
        elif what == "remind":
            self._do(Act("remind_offers", {}))
        elif what == "note":
            self._send("add_note", programme=programme, candidate=0, who=who)
        else:
            self._send("request", programme=programme, who=who, closure=what == "closure")

    @precondition(lambda self: self.sent)
    @rule(back=st.integers(0, 5))
    def a_form_is_sent_again(self, back: int) -> None:
        """R2.5, I8: the same key gives the same answer and changes nothing, whatever happened since."""
        act, answer = self.sent[-1 - back % len(self.sent)]
        before = [memory.dumped for memory in self.memories]
        assert self._do(act) == answer, f"{act} sent again"
        assert [memory.dumped for memory in self.memories] == before, f"{act} sent again changed something"

    def _go(self, instant: datetime) -> None:
        if instant > self.now:
            self.now = instant
            self.clock.move_to(instant, tick=False)

    def _wish(self, act: str, aim: tuple[bool, int]) -> dict[str, int]:
        """Return a wish: most of the time one in a state that suits the act."""
        with self.worlds[0].inside():
            found = (wishes_in(SUITED[act]) if aim[0] else []) or wishes_in(tuple(State))
        programme, candidate = found[aim[1] % len(found)]
        return {"programme": programme, "candidate": candidate}

    def _send(self, name: str, **facts: Any) -> None:
        self.keys += 1
        act = Act(name, {**facts, "key": f"jeton-{self.keys}"})
        outcome = self._do(act)
        if outcome[0] in ("done", "told"):
            self.sent.append((act, outcome))

    def _do(self, act: Act) -> Outcome:
        """Carry an act out on every engine: the same answer, the same rows, and nothing that may not be."""
        outcomes = [act.on(world) for world in self.worlds]
        engines = [world.engine for world in self.worlds]
        assert len(set(outcomes)) == 1, f"{act}: {dict(zip(engines, outcomes, strict=True))}"
        left_no_trace = outcomes[0][0] in ("nothing", "refused") and act.name not in WITH_A_TRACE
        dumps = self._dumps()
        for world, memory, dumped in zip(self.worlds, self.memories, dumps, strict=True):
            assert dumped == dumps[0], f"{act} on {engines}:\n{differences(dumps[0], dumped)}"
            if dumped != memory.dumped:
                told = f"{act} refused on {world.engine}, but:\n{differences(memory.dumped, dumped)}"
                assert not left_no_trace, told
                self._check(world, memory)
                memory.dumped = dumped
        return outcomes[0]

    def _dumps(self) -> list[Dumped]:
        dumps = []
        for world in self.worlds:
            with world.inside():
                dumps.append(dump(db.session()))
        return dumps

    def _check(self, world: World, memory: Memory) -> None:
        with world.inside():
            tables = truths.read(db.session())
            boards = {code: (version, rows) for code, version, rows in truths.boards(tables)}
            found = [
                *truths.breaches(tables),
                *truths.new_contracts(tables, memory.contracts, campaign_row()),
                *truths.unseen_changes(memory.boards, boards),
                *truths.changed_decisions(memory.decided, truths.first_decisions(tables)),
            ]
            assert not found, f"{world.engine}:\n" + "\n".join(found)
            memory.boards, memory.decided = boards, truths.first_decisions(tables)
            memory.contracts = {row.id for row in tables["contract"]}
