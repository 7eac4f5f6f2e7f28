"""What a list of admitted candidates would do to the pool of a programme: told before, and by the same code, written.

    for outcomes in Comparison(session, programme, origin="file", mode="replace").outcomes(records): ...

Read chunk by chunk, so that the memory does not depend on the length of the list.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from typing import Any, Literal, TypeAlias

from sqlalchemy.orm import Session

from recruitment.admissions import lookup
from recruitment.admissions.lookup import Stored
from recruitment.admissions.records import FIELDS, GUARDIAN_FIELDS, AdmittedRecord, GuardianRecord
from recruitment.admissions.seen import Seen
from recruitment.rules import admissions as rules
from recruitment.rules.opi import BacResult, left_because

CHUNK = 500
NEW, CHANGED, UNCHANGED, GONE, LEFT_OUT = "new", "changed", "unchanged", "gone", "left_out"
Mode: TypeAlias = Literal["replace", "merge"]


@dataclass(frozen=True, slots=True)
class ProgrammeKeys:
    """What ties an admitted candidate to a programme. Any row that has these three will do in its place."""

    id: int
    centre_id: int
    campaign_id: int


@dataclass(slots=True)
class Outcome:
    """What happens to one person. `changes` maps a column, or `guardian_1`, to its new value.

    `reason` says why the list does not take them; who is changed with one had gone, and stays so.
    """

    action: str
    number: str
    record: AdmittedRecord | None = None
    stored: Stored | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    application_id: int | None = None
    reason: str | None = None
    held: bool = False

    @property
    def back(self) -> bool:
        """Tell whether somebody who had gone is in the pool again."""
        had_gone = self.stored is not None and self.stored.gone_at is not None
        return self.action == CHANGED and had_gone and not self.stays_out

    @property
    def stays_out(self) -> bool:
        """Tell whether it is learnt of somebody who had gone why they are not taken now."""
        return self.action == CHANGED and self.reason is not None

    @property
    def told_as(self) -> str:
        """Return what is said of them: of who stays out, why."""
        return LEFT_OUT if self.stays_out else self.action


@dataclass(slots=True)
class Difference:
    """How many persons of a list are new, changed … `to_handle`: gone while something of theirs stands."""

    candidates: int = 0
    guardians: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    back: int = 0
    gone: int = 0
    to_handle: int = 0
    left_out: int = 0
    live_before: int = 0

    @property
    def needs_word(self) -> bool:
        """Tell whether more than a fifth of the pool would go (R6.6)."""
        return rules.needs_word(self.gone, self.live_before)

    def counts(self) -> dict[str, int]:
        """Return the figures for the exchange log."""
        return asdict(self)

    def include(self, part: "Difference") -> None:
        """Add the figures of another list, or of another programme of the same."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(part, one.name))

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count outcomes."""
        for one in outcomes:
            setattr(self, one.action, getattr(self, one.action) + 1)
            self.back += one.back
            self.to_handle += one.action == GONE and one.held
            if one.record is not None and one.action in (NEW, CHANGED, UNCHANGED):
                self.candidates += 1
                self.guardians += 0 if one.stays_out else sum(1 for _ in one.record.guardians)


class Comparison:
    """One list held against the pool of one programme. `locks`: what is read is about to be written."""

    def __init__(
        self, session: Session, programme: Any, *, origin: str, mode: Mode, locks: bool = False
    ) -> None:
        self._session = session
        self._programme = programme
        self._origin = origin
        self._mode = mode
        self._locks = locks
        self._seen = Seen()

    def live_before(self) -> int:
        """Return how many of the pool this list is about, before it."""
        return lookup.live_count(self._session, self._programme.id, self._origin)

    def keep(self, number: str, line: int) -> None:
        """Leave somebody as they are: the list tells them, in a line that cannot be taken."""
        self._seen.add({number: line})

    def outcomes(self, records: Iterable[AdmittedRecord]) -> Iterator[list[Outcome]]:
        """Give what each record does, then who goes."""
        records = iter(records)
        try:
            while chunk := list(islice(records, CHUNK)):
                yield self._chunk(chunk)
            if self._mode == "replace":
                yield from self._absent()
        finally:
            self._seen.close()

    def _chunk(self, records: Sequence[AdmittedRecord]) -> list[Outcome]:
        numbers = [record.candidate_number for record in records]
        known = lookup.known(self._session, self._programme, numbers, locks=self._locks)
        earlier = self._seen.among(numbers)
        told = []
        for record in records:
            repeated = record.candidate_number in earlier
            earlier.setdefault(record.candidate_number, record.line)
            told.append(_repeated(record) if repeated else self._outcome(record, known))
        self._seen.add({number: earlier[number] for number in numbers})
        return self._with_holds(told)

    def _outcome(self, record: AdmittedRecord, known: lookup.Known) -> Outcome:
        number = record.candidate_number
        stored = known.admitted.get(number)
        reason = record.left_out or rules.left_out(record.situation)
        if number in known.erased:
            return Outcome(LEFT_OUT, number, record, stored, reason="erased")
        if reason is not None:
            return _not_taken(record, stored, reason)
        wish = known.applications.get(number)
        if stored is None:
            return Outcome(NEW, number, record, application_id=wish)
        if self._origin == "own" and stored.origin != "own":
            return Outcome(UNCHANGED, number, record, stored)  # the platform's word is the fresher one
        changes = changes_of(record, stored, self._origin)
        if stored.application_id is None and wish is not None:
            changes["application_id"] = wish
        action = CHANGED if changes or stored.gone_at is not None else UNCHANGED
        return Outcome(action, number, record, stored, changes)

    def _with_holds(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Say of those who go whether something of theirs stands: a contract, a validated enrolment."""
        going = [one.stored.id for one in outcomes if one.action == GONE and one.stored is not None]
        held = lookup.held_ids(self._session, going) if going else frozenset()
        for one in outcomes:
            one.held = one.stored is not None and one.stored.id in held
        return outcomes

    def _absent(self) -> Iterator[list[Outcome]]:
        """Give those of the pool of whom the list said nothing."""
        last = 0
        while ids := lookup.live_ids(self._session, self._programme.id, self._origin, last, CHUNK):
            last = ids[-1]
            stored = lookup.by_ids(self._session, ids, locks=self._locks)
            told = self._seen.among([number for number, _ in stored])
            gone = [
                Outcome(GONE, number, None, one, reason="absent")
                for number, one in stored
                if number not in told
            ]
            if gone:
                yield self._with_holds(gone)


