"""When the public report of a programme is written, published, and closed for good (R9.5).

Whole days of Paris, both ends included. A draft may be prepared before the period: publishing waits for its first day.
"""

from dataclasses import dataclass
from datetime import date, datetime

from recruitment.rules import paris
from recruitment.rules.calendar import Calendar
from recruitment.rules.errors import RuleViolation

#: R9.5, decided: a count of fewer candidates is not published as such, since somebody might be recognised in it.
SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class ReportPeriod:
    """The days in which reports are published."""

    first_day: date
    last_day: date

    @property
    def opens_at(self) -> datetime:
        """The first instant of the period."""
        return paris.midnight(self.first_day)

    @property
    def closes_at(self) -> datetime:
        """The first instant after it: from then on a report is what it is."""
        return paris.midnight_after(self.last_day)


def period(calendar: Calendar) -> ReportPeriod | None:
    """Return the period; None while one of its ends is not known."""
    if calendar.public_report_from is None or calendar.public_report_until is None:
        return None
    return ReportPeriod(calendar.public_report_from, calendar.public_report_until)


def check_draft(calendar: Calendar, now: datetime) -> ReportPeriod:
    """Let a text be changed until the end. Raises calendar_incomplete, report_over."""
    found = period(calendar)
    if found is None:
        raise RuleViolation("calendar_incomplete", missing=("public_report_from", "public_report_until"))
    if paris.aware(now) >= found.closes_at:
        raise RuleViolation("report_over", last_day=found.last_day)
    return found


def check_publication(calendar: Calendar, now: datetime) -> None:
    """Let a report be published within the period. Raises the same, and report_not_open."""
    found = check_draft(calendar, now)
    if paris.aware(now) < found.opens_at:
        raise RuleViolation("report_not_open", first_day=found.first_day)


def shown(count: int) -> int | None:
    """Return a count as it is published; None stands for « moins de 5 »."""
    return count if count == 0 or count >= SMALLEST_SHOWN else None


def withheld(*, wishes: int, confirmed: int, refused: int, retained: int, automatic: int) -> frozenset[str]:
    """Return the lines left out, since a small count could be worked out from them.

    Those examined are the refused and those that a person retained; those retained, the latter and the automatic;
    those confirmed and those received, at least the refused and the retained.
    """
    refused_few, person_few, automatic_few = map(_few, (refused, retained - automatic, automatic))
    found: set[str] = set()
    if refused_few or person_few or automatic_few:
        found.add("examined")
    if person_few or automatic_few:
        found.add("automatic")
    if refused_few or _few(retained):
        beside = sum(n for n in (refused, retained) if n >= SMALLEST_SHOWN)
        totals = {"wishes": wishes, "confirmed": confirmed} if beside else {}
        found |= {name for name, total in totals.items() if total - beside < SMALLEST_SHOWN}
    return frozenset(found)


def grouped(counts: dict[str, int], others: str) -> list[tuple[str, int]]:
    """Return counts by reason, the largest first, such that no small one can be worked out from the total.

    The smallest are put together until their sum can be shown, or nothing is left beside it.
    """
    known = sorted(((n, label) for label, n in counts.items() if n), key=lambda pair: (-pair[0], pair[1]))
    together: list[tuple[int, str]] = []
    while known and (known[-1][0] < SMALLEST_SHOWN or 0 < _sum(together) < SMALLEST_SHOWN):
        together.append(known.pop())
    if len(together) == 1:
        return [*((label, n) for n, label in known), (together[0][1], together[0][0])]
    rest = [(others, _sum(together))] if together else []
    return [*((label, n) for n, label in known), *rest]


def _few(count: int) -> bool:
    return shown(count) is None


def _sum(counts: list[tuple[int, str]]) -> int:
    return sum(n for n, _label in counts)
