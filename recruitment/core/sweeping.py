"""One run of a sweep over what is due, batch by batch, each in its own transaction.

What the database refuses of a batch is found by halving it, told to the administrator, and left to the next
run: it must not hold back the others.
"""

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Generic, Protocol, Self, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from recruitment.core.database import db
from recruitment.core.jobs import Incomplete, Run
from recruitment.rules.errors import RuleViolation

# SQLite has one lock for all writers, and who waits for it looks again every 100 ms at worst: after so much
# work, a pause longer than that lets them all in.
SQLITE_WORK = 0.15
SQLITE_PAUSE = 0.11
#: Refusals that stop the whole run.
STOPS = frozenset({"clock_suspect", "acts_stopped"})


class Part(Protocol):
    """What one transaction takes."""

    @property
    def ids(self) -> Sequence[int]:
        """Name what it holds."""

    def halves(self) -> tuple[Self, Self]:
        """Cut it in two."""


Batch = TypeVar("Batch", bound=Part)


class Sweep(Generic[Batch]):
    """One run: `take` writes a batch and returns how many rows it changed; `noun` names what ids stand for."""

    def __init__(self, run: Run, take: Callable[[Batch], int], noun: str) -> None:
        self._run = run
        self._take = take
        self._noun = noun
        self._left = 0
        self._is_sqlite = db.engine.dialect.name == "sqlite"
        self._worked_since = perf_counter()

    def over(self, batches: Iterable[Batch]) -> None:
        """Take every batch. Raises Incomplete at the end when something is left to the next run."""
        for batch in batches:
            self._run.check_stop()
            self._try(batch)
            self._let_others_write()
        if self._left:
            raise Incomplete(f"{self._left} {self._noun.lower()} sont remis au prochain passage.")

    def _try(self, batch: Batch) -> None:
        try:
            self._run.rows += self._take(batch)
        except OperationalError as error:  # a lock held too long by somebody else, or a deadlock
            self._leave(batch, error)
        except (IntegrityError, RuleViolation) as error:
            if getattr(error, "code", None) in STOPS:
                raise
            if len(batch.ids) == 1:
                self._leave(batch, error)
            else:
                for half in batch.halves():
                    self._try(half)

    def _leave(self, batch: Batch, error: Exception) -> None:
        self._left += len(batch.ids)
        first = str(error).partition("\n")[0][:200]
        self._run.log(f"{self._noun} {batch.ids[0]} à {batch.ids[-1]} : {type(error).__name__}, {first}")

    def _let_others_write(self) -> None:
        if self._is_sqlite and perf_counter() - self._worked_since >= SQLITE_WORK:
            self._run.pause(SQLITE_PAUSE)
            self._worked_since = perf_counter()
