"""What the page of a checked file says of its first lines, read anew: a checked line holds the file's words only.

A name that the file spells otherwise is not always taken, and a wish that it confirms has dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from recruitment.accounts.access import visible_programmes
from recruitment.core.database import utc_text
from recruitment.labels.dates import day_long, instant
from recruitment.programmes.models import Campaign
from recruitment.rules.vocabulary import DeadlineRule
from recruitment.transfers import candidate_lookup, queries
from recruitment.transfers.candidate_lines import (
    CANDIDATE_SLOTS,
    CODE,
    CONFIRMED,
    FIELDS,
    FIRST_NAME,
    LAST_NAME,
    NUMBER,
    Applied,
    Known,
    Wished,
)
from recruitment.transfers.confirmations import Confirmations, StoredDeadline, waits
from recruitment.transfers.staging import CHANGED, NEW, UNCHANGED, Announced


@dataclass(frozen=True, slots=True)
class Shown:
    """The first lines of each kind; `examination` says of those that confirm a wish, by number, what becomes of it."""

    lines: Mapping[str, Sequence[Announced]]
    examination: Mapping[int, str] = field(default_factory=dict)


def first_lines(session: Session, user: Any, run: Any, now: datetime) -> Shown:
    """Return the first lines of a checked file, as the person who looks at them may know its candidates."""
    lines = {action: queries.lines(session, run.id, action) for action in (NEW, CHANGED, UNCHANGED)}
    some = [line for shown in lines.values() for line in shown]
    if run.kind != "candidates" or not some:
        return Shown(lines)
    programmes = candidate_lookup.programmes(session, run.campaign_id, visible_programmes(user))
    numbers = [*{str(line.values[NUMBER]) for line in some}]
    own = frozenset(programme.id for programme in programmes.values())
    known = candidate_lookup.known(session, run.campaign_id, numbers, own)
    for line in some:
        _keep_name(line, known)
    confirmations = Confirmations(session.get_one(Campaign, run.campaign_id).calendar(), now)
    said = {}
    for line in some:
        programme = programmes.get(str(line.values[CODE]))
        if "confirm" in line.changes and programme is not None:
            deadline = confirmations.deadline(str(line.values[CONFIRMED]), programme)
            said[line.number] = examination(
                deadline, now, waiting=waits(_application(line, known, programme))
            )
    return Shown(lines, said)


def examination(deadline: StoredDeadline, now: datetime, *, waiting: bool) -> str:
    """Say until when a wish that a line confirms is to be decided, and when it passes by itself."""
    if not waiting:
        return "Un contrat est déjà saisi."
    if deadline.rule == DeadlineRule.NO_EXAMINATION:
        return "Sans examen : en recherche de contrat aussitôt."
    if deadline.rule == DeadlineRule.EXEMPT:
        return "Sans délai."
    until = f"Dernier jour : {day_long(deadline.last_day)}. " if deadline.last_day else ""
    if deadline.auto_retain_at is None:
        return f"{until}Passage : date encore à donner."
    passes = f"{until}Passage : {instant(deadline.auto_retain_at)}"
    is_past = deadline.auto_retain_at <= utc_text(now)
    return f"{passes}, délai passé : en recherche de contrat aussitôt." if is_past else f"{passes}."


def _keep_name(line: Announced, known: Known) -> None:
    """Put the known name where the file's is not taken; nothing of a candidate whom only others know."""
    number = str(line.values[NUMBER])
    if "candidate" in line.changes or number not in known.candidates or number in known.strangers:
        return
    stored = dict(zip(CANDIDATE_SLOTS, known.candidates[number][1], strict=True))
    for slot in (LAST_NAME, FIRST_NAME):
        if FIELDS[slot] not in line.changes:
            line.values[slot] = stored[slot]


def _application(line: Announced, known: Known, programme: Wished) -> Applied | None:
    candidate = known.candidates.get(str(line.values[NUMBER]))
    return known.applications.get((candidate[0], programme.id)) if candidate else None
