"""What a job is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from recruitment.core.jobs import Previewer, Work
from recruitment.core.lease import LEASE
from recruitment.schedule.cadence import Cadence


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, its French title and what it does, in words and in code.

    `length` is how long its lease holds without a sign of life. With `waiting`, a tick looks there first and
    leaves no trace when there is nothing to do.
    """

    name: str
    title: str
    note: str
    cadence: Cadence
    work: Work
    preview: Previewer
    length: timedelta = LEASE
    waiting: Callable[[Session], bool] | None = None
