"""Writes the lines of a candidates' file, chunk by chunk, in the one transaction of the import.

A decision, a contract or a reply is never touched: what an import adds to an application that exists is the
confirmation that it did not have (R2.1, R2.2, R3.2).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.applications.notices import NewWish
from recruitment.contracts.actions.wishes import hold_candidates, hold_everybody
from recruitment.core import clock
from recruitment.core.bulk import reserve_ids
from recruitment.core.database import utc_text
from recruitment.journal.actions import SYSTEM, Actor, Line
from recruitment.mail.actions import Mail, to_candidate
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ApplicationState, DeadlineRule, Decision, Event
from recruitment.transfers import candidate_lookup
from recruitment.transfers.candidate_lines import (
    CANDIDATE_OF,
    CANDIDATE_SLOTS,
    CODE,
    CONFIRMED,
    FIELDS,
    GUARDIANS_OF,
    NUMBER,
    SLOT,
    Known,
    Wished,
    plan,
)
from recruitment.transfers.candidate_rows import JournalLines, Rows, folded
from recruitment.transfers.confirmations import Confirmations
from recruitment.transfers.lines import Values
from recruitment.transfers.staging import Announced, ChangedMeanwhile

NOBODY = (None, None, None, None)
NOT_CONFIRMED = (str(ApplicationState.UNCONFIRMED), *(None,) * 9)


@dataclass(frozen=True, slots=True)
class Writing:
    """What every line of an import is written with."""

    run_id: int
    campaign_id: int
    calendar: Calendar
    programmes: dict[str, Wished]
    actor: Actor
    at: datetime
    own: frozenset[int] | None = None


class CandidateWriter:
    """Writes announced lines; `counts` tells what was written."""

    def __init__(self, session: Session, writing: Writing) -> None:
        self._session = session
        self._writing = writing
        self._at = writing.at
        self._now = utc_text(writing.at)
        self._made: set[str] = set()  # the numbers of candidates whom nobody else can see yet
        self._confirmations = Confirmations(writing.calendar, writing.at)
        self._journal = JournalLines(session)
        self.counts: Counter[str] = Counter()

    def write(self, lines: Sequence[Announced]) -> None:
        """Write a chunk, or raise ChangedMeanwhile."""
        numbers = [*{str(line.values[NUMBER]) for line in lines}]
        writing = self._writing
        self._hold(lines)
        known = candidate_lookup.known(self._session, writing.campaign_id, numbers, writing.own)
        candidate_ids = self._ids(Candidate, lines, "candidate")
        application_ids = self._ids(Application, lines, "application")
        rows = Rows()
        for line in lines:
            programme = self._writing.programmes.get(str(line.values[CODE]))
            if programme is None or line.changes != plan(line.values, line.speaks, known, programme):
                raise ChangedMeanwhile(line.number)
            candidate_id = self._person(line, known, candidate_ids, rows, programme)
            self._wish(line, candidate_id, known, application_ids, rows, programme)
        rows.write(self._session, self._at)
        if self._journal.is_full:
            hold_everybody(self._session)
            self._journal.write()
        self._count(rows)

    def finish(self) -> None:
        """Write what is left to write."""
        self._journal.write()

    def _hold(self, lines: Sequence[Announced]) -> None:
        """Hold those who get one more wish: an answer, or silence, ends every wish that was there (R5.4, R5.6).

        Who has accepted for good while we waited gets a wish that came later, and says so.
        """
        wishing = {str(one.values[NUMBER]) for one in lines if "application" in one.changes} - self._made
        ids = candidate_lookup.ids_of(self._session, self._writing.campaign_id, [*wishing]) if wishing else ()
        if ids:
            hold_candidates(self._session, ids)
            self._at = clock.now()
            self._now = utc_text(self._at)
            self._confirmations.set_clock(self._at)

    def _ids(self, model: Any, lines: Sequence[Announced], change: str) -> Iterator[int]:
        count = sum(change in line.changes for line in lines)
        return iter(reserve_ids(self._session, model.__table__, count))

    def _person(
        self, line: Announced, known: Known, ids: Iterator[int], rows: Rows, programme: Wished
    ) -> int:
        """Add or change the candidate of a line; return its id."""
        values = line.values
        number = str(values[NUMBER])
        if "candidate" in line.changes:
            candidate_id = next(ids)
            self._made.add(number)
            known.candidates[number] = (candidate_id, ())
            person = CANDIDATE_OF(values)
            campaign_id = self._writing.campaign_id
            rows.candidates.append(
                (candidate_id, campaign_id, *person, *folded(values), self._now, self._now)
            )
            _guardians(values, candidate_id, known, rows)
            return candidate_id
        candidate_id, stored = known.candidates[number]
        fields = [change for change in line.changes if change not in ("application", "confirm")]
        if fields:
            if any(field in SLOT for field in fields):
                merged = _merged(values, stored, fields)
                person = CANDIDATE_OF(merged)
                rows.changed_candidates.append((*person, *folded(merged), self._now, candidate_id))
            _guardians(values, candidate_id, known, rows)
            facts = {"import": self._writing.run_id, "fields": fields}
            wish = known.applications.get((candidate_id, programme.id))
            self._say(programme, "candidate_changed", (candidate_id, wish.id if wish else None), facts)
        return candidate_id

    def _wish(
        self,
        line: Announced,
        candidate_id: int,
        known: Known,
        ids: Iterator[int],
        rows: Rows,
        programme: Wished,
    ) -> None:
        """Add the application of a line, or confirm the one that exists."""
        confirmed = line.values[CONFIRMED] if "confirm" in line.changes else None
        if "application" in line.changes:
            application_id = next(ids)
            facts: tuple[Any, ...] = (*NOT_CONFIRMED, self._now)
            if confirmed is not None:
                facts = self._confirmations.columns(confirmed, ApplicationState.UNCONFIRMED, programme)
            ties = (
                application_id,
                self._writing.campaign_id,
                programme.centre_id,
                programme.id,
                candidate_id,
            )
            rows.applications.append((*ties, self._now, 1, *facts))
        elif confirmed is not None:
            existing = known.applications[candidate_id, programme.id]
            application_id = existing.id
            facts = self._confirmations.columns(confirmed, ApplicationState(existing.state), programme)
            rows.confirmations.append((*facts, application_id))
        if confirmed is not None:
            self._tell(confirmed, rows, programme, (candidate_id, application_id))

    def _tell(self, confirmed: str, rows: Rows, programme: Wished, ids: tuple[int, int]) -> None:
        """Put a confirmation, and the passage that may come with it, in the journal and the outbox."""
        at = self._at
        deadline = self._confirmations.deadline(confirmed, programme)
        facts = {"import": self._writing.run_id, "confirmed_at": confirmed, **deadline.facts}
        self._say(programme, Event.CONFIRM, ids, facts)
        if deadline.rule == DeadlineRule.NO_EXAMINATION:
            line = Line(Event.AUTO_RETAIN, SYSTEM, at, programme.id, *ids, details=deadline.facts)
            self._journal.add(programme.centre_id, line)
            key = f"application:{ids[1]}:{Event.AUTO_RETAIN}"
            to, told = to_candidate(ids[0]), {"application": ids[1]}
            rows.mails.append(Mail(key, str(Decision.RETAINED), to, at, told, programme.centre_id))
        if deadline.announced:
            rows.wishes.append(NewWish(ids[1], programme.id, programme.centre_id))

    def _say(
        self, programme: Wished, event: str, ids: tuple[int, int | None], details: dict[str, Any]
    ) -> None:
        actor = self._writing.actor
        line = Line(event, actor, self._at, programme.id, *ids, details=details)
        self._journal.add(programme.centre_id, line)

    def _count(self, rows: Rows) -> None:
        self.counts["candidates"] += len(rows.candidates)
        self.counts["candidates_changed"] += len(rows.changed_candidates)
        self.counts["applications"] += len(rows.applications)
        self.counts["confirmed"] += len(rows.confirmations)
        self.counts["retained"] += len(rows.mails)
        self.counts["announced"] += len(rows.wishes)


def _merged(values: Values, stored: Sequence[str | None], fields: Sequence[str]) -> Values:
    """Take the announced changes of the file, and what is stored for the rest."""
    merged = list(values)
    for slot, old in zip(CANDIDATE_SLOTS, stored, strict=True):
        if FIELDS[slot] not in fields:
            merged[slot] = old
    return merged


def _guardians(values: Values, candidate_id: int, known: Known, rows: Rows) -> None:
    for position, of in enumerate(GUARDIANS_OF, start=1):
        given = of(values)
        if given == NOBODY:
            continue
        old = known.guardians.get((candidate_id, position))
        if old is None:
            rows.guardians.append((candidate_id, position, *given))
            continue
        if str(values[NUMBER]) in known.shared:
            continue
        merged = [before if value is None else value for value, before in zip(given, old, strict=True)]
        if merged != [*old]:
            rows.changed_guardians.append((*merged, candidate_id, position))
