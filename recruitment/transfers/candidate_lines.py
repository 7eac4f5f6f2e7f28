"""What the lines of a candidates' file would do, told by comparing them with the database and with each
other.

The same comparison is made twice: when the file is checked, without any lock, and when it is written, under
the
lock. A line that would not do what was announced stops the whole import (I21).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, TypeAlias

from recruitment.core.database import utc_text
from recruitment.core.text import fold
from recruitment.rules.transitions import allowed
from recruitment.rules.vocabulary import ApplicationState, Event
from recruitment.transfers.cells import ine_is_doubtful
from recruitment.transfers.columns import CANDIDATES
from recruitment.transfers.lines import Line, Remark, Values
from recruitment.transfers.seen import Person, Seen, Wish

FIELDS = tuple(column.field for column in CANDIDATES)
SLOT = {field: slot for slot, field in enumerate(FIELDS)}
NUMBER, LAST_NAME, FIRST_NAME, CODE = (
    SLOT["candidate_number"],
    SLOT["last_name"],
    SLOT["first_name"],
    SLOT["programme_code"],
)
BIRTH, INE, CONFIRMED = SLOT["birth_date"], SLOT["ine"], SLOT["confirmed_at"]
#: The columns of `candidate`, and those of `guardian` by rank, as slots of a line.
CANDIDATE_FIELDS = tuple(
    field
    for field in FIELDS
    if field not in ("programme_code", "confirmed_at") and not field.startswith("guardian")
)
CANDIDATE_SLOTS = tuple(SLOT[field] for field in CANDIDATE_FIELDS)
GUARDIAN_FIELDS = ("last_name", "first_name", "email", "phone")
GUARDIAN_SLOTS = tuple(tuple(SLOT[f"guardian{rank}_{f}"] for f in GUARDIAN_FIELDS) for rank in (1, 2))
CANDIDATE_OF = itemgetter(*CANDIDATE_SLOTS)
GUARDIANS_OF = tuple(itemgetter(*slots) for slots in GUARDIAN_SLOTS)
PERSON_OF = itemgetter(*CANDIDATE_SLOTS, *GUARDIAN_SLOTS[0], *GUARDIAN_SLOTS[1])
MIDNIGHTS = ("T22:00:00.000000Z", "T23:00:00.000000Z")  # in Paris, told in UTC: a day given without its hour

Changes: TypeAlias = list[str]


@dataclass(slots=True)
class Wished:
    """The programme of a line, as far as an import needs it."""

    id: int
    centre_id: int
    examines: bool
    exempt: bool


@dataclass(slots=True)
class Applied:
    """An application that exists."""

    id: int
    state: str
    confirmed_at: str | None


@dataclass(slots=True)
class Known:
    """What the database holds of the candidates of a chunk, by number and by candidate's id.

    `strangers` are those who have no application within the importer's reach: a centre adds a wish to such a
    candidate, and changes nothing of a person whom other centres know (R8.3). `shared` are those known both
    here and elsewhere: a centre may fill in what is empty, and nothing else. `corrected` holds the value that
    somebody gave to a field of a candidate, and what the files said of it then. `erased` are the numbers of those
    who were made anonymous.
    """

    candidates: dict[str, tuple[int, tuple[str | None, ...]]]
    guardians: dict[tuple[int, int], tuple[str | None, ...]]
    applications: dict[tuple[int, int], Applied]
    strangers: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    corrected: dict[tuple[int, str], tuple[str | None, str | None]] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()

    def keeps(self, candidate_id: int, name: str, given: str | None, stored: str | None) -> bool:
        """Tell whether somebody corrected a field since, and the file still says what it said then."""
        corrected = self.corrected.get((candidate_id, name))
        return corrected is not None and corrected == (stored, given) and given != stored


@dataclass(slots=True)
class Context:
    """What every line of a file is held against: the programmes one may import into, and the present.

    `own` are the ids of these programmes when a person imports; an operator is at home everywhere.
    """

    programmes: dict[str, Wished]
    now: str
    today: str
    earliest_confirmation: str
    own: frozenset[int] | None = None


def check_line(line: Line, columns: dict[str, int], context: Context) -> None:
    """Add to a line what is wrong with it by itself."""
    values, remarks = line.values, line.remarks
    code, confirmed, birth = values[CODE], values[CONFIRMED], values[BIRTH]
    if code is not None and code not in context.programmes:
        remarks.append(Remark("programme_unknown", columns["programme_code"], facts={"code": code}))
    if confirmed is not None and not context.earliest_confirmation <= confirmed <= context.now:
        future = confirmed > context.now
        remarks.append(Remark("confirmed_later" if future else "confirmed_long_ago", columns["confirmed_at"]))
    if birth is not None and birth > context.today:
        remarks.append(Remark("birth_date", columns["birth_date"]))
    ine = values[INE]
    if ine is not None and ine[-2:].isalpha() and ine_is_doubtful(ine):
        remarks.append(Remark("ine_doubtful", columns["ine"], warning=True))


def check_against_earlier(lines: Sequence[Line], context: Context, seen: Seen) -> set[int]:
    """Refuse lines that repeat or contradict an earlier one; return those that speak for their candidate.

    The first line of a candidate says who it is; the others only add wishes, so that the same file again
    changes
    nothing whatever their order.
    """
    taken = [line for line in lines if not line.refused]
    people, wishes = seen.known([*{str(line.values[NUMBER]) for line in taken}]) if taken else ({}, {})
    new_people: dict[str, Person] = {}
    new_wishes: dict[Wish, int] = {}
    speaking: set[int] = set()
    for line in taken:
        values = line.values
        number = str(values[NUMBER])
        wish = (number, context.programmes[str(values[CODE])].id)
        identity = hash((values[LAST_NAME], values[FIRST_NAME], values[BIRTH]))
        whole = hash(PERSON_OF(values))
        person = people.get(number)
        if person is not None and person[1] != identity:
            line.remarks.append(Remark("identity_differs", facts={"line": person[0]}))
        elif wish in wishes:
            line.remarks.append(Remark("wish_repeated", facts={"line": wishes[wish]}))
        else:
            if person is None:
                people[number] = new_people[number] = (line.number, identity, whole)
                speaking.add(line.number)
            elif person[2] != whole:
                line.remarks.append(Remark("person_differs", warning=True, facts={"line": person[0]}))
            wishes[wish] = new_wishes[wish] = line.number
    seen.add(new_people, new_wishes)
    return speaking


def plan(values: Values, speaks: bool, known: Known, programme: Wished) -> Changes:  # noqa: FBT001 - a fact of the line
    """Say what a line changes: fields, `candidate` or `application` when they are new, `confirm`."""
    number = str(values[NUMBER])
    candidate = known.candidates.get(number)
    says_who = speaks and number not in known.strangers
    changes: Changes = _person_changes(values, candidate, known) if says_who else []
    application = known.applications.get((candidate[0], programme.id)) if candidate else None
    if application is None:
        changes.append("application")
    if values[CONFIRMED] is not None and may_confirm(application):
        changes.append("confirm")
    return changes


def is_somebody_else(values: Values, known: Known) -> bool:
    """Tell whether a number belongs to a candidate of other centres whom the line calls otherwise (R8.3)."""
    number = str(values[NUMBER])
    if number not in known.strangers:
        return False
    stored = dict(zip(CANDIDATE_SLOTS, known.candidates[number][1], strict=True))
    named = all(fold(values[slot] or "") == fold(stored[slot] or "") for slot in (LAST_NAME, FIRST_NAME))
    births = {values[BIRTH], stored[BIRTH]} - {None}
    return not named or len(births) > 1


def is_left_as_known(values: Values, known: Known) -> bool:
    """Tell whether a line describes otherwise a candidate whom other centres know too (R8.3)."""
    number = str(values[NUMBER])
    if number not in known.shared:
        return False
    pairs = zip(CANDIDATE_OF(values), known.candidates[number][1], strict=True)
    return any(given is not None and old is not None and given != old for given, old in pairs)


def keeps_a_correction(values: Values, known: Known) -> bool:
    """Tell whether a line repeats what somebody has corrected since."""
    candidate = known.candidates.get(str(values[NUMBER]))
    return candidate is not None and any(
        known.keeps(candidate[0], FIELDS[slot], values[slot], old)
        for slot, old in zip(CANDIDATE_SLOTS, candidate[1], strict=True)
    )


def may_confirm(application: Applied | None) -> bool:
    """Tell whether a wish can become confirmed: a new one, or one that is not yet and has not been left
    (R2.1)."""
    if application is None:
        return True
    return application.confirmed_at is None and allowed(ApplicationState(application.state), Event.CONFIRM)


def differences(values: Values, application: Applied | None, columns: dict[str, int]) -> list[Remark]:
    """Say where the file differs from a confirmation that an import never changes."""
    if application is None or not columns["confirmed_at"]:
        return []
    given, stored, column = values[CONFIRMED], application.confirmed_at, columns["confirmed_at"]
    if given is None:
        return [Remark("still_confirmed", column, warning=True)] if stored is not None else []
    if stored is None:
        return [] if may_confirm(application) else [Remark("wish_left", column, warning=True)]
    return [] if _same_moment(given, stored) else [Remark("confirmed_otherwise", column, warning=True)]


def _same_moment(given: str, stored: str) -> bool:
    """Compare instants; a day without its hour is the same as any hour of it."""
    if given == stored or given[:16] == stored[:16]:
        return True
    return given.endswith(MIDNIGHTS) and given <= stored < _a_day_later(given)


def _a_day_later(midnight: str) -> str:
    return utc_text(datetime.fromisoformat(midnight) + timedelta(days=1))


def _person_changes(
    values: Values, candidate: tuple[int, tuple[str | None, ...]] | None, known: Known
) -> Changes:
    if candidate is None:
        return ["candidate"]
    stored: Any = candidate[1]
    shared = str(values[NUMBER]) in known.shared
    changes = [
        FIELDS[slot]
        for slot, old in zip(CANDIDATE_SLOTS, stored, strict=True)
        if values[slot] is not None
        and values[slot] != old
        and not (shared and old is not None)
        and not known.keeps(candidate[0], FIELDS[slot], values[slot], old)
    ]
    for rank, slots in enumerate(GUARDIAN_SLOTS, start=1):
        known_one = known.guardians.get((candidate[0], rank))
        if shared and known_one is not None:
            continue
        old = known_one or (None,) * len(slots)
        if any(
            values[slot] is not None and values[slot] != before
            for slot, before in zip(slots, old, strict=True)
        ):
            changes.append(f"guardian{rank}")
    return changes