def _not_taken(record: AdmittedRecord, stored: Stored | None, reason: str) -> Outcome:
    """Return what becomes of somebody whom the list does not take; the latest word counts of who had gone too."""
    number = record.candidate_number
    if stored is None:
        return Outcome(LEFT_OUT, number, record, reason=reason)
    changes = _parting(record, stored)
    if stored.gone_at is None:
        return Outcome(GONE, number, record, stored, changes, reason=reason)
    because = why_left(stored, changes)
    if because != stored.gone_because:
        changes["gone_because"] = because
    return Outcome(CHANGED if changes else LEFT_OUT, number, record, stored, changes, reason=reason)


def why_left(stored: Stored, changes: dict[str, Any]) -> str:
    """Return why the list holds somebody no more, by what is known of them once changed."""
    known = dict(zip(FIELDS, stored.values, strict=True)) | changes
    return str(left_because(known["situation"], BacResult(known["bac_result"])))


def _parting(record: AdmittedRecord, stored: Stored) -> dict[str, Any]:
    """Return what is kept of why somebody leaves: the situation told, the baccalauréat failed."""
    known = dict(zip(FIELDS, stored.values, strict=True))
    told = {"situation": record.situation, "bac_result": record.bac_result}
    return {name: value for name, value in told.items() if value not in (None, "unknown", known[name])}


def _repeated(record: AdmittedRecord) -> Outcome:
    return Outcome(LEFT_OUT, record.candidate_number, record, reason="repeated")


def changes_of(record: AdmittedRecord, stored: Stored, origin: str) -> dict[str, Any]:
    """Return what a record says otherwise than what is stored; what it does not say is kept as it is."""
    changes: dict[str, Any] = {}
    for name, old in zip(FIELDS, stored.values, strict=True):
        given = getattr(record, name)
        if given is not None and given != old and not (name == "bac_result" and given == "unknown"):
            changes[name] = given
    if stored.origin == "own" and origin != "own":
        changes["origin"] = origin
    for rank, told in record.guardians:
        old_one = stored.guardians.get(rank)
        merged = told if old_one is None else _merged(told, old_one)
        if merged != old_one:
            changes[f"guardian_{rank}"] = merged
    return changes


def _merged(told: GuardianRecord, old: GuardianRecord) -> GuardianRecord:
    if told.last_name is not None and (told.last_name, told.first_name) != (old.last_name, old.first_name):
        return told  # somebody else: nothing of the one before is theirs
    return GuardianRecord(*(getattr(told, name) or getattr(old, name) for name in GUARDIAN_FIELDS))


def difference(
    session: Session, programme: Any, records: Iterable[AdmittedRecord], *, origin: str, mode: Mode
) -> Difference:
    """Return what a list would do to the pool of a programme, and write nothing."""
    comparison = Comparison(session, programme, origin=origin, mode=mode)
    found = Difference(live_before=comparison.live_before())
    for outcomes in comparison.outcomes(records):
        found.add(outcomes)
    return found
