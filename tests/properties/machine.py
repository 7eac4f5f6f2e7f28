"""Random acts by several people, with the clock moving: every step is taken on each engine and checked there."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy.orm import Session

from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.invariants.queries import INVARIANTS, all_breaches
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Event, LateRefusals, SeatRule
from tests.properties import moments, truths
from tests.properties.acts import NOTHING, Act, Outcome
from tests.properties.dumping import differences, dump
from tests.properties.world import CANDIDATES, CODES, NUMBERS, START, World, campaign_row

PROGRAMMES = st.integers(0, len(CODES) - 1)
WISHING = st.integers(0, CANDIDATES - 1)
ANYBODY = st.integers(0, len(NUMBERS) - 1)
WHO = st.integers(0, 2)
BEHIND = st.sampled_from((0, 0, 0, 0, 0, 1))  # a page read before the last change, now and then
REPLIES = (Event.ACCEPT, Event.ACCEPT, Event.ACCEPT_KEEPING_WISHES, Event.DECLINE, Event.EXPIRE, Event.WITHDRAW)
MINUTES = st.sampled_from((-1, 0, 1, 60, 60 * 24, 60 * 24 * 7, 60 * 24 * 19, 60 * 24 * 21))
PIVOTS = ("2025-05-08T23:59:59", "2025-05-09T00:00:00", "2025-05-12T09:30:00", "2025-03-30T03:00:00")
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
    {"contracts_until": date(2025, 4, 20)},
    {"contracts_until": date(2025, 10, 13)},
)


class RandomActs(RuleBasedStateMachine):
    """One program. `worlds` is set by the test; what one engine answers, every other must."""

    worlds: ClassVar[Sequence[World]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.now = START.astimezone(UTC)
        self.travel = time_machine.travel(self.now, tick=False)
        self.clock = self.travel.start()
        self.keys = 0
        self.sent: list[tuple[Act, Outcome]] = []
        self.decided: dict[int, dict[int, tuple[Any, ...]]] = {}
        self.contracts: dict[int, set[int]] = {}
        self.boards: dict[int, dict[str, tuple[int, str]]] = {}
        for world in self.worlds:
            world.reset()
        self.dumps = self._dumps()

    def teardown(self) -> None:
        for world in self.worlds:
            with world.inside():
                assert not [*all_breaches(db.session())]
        self.travel.stop()

    # -- time -------------------------------------------------------------------------------------------------

    def _go(self, instant: datetime) -> None:
        if instant > self.now:
            self.now = instant
            self.clock.move_to(instant, tick=False)

    @rule(seconds=st.integers(1, 120))
    def some_seconds_pass(self, seconds: int) -> None:
        self._go(self.now + timedelta(seconds=seconds))

    @rule(hours=st.integers(1, 30))
    def some_hours_pass(self, hours: int) -> None:
        self._go(self.now + timedelta(hours=hours))

    @rule(days=st.sampled_from((2, 7, 19, 26, 60)))
    def some_days_pass(self, days: int) -> None:
        self._go(self.now + timedelta(days=days))

    @rule(edge=st.integers(0, 5), near=st.sampled_from(moments.NEARBY))
    def an_edge_comes_near(self, edge: int, near: timedelta) -> None:
        with self.worlds[0].inside():
            found = moments.edges(self.now)
        self._go(found[edge % len(found)] + near)

    # -- people -----------------------------------------------------------------------------------------------

    def _key(self) -> str:
        self.keys += 1
        return f"jeton-{self.keys}"

    @rule(programme=PROGRAMMES, candidate=WISHING, who=WHO, details=st.booleans(), behind=BEHIND)
    def somebody_refuses(self, programme: int, candidate: int, who: int, details: bool, behind: int) -> None:
        facts = {"programme": programme, "candidate": candidate, "who": who, "details": details}
        self._send("refuse", **facts, behind=behind)

    @rule(programme=PROGRAMMES, candidate=WISHING, who=WHO, behind=BEHIND)
    def somebody_retains(self, programme: int, candidate: int, who: int, behind: int) -> None:
        self._send("retain", programme=programme, candidate=candidate, who=who, behind=behind)

    @rule(
        programme=PROGRAMMES, candidates=st.lists(WISHING, max_size=5, unique=True), who=WHO, refused=st.booleans()
    )  # fmt: skip
    def somebody_decides_for_many(
        self, programme: int, candidates: list[int], who: int, refused: bool
    ) -> None:
        self._send("decide_many", programme=programme, candidates=candidates, who=who, refused=refused)

    @rule(
        programme=PROGRAMMES,
        candidate=ANYBODY,
        who=WHO,
        by_number=st.booleans(),
        behind=st.sampled_from((0, 0, 0, 1, None)),
        wrong=st.sampled_from(("", "", "", "", "siret", "employer_name")),
    )
    def somebody_enters_a_contract(self, **facts: Any) -> None:
        self._send("enter_contract", **facts)

    @rule(programme=PROGRAMMES, candidate=ANYBODY, who=WHO)
    def somebody_cancels_a_contract(self, **facts: int) -> None:
        self._send("cancel_contract", **facts)

    @rule(programme=PROGRAMMES, candidate=ANYBODY, who=WHO, days_ago=st.integers(-1, 3))
    def somebody_breaks_a_contract(self, **facts: int) -> None:
        self._send("break_contract", **facts)

    @rule(programme=PROGRAMMES, candidate=WISHING, who=WHO)
    def somebody_leaves_a_note(self, **facts: int) -> None:
        self._send("add_note", **facts)

    @rule(programme=PROGRAMMES, who=WHO, closure=st.booleans())
    def somebody_asks_the_region(self, programme: int, who: int, closure: bool) -> None:
        self._send("request", programme=programme, who=who, closure=closure)

    @rule(programme=PROGRAMMES, candidate=ANYBODY, event=st.sampled_from(REPLIES))
    def a_candidate_answers(self, programme: int, candidate: int, event: Event) -> None:
        self._do(Act("reply", {"programme": programme, "candidate": candidate, "event": str(event)}))

    # -- files, settings, jobs --------------------------------------------------------------------------------

    @rule(
        wishes=st.lists(st.tuples(PROGRAMMES, ANYBODY, MINUTES), min_size=1, max_size=6),
        by=st.sampled_from((None, None, 0, 1)),
    )
    def a_file_confirms_wishes(self, wishes: list[tuple[int, int, int]], by: int | None) -> None:
        self._do(Act("confirm", {"wishes": wishes, "by": by}))

    @rule(programme=PROGRAMMES, candidate=WISHING, instant=st.sampled_from(PIVOTS))
    def a_file_confirms_at_an_edge(self, programme: int, candidate: int, instant: str) -> None:
        at = datetime.fromisoformat(instant).replace(tzinfo=PARIS).isoformat()
        self._do(Act("confirm_at", {"programme": programme, "candidate": candidate, "instant": at}))

    @rule(programme=PROGRAMMES, capacity=st.integers(0, 3), examines=st.booleans(), exempt=st.sampled_from((0, 0, 1)))
    def a_file_changes_a_programme(self, programme: int, capacity: int, examines: bool, exempt: int) -> None:
        facts = {"programme": programme, "capacity": capacity, "examines": examines, "exempt": bool(exempt)}
        self._do(Act("set_programme", facts))

    @rule(changes=st.sampled_from(CALENDARS))
    def the_calendar_changes(self, changes: dict[str, Any]) -> None:
        self._do(Act("change_campaign", {"changes": changes}))

    @rule(trigger=st.sampled_from(("tick", "person", "command")))
    def the_sweep_runs(self, trigger: str) -> None:
        if self._do(Act("run_sweep", {"trigger": trigger}))[0] == "done":
            for world in self.worlds:
                with world.inside():
                    assert truths.still_due(db.session(), self.now) == []

    @rule()
    def the_sweep_is_asked_for_while_it_runs(self) -> None:
        assert self._do(Act("dispute_sweep", {})) == ("refused", "job_running")

    @rule()
    def an_operator_vouches_for_the_clock(self) -> None:
        self._do(Act("acknowledge_clock", {}))

    @precondition(lambda self: self.sent)
    @rule(back=st.integers(0, 5))
    def a_form_is_sent_again(self, back: int) -> None:
        """R2.5, I8: the same key gives the same answer and changes nothing, whatever happened since."""
        act, answer = self.sent[-1 - back % len(self.sent)]
        before = self.dumps
        assert self._do(act) == answer, f"{act} sent again"
        assert self.dumps == before, f"{act} sent again changed something"

    # -- each step --------------------------------------------------------------------------------------------

    def _send(self, name: str, **facts: Any) -> None:
        act = Act(name, {**facts, "key": self._key()})
        outcome = self._do(act)
        if outcome[0] in ("done", "told"):
            self.sent.append((act, outcome))

    def _do(self, act: Act) -> Outcome:
        before = self.dumps
        outcomes = [act.on(world) for world in self.worlds]
        assert len(set(outcomes)) == 1, f"{act}: {dict(zip(self._engines(), outcomes, strict=True))}"
        after = self.dumps = self._dumps()
        for world, old, new in zip(self.worlds, before, after, strict=True):
            if outcomes[0] == NOTHING or (outcomes[0][0] == "refused" and act.name not in WITH_A_TRACE):
                assert old == new, f"{act} refused on {world.engine}, but:\n{differences(old, new)}"
            self._check(world)
        for new in after[1:]:
            assert new == after[0], f"{act} on {self._engines()}:\n{differences(after[0], new)}"
        return outcomes[0]

    def _engines(self) -> list[str]:
        return [world.engine for world in self.worlds]

    def _dumps(self) -> list[dict[str, list[str]]]:
        dumps = []
        for world in self.worlds:
            with world.inside():
                dumps.append(dump(db.session()))
        return dumps

    def _check(self, world: World) -> None:
        with world.inside():
            session = db.session()
            found = [*truths.breaches(session), *_told_by_the_product(session)]
            found += self._unseen_changes(world)
            assert not found, f"{world.engine}: {truths.joined(found)}"
            decided = truths.first_decisions(session)
            for application_id, decision in self.decided.get(id(world), {}).items():
                assert decided.get(application_id) == decision, f"{world.engine}: a decision has changed"
            self.decided[id(world)] = decided
            self._check_new_contracts(world)

    def _unseen_changes(self, world: World) -> list[str]:
        """R1.2: a change of any application gives its programme's board another version."""
        before, found = self.boards.get(id(world), {}), {}
        for code, version, rows in truths.boards(db.session()):
            found[code] = (version, rows)
        self.boards[id(world)] = found
        return [
            f"the board of {code} has changed without another version"
            for code, (version, rows) in before.items()
            if rows != found[code][1] and version >= found[code][0]
        ]

    def _check_new_contracts(self, world: World) -> None:
        """I4, R4.3, R4.6: entered outside the lock and inside the window, as they were at that instant."""
        known = self.contracts.setdefault(id(world), set())
        for contract in db.session.query(Contract).where(Contract.id.not_in(known)):
            known.add(contract.id)
            campaign = campaign_row()
            day, hour = contract.entered_local.split("T")
            assert hour >= "01:00:00", f"{world.engine}: entered at {contract.entered_local}"
            assert campaign.contracts_from is not None
            assert campaign.contracts_until is not None
            assert str(campaign.contracts_from) <= day <= str(campaign.contracts_until)
            programme = db.session.get_one(Programme, contract.programme_id)
            assert programme.closed_at is None


def _told_by_the_product(session: Session) -> Iterator[str]:
    """Ask `flask invariants` too; the guards of the schema are looked at once, at the end."""
    for invariant in INVARIANTS:
        if invariant.name != "guards_in_place":
            yield from map(str, invariant.breaches(session))


#: A refusal of these is itself kept: the run of the job, the import that failed.
WITH_A_TRACE = {"run_sweep", "dispute_sweep", "confirm", "confirm_at", "set_programme"}
