"""When a job is due, told from its past runs and never from a tick of a clock.

A scheduler that counts days in Paris skips the one after the change to summer time; here the last run says
what is still to be done, so that a missed night is caught up and a doubled hour counts once.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from recruitment.core.clock import PARIS, in_paris
from recruitment.labels.dates import NBSP

RETRY = timedelta(minutes=10)  # after a daily run that did not go to its end
SLACK = timedelta(seconds=1)  # a tick may come a little early


@dataclass(frozen=True, slots=True)
class Past:
    """The procedure's time at the last run, and at the last one that went to its end."""

    tried: datetime | None = None
    done: datetime | None = None


class Cadence(Protocol):
    """How often a job runs."""

    @property
    def words(self) -> str:
        """Say it in French."""
        ...

    @property
    def tick(self) -> timedelta:
        """Return how often it is worth looking whether the job is due."""
        ...

    def next_run(self, past: Past, now: datetime) -> datetime:
        """Return the instant from which the job is due; it may be past."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, so long after the last run."""

    interval: timedelta

    @property
    def words(self) -> str:
        """Say it in French."""
        return f"toutes les {int(self.interval.total_seconds())} secondes"

    @property
    def tick(self) -> timedelta:
        """Look as often as the job runs."""
        return self.interval

    def next_run(self, past: Past, now: datetime) -> datetime:
        """Count from the last run; a clock that went back does not wait to be where it was."""
        return now if past.tried is None or past.tried > now else past.tried + self.interval


@dataclass(frozen=True, slots=True)
class DailyAt:
    """Once each Paris day, from that hour on."""

    hour: time

    @property
    def words(self) -> str:
        """Say it in French."""
        return f"chaque jour à partir de {self.hour.hour}{NBSP}h{NBSP}{self.hour.minute:02d}"

    @property
    def tick(self) -> timedelta:
        """Look twice a minute."""
        return timedelta(seconds=30)

    def next_run(self, past: Past, now: datetime) -> datetime:
        """Count from the latest occurrence of the hour; one that failed is tried again a little later."""
        latest = self._latest(now)
        if past.done is not None and past.done >= latest:
            return self._on(latest, days=1)
        if past.tried is not None and latest <= past.tried <= now:
            return past.tried + RETRY
        return latest

    def _latest(self, now: datetime) -> datetime:
        today = self._on(now, days=0)
        return today if today <= now else self._on(now, days=-1)

    def _on(self, instant: datetime, *, days: int) -> datetime:
        day = in_paris(instant).date() + timedelta(days=days)
        return datetime.combine(day, self.hour, PARIS)


def is_due(cadence: Cadence, past: Past, now: datetime) -> bool:
    """Tell whether a job has to run now."""
    return cadence.next_run(past, now) - SLACK <= now
