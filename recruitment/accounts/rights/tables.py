"""The grid of rights as its pages show it: for each box what holds, whether the role gives it, what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from recruitment import labels
from recruitment.accounts.rights import queries
from recruitment.rules.permissions import BY_PROGRAMME, OUT_OF_THE_GRID, usual_acts
from recruitment.rules.vocabulary import Permission, Role


@dataclass(frozen=True, slots=True)
class Cell:
    """One act on one programme: whether it may be done; `change` is `granted`, `taken` or nothing."""

    act: str
    word: str
    held: bool
    usual: bool
    change: str


@dataclass(frozen=True, slots=True)
class Line:
    """One programme of the grid, or one colleague's of the overview."""

    id: int
    code: str
    title: str
    cells: Sequence[Cell]

    @property
    def seen(self) -> bool:
        """Tell whether the programme exists for the colleague."""
        return self.cells[0].held

    @property
    def granted(self) -> int:
        """Return how many acts were granted beyond the role."""
        return sum(cell.change == "granted" for cell in self.cells)

    @property
    def taken(self) -> int:
        """Return how many acts of the role were taken away."""
        return sum(cell.change == "taken" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague of the overview."""

    id: int
    name: str
    role: str
    in_the_grid: bool
    lines: Sequence[Line]


def grid(session: Session, colleague: Any, programmes: Sequence[Any], changed: queries.Changed) -> list[Line]:
    """Return the grid of a colleague: programmes in rows, acts in columns."""
    seen = queries.usually_seen(session, [colleague.id])[colleague.id]
    return [_line(colleague, row, row.id in seen, changed.get(row.id, {})) for row in programmes]


def summaries(session: Session, people: Sequence[Any], programmes: Sequence[Any]) -> list[Person]:
    """Return the overview: colleagues in rows, programmes in columns."""
    ids = [row.id for row in people]
    seen = queries.usually_seen(session, ids)
    changed = queries.changed(session, ids, [row.id for row in programmes])
    return [
        Person(
            row.id,
            row.display_name,
            labels.ROLES[Role(row.role)],
            queries.in_the_grid(row.role),
            [_line(row, one, one.id in seen[row.id], changed[row.id].get(one.id, {})) for one in programmes],
        )
        for row in people
    ]


def _line(colleague: Any, programme: Any, limited_to: bool, changes: Mapping[str, bool]) -> Line:  # noqa: FBT001
    role = Role(colleague.role)
    everything = colleague.all_programmes or role in OUT_OF_THE_GRID
    usual = usual_acts(role, seen=everything or limited_to)
    changes = {} if role in OUT_OF_THE_GRID else changes
    seen = changes.get(Permission.SEE, Permission.SEE in usual)
    cells = [_cell(act, act in usual, changes.get(act), seen=seen) for act in BY_PROGRAMME]
    return Line(programme.id, programme.code, programme.title, cells)


def _cell(act: Permission, usual: bool, changed: bool | None, *, seen: bool) -> Cell:  # noqa: FBT001
    """Without the sight of a programme nothing of it is held, whatever the role gives elsewhere."""
    held = seen and (usual if changed is None else changed)
    change = "" if changed is None else "granted" if changed else "taken"
    return Cell(str(act), labels.ACTS[act], held, usual, change)
