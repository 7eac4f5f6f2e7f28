"""Writes the lines of a programmes' file, in the one transaction of the import."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from recruitment.applications.reasons import add_default_reasons
from recruitment.journal.actions import Actor, Line, record
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.programmes.recompute import Recomputation, recompute
from recruitment.rules.calendar import Calendar
from recruitment.transfers import programme_lines as lines
from recruitment.transfers.lines import Values
from recruitment.transfers.programme_lines import (
    CENTRE_FIELDS,
    CODE,
    DEFAULTS,
    PROGRAMME_FIELDS,
    SLOT,
    UAI,
    YES,
    KnownCentre,
    KnownProgrammes,
    Reach,
)
from recruitment.transfers.staging import Announced, ChangedMeanwhile

DEADLINE_FIELDS = frozenset({"examines", "exempt"})


@dataclass(frozen=True, slots=True)
class ProgrammeWriting:
    """What every line of an import is written with."""

    run_id: int
    campaign_id: int
    seat_rule: str
    calendar: Calendar
    reach: Reach
    actor: Actor
    at: datetime


class ProgrammeWriter:
    """Writes announced lines; `counts` tells what was written."""

    def __init__(self, session: Session, writing: ProgrammeWriting) -> None:
        self._session = session
        self._writing = writing
        self._centres: dict[str, KnownCentre] = {}
        self.counts: Counter[str] = Counter()

    def write(self, chunk: Sequence[Announced]) -> None:
        """Write a chunk, or raise ChangedMeanwhile."""
        known = lines.look_up(self._session, self._writing.campaign_id, [line.values for line in chunk])
        known.centres |= self._centres
        moved: list[int] = []
        for line in chunk:
            if line.changes != lines.plan(line.values, line.speaks, known, self._writing.reach):
                raise ChangedMeanwhile(line.number)
            centre = self._centre(line, known)
            programme_id = self._programme(line, centre.id, known)
            if DEADLINE_FIELDS.intersection(line.changes):
                moved.append(programme_id)
        why = Recomputation(self._writing.calendar, self._writing.actor, self._writing.at)
        if moved:
            self.counts["deadlines"] += recompute(self._session, Programme.id.in_(moved), why)

    def finish(self) -> None:
        """Nothing is kept for the end."""

    def _centre(self, line: Announced, known: KnownProgrammes) -> KnownCentre:
        """Add or change the centre that a line speaks for."""
        values, uai = line.values, str(line.values[UAI])
        given = {column: values[SLOT[field]] for column, field in CENTRE_FIELDS.items()}
        if "centre" in line.changes:
            given["name"] = given["name"] or uai  # until a file names it
            town = {"town": values[SLOT["town"]], "department": values[SLOT["department"]]}
            statement = insert(TrainingCentre).values(uai=uai, created_at=self._writing.at, **given, **town)
            centre_id = self._session.execute(statement.returning(TrainingCentre.id)).scalar_one()
            add_default_reasons(self._session, [centre_id])
            known.centres[uai] = self._centres[uai] = KnownCentre(centre_id, {})
            self._say(centre_id, None, {"centre": uai, "new": True})
            self.counts["centres"] += 1
        centre = known.centres[uai]
        changed = {column: given[column] for column, field in CENTRE_FIELDS.items() if field in line.changes}
        if changed:
            self._session.execute(
                update(TrainingCentre)
                .where(TrainingCentre.id == centre.id)
                .values(changed)
                .execution_options(synchronize_session=False)
            )
            self._say(centre.id, None, {"centre": uai, "changed": sorted(changed)})
        return centre

    def _programme(self, line: Announced, centre_id: int, known: KnownProgrammes) -> int:
        """Add or change the programme of a line; return its id."""
        values, code, at = line.values, str(line.values[CODE]), self._writing.at
        if "programme" in line.changes:
            statement = insert(Programme).values(
                campaign_id=self._writing.campaign_id, centre_id=centre_id, code=code, created_at=at,
                updated_at=at, seat_rule=self._writing.seat_rule, **_columns(values, PROGRAMME_FIELDS),
            )  # fmt: skip
            programme_id = int(self._session.execute(statement.returning(Programme.id)).scalar_one())
            self._say(centre_id, programme_id, {"new": True})
            self.counts["programmes"] += 1
            return programme_id
        programme = known.programmes[code]
        fields = [field for field in PROGRAMME_FIELDS if field in line.changes]
        if fields:
            self._session.execute(
                update(Programme)
                .where(Programme.id == programme.id)
                .values(updated_at=at, board_version=Programme.board_version + 1, **_columns(values, fields))
                .execution_options(synchronize_session=False)
            )
            changed = {field: [programme.facts[field], values[SLOT[field]]] for field in fields}
            self._say(centre_id, programme.id, {"changed": changed})
            self.counts["programmes_changed"] += 1
        return programme.id

    def _say(self, centre_id: int, programme_id: int | None, details: dict[str, Any]) -> None:
        details = {"import": self._writing.run_id, **details}
        line = Line("programme_changed", self._writing.actor, self._writing.at, programme_id, details=details)
        record(self._session, centre_id, line)


def _columns(values: Values, fields: Sequence[str]) -> dict[str, Any]:
    """Return the columns of a programme, in their own types."""
    columns: dict[str, Any] = {}
    for field in fields:
        value = values[SLOT[field]] or DEFAULTS.get(field)
        if field in DEFAULTS:
            columns[field] = value == YES
        elif field == "capacity":
            columns[field] = None if value is None else int(value)
        else:
            columns[field] = value
    return columns
