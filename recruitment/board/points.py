"""The points that the rooms above this one add to what is to do: each tells its own, in its own words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement

from recruitment.board.tasks import Task


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, and what the home page is about: a session, and the condition on its programmes of theirs."""

    user: Any
    year: int
    mine: ColumnElement[bool]
    now: datetime


Teller: TypeAlias = Callable[[Asked], Iterable[Task]]
_tellers: dict[str, Teller] = {}


def tells(teller: Teller) -> None:
    """Have a function asked each time the home page is shown."""
    _tellers[teller.__module__] = teller


def told(asked: Asked) -> list[Task]:
    """Return what the rooms above tell, room by room."""
    return [task for _room, teller in sorted(_tellers.items()) for task in teller(asked)]
