"""What the lines of a programmes' file would do, told by comparing them with the database and with each
other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.transfers.columns import PROGRAMMES
from recruitment.transfers.lines import Line, LineReader, Remark, Values
from recruitment.transfers.staging import Announced, announced

FIELDS = tuple(column.field for column in PROGRAMMES)
SLOT = {field: slot for slot, field in enumerate(FIELDS)}
CODE, UAI, CAPACITY = SLOT["code"], SLOT["uai"], SLOT["capacity"]
#: The columns of `training_centre` and of `programme`, and the fields of a line that fill them.
CENTRE_FIELDS = {"name": "centre_name", "siret": "siret", "academie": "academie"}
PROGRAMME_FIELDS = (
    "title", "town", "department", "capacity", "examines", "exempt", "rncp", "diploma_code",
)  # fmt: skip
NEEDED_BY_NEW_CENTRE = ("academie",)
DEFAULTS = {"examines": "oui", "exempt": "non"}
YES = "oui"

Changes: TypeAlias = list[str]


@dataclass(slots=True)
class KnownCentre:
    """A centre that exists, as lines write it."""

    id: int
    facts: dict[str, str | None]


@dataclass(slots=True)
class KnownProgramme:
    """A programme that exists, as lines write it."""

    id: int
    uai: str
    seats_taken: int
    facts: dict[str, str | None]


@dataclass(slots=True)
class KnownProgrammes:
    """What the database holds of the centres and the programmes of a chunk, by UAI and by code."""

    centres: dict[str, KnownCentre]
    programmes: dict[str, KnownProgramme]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which centres one may import for: all, or one's own, whose own facts stay as they are."""

    uai: str | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether centres can be made and changed."""
        return self.uai is None


def look_up(session: Session, campaign_id: int, lines: Sequence[Values]) -> KnownProgrammes:
    """Return the centres and the programmes that lines speak of."""
    uais, codes = {line[UAI] for line in lines}, {line[CODE] for line in lines}
    rows = session.execute(
        select(
            TrainingCentre.uai,
            TrainingCentre.id,
            TrainingCentre.name,
            TrainingCentre.siret,
            TrainingCentre.academie,
        ).where(TrainingCentre.uai.in_(uais))
    )
    centres = {
        row.uai: KnownCentre(row.id, {f: getattr(row, column) for column, f in CENTRE_FIELDS.items()})
        for row in rows
    }
    statement = (
        select(Programme.__table__, TrainingCentre.uai)
        .join(TrainingCentre, TrainingCentre.id == Programme.centre_id)
        .where(Programme.campaign_id == campaign_id, Programme.code.in_(codes))
    )
    programmes = {
        row.code: KnownProgramme(
            row.id, row.uai, row.seats_taken, {f: _text(getattr(row, f)) for f in PROGRAMME_FIELDS}
        )
        for row in session.execute(statement)
    }
    return KnownProgrammes(centres, programmes)


def plan(values: Values, speaks: bool, known: KnownProgrammes, reach: Reach) -> Changes:  # noqa: FBT001 - a fact of the line
    """Say what a line changes: `centre` and `programme` when they are new, else the fields that differ."""
    changes: Changes = []
    centre = known.centres.get(str(values[UAI]))
    if speaks and centre is None:
        changes.append("centre")
    elif speaks and centre is not None and reach.is_whole:
        changes += _differing(values, centre.facts)
    programme = known.programmes.get(str(values[CODE]))
    return changes + (["programme"] if programme is None else _differing(values, programme.facts))


def check(line: Line, columns: dict[str, int], known: KnownProgrammes, reach: Reach) -> None:
    """Add to a line what the database has against it."""
    values, remarks = line.values, line.remarks
    uai = str(values[UAI])
    programme = known.programmes.get(str(values[CODE]))
    if reach.uai is not None and uai != reach.uai:
        remarks.append(Remark("centre_out_of_reach", columns["uai"]))
    elif programme is not None and programme.uai != uai:
        remarks.append(Remark("programme_of_another_centre", columns["uai"]))
    elif uai not in known.centres:
        missing = [field for field in NEEDED_BY_NEW_CENTRE if values[SLOT[field]] is None]
        remarks += [Remark("missing_for_new_centre", columns[field]) for field in missing]
    capacity = values[CAPACITY]
    if programme is not None and capacity is not None and int(capacity) < programme.seats_taken:
        facts = {"taken": programme.seats_taken}
        remarks.append(Remark("capacity_below_contracts", columns["capacity"], facts=facts))


class ProgrammeChecker:
    """Holds the lines of one file against the database and against each other."""

    def __init__(self, headers: Sequence[str], campaign_id: int, reach: Reach) -> None:
        self.reader = LineReader(headers, PROGRAMMES)
        self.touched: set[int] = set()
        self.effects: Counter[str] = Counter()
        self._campaign_id = campaign_id
        self._reach = reach
        self._codes: dict[str, int] = {}
        self._centres: dict[str, tuple[int, tuple[str | None, ...]]] = {}

    def check(self, session: Session, rows: Sequence[tuple[int, list[str]]]) -> list[Announced]:
        """Return what a chunk of lines would do."""
        lines = [self.reader.read(number, cells) for number, cells in rows]
        known = look_up(session, self._campaign_id, [line.values for line in lines if not line.refused])
        return [self._announce(line, known) for line in lines]

    def _announce(self, line: Line, known: KnownProgrammes) -> Announced:
        values = line.values
        if not line.refused:
            check(line, self.reader.columns, known, self._reach)
            earlier = self._codes.get(str(values[CODE]))
            if earlier is not None:
                line.remarks.append(Remark("programme_repeated", facts={"line": earlier}))
        if line.refused:
            return announced(line, [], speaks=False, is_new=False)
        speaks = self._speaks(line)
        self._codes[str(values[CODE])] = line.number
        changes = plan(values, speaks, known, self._reach)
        programme = known.programmes.get(str(values[CODE]))
        self.effects["centres"] += "centre" in changes
        if programme is not None and changes:
            self.touched.add(programme.id)
        return announced(line, changes, speaks=speaks, is_new=programme is None)

    def _speaks(self, line: Line) -> bool:
        """Let the first line of a centre say what it is; tell the later ones that differ."""
        uai = str(line.values[UAI])
        facts = tuple(line.values[SLOT[field]] for field in CENTRE_FIELDS.values())
        first = self._centres.get(uai)
        if first is None:
            self._centres[uai] = (line.number, facts)
            return True
        if first[1] != facts:
            line.remarks.append(Remark("centre_differs", warning=True, facts={"line": first[0]}))
        return False

    def end(self, _session: Session) -> list[Announced]:
        """Nothing is to be said of what the file does not hold."""
        return []

    def close(self) -> None:
        """Nothing is kept outside the memory."""


def _differing(values: Values, facts: dict[str, str | None]) -> Changes:
    return [
        field
        for field, old in facts.items()
        if values[SLOT[field]] is not None and values[SLOT[field]] != old
    ]


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return YES if value else "non"
    return None if value is None else str(value)
