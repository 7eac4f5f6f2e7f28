"""What a confirmed wish is stored with: its deadline (R3.2), or the passage that comes at once (R2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.core.database import utc_text
from recruitment.programmes.recompute import retained_by_system
from recruitment.rules import deadlines
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ApplicationState, DeadlineRule
from recruitment.transfers.candidate_lines import Applied, Wished

#: Before the instant of a passage, in the effects of a check: how many wishes of the file pass then.
PASSAGE = "passage:"
HOUR = 13  # characters of an instant: its day and hour in UTC, which lie in one day of Paris


@dataclass(frozen=True, slots=True)
class StoredDeadline:
    """A deadline as its columns take it; `facts` is what the journal says of it."""

    last_day: str | None
    auto_retain_at: str | None
    rule: str
    announced: bool
    facts: dict[str, str]


def waits(application: Applied | None) -> bool:
    """Tell whether a wish that becomes confirmed waits for a decision; one with a contract keeps its state."""
    return application is None or application.state == ApplicationState.UNCONFIRMED


def passed(effects: Mapping[str, int], now: datetime) -> int:
    """Count the wishes of a checked file whose passage has come: the sweep takes them as soon as they are
    written."""
    until = f"{PASSAGE}{utc_text(now)}"
    return sum(count for name, count in effects.items() if name.startswith(PASSAGE) and name <= until)


class Confirmations:
    """Works out confirmations, once for all wishes of the same hour and kind of programme."""

    def __init__(self, calendar: Calendar, at: datetime) -> None:
        self._calendar = calendar
        self._known: dict[tuple[str, bool, bool], StoredDeadline] = {}
        self.set_clock(at)

    def set_clock(self, at: datetime) -> None:
        """Say when what comes next is written."""
        self._at = at
        self._now = utc_text(at)

    def columns(self, confirmed: str, state: ApplicationState, programme: Wished) -> tuple[Any, ...]:
        """Return the columns of `candidate_rows.CONFIRMATION`; a contract keeps the state that it gave."""
        deadline = self.deadline(confirmed, programme)
        if deadline.rule == DeadlineRule.NO_EXAMINATION:
            passage = retained_by_system(state, self._at)
            decision = (
                passage["decision"],
                self._now,
                passage["decision_origin"],
                passage["decision_rule"],
                False,
            )
            return (passage["state"], confirmed, None, None, deadline.rule, *decision, self._now)
        if state == ApplicationState.UNCONFIRMED:
            state = ApplicationState.CONFIRMED
        stored = (deadline.last_day, deadline.auto_retain_at, deadline.rule)
        return (str(state), confirmed, *stored, *(None,) * 5, self._now)

    def deadline(self, confirmed: str, programme: Wished) -> StoredDeadline:
        """Return the deadline of a wish confirmed then."""
        key = (confirmed[:HOUR], programme.examines, programme.exempt)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._work_out(datetime.fromisoformat(confirmed), programme)
        return found

    def _work_out(self, confirmed_at: datetime, programme: Wished) -> StoredDeadline:
        deadline = deadlines.review(
            self._calendar,
            examines=programme.examines,
            exempt=programme.exempt,
            confirmed_at=confirmed_at,
        )
        last_day = deadline.last_day.isoformat() if deadline.last_day else None
        passage = utc_text(deadline.auto_retain_at) if deadline.auto_retain_at else None
        facts = {"rule": str(deadline.rule), "review_deadline": last_day, "auto_retain_at": passage}
        return StoredDeadline(
            last_day,
            passage,
            str(deadline.rule),
            self._calendar.confirmation_announced(confirmed_at),
            {name: fact for name, fact in facts.items() if fact is not None},
        )
