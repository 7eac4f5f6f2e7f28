"""What one line of the platform's list would do: record a reply, tell a discrepancy, close one, or nothing."""

from dataclasses import dataclass
from datetime import datetime

from recruitment.rules import reply_list
from recruitment.rules.reply_list import Comparison, Ours, Theirs
from recruitment.rules.vocabulary import Reply
from recruitment.transfers.columns import REPLIES
from recruitment.transfers.lines import Values
from recruitment.transfers.reply_cells import DONE, ENTERED
from recruitment.transfers.reply_lookup import Key, Known, Standing

FIELDS = tuple(column.field for column in REPLIES)
SLOT = {field: slot for slot, field in enumerate(FIELDS)}
NUMBER, NAME, CODE = SLOT["candidate_number"], SLOT["candidate_name"], SLOT["programme_code"]
SIRET, EMPLOYER = SLOT["siret"], SLOT["employer_name"]
AGREES = "agrees"
ABSENT_FROM = 1_000_000_000  # the lines of those whom the file should hold and does not
ABSENT = "absent"
PARTS = "|"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line would do; `changes` announces it, and is compared again when it is written."""

    comparison: Comparison
    changes: list[str]

    @property
    def reply(self) -> Reply | None:
        """The reply to record."""
        return self.comparison.reply


def theirs_of(values: Values) -> Theirs:
    """Return what a line says."""
    situation, reply = values[SLOT["situation"]], values[SLOT["reply"]]
    state, enrolled, replied_at = values[SLOT["state"]], values[SLOT["enrolled"]], values[SLOT["replied_at"]]
    return Theirs(
        situation=situation or reply,
        entered=None if state is None else state == ENTERED,
        siret=values[SIRET],
        replied_at=datetime.fromisoformat(replied_at) if replied_at else None,
        enrolled=None if enrolled is None else enrolled == DONE,
    )


def answers_differ(values: Values) -> bool:
    """Tell whether the code and the words of a line contradict each other."""
    situation, reply = values[SLOT["situation"]], values[SLOT["reply"]]
    if situation is None or reply is None or situation == reply:
        return False
    return not (reply == reply_list.ACCEPTED and situation in reply_list.YES)


def plan(key: Key, values: Values, known: Known, now: datetime) -> Plan:
    """Say what a line would do."""
    wished = known.wishes.get(key)
    ours = wished.ours if wished else Ours()
    if values[SLOT["situation"]] == ABSENT:
        return _planned(key, absent(ours), known)
    return _planned(key, reply_list.compare(ours, theirs_of(values), now), known)


def absent(ours: Ours) -> Comparison:
    """Return what it is that the list does not hold somebody who accepted here."""
    if not ours.is_accepted:
        return Comparison(None, ())
    return Comparison(None, (reply_list.Fact(reply_list.MISSING_THERE, "reply", str(ours.status), ABSENT),))


def absent_values(number: str, name: str, code: str) -> Values:
    """Return the line that the file does not hold."""
    values: Values = [None] * len(FIELDS)
    values[NUMBER], values[NAME], values[CODE], values[SLOT["situation"]] = number, name, code, ABSENT
    return values


def _planned(key: Key, found: Comparison, known: Known) -> Plan:
    changes = [str(found.reply)] if found.reply else []
    standing = known.standing.get(key)
    if not found.facts:
        return Plan(found, [*changes, AGREES] if standing else changes)
    if _is_told(key, found, standing, known):
        return Plan(found, changes)
    facts = [PARTS.join((fact.what, fact.ours, fact.theirs)) for fact in found.facts]
    return Plan(found, [*changes, found.kind, *facts])


def _is_told(key: Key, found: Comparison, standing: Standing | None, known: Known) -> bool:
    """Tell whether it waits already, or was settled by somebody, with these very words."""
    if standing is not None:
        return (standing.kind, standing.facts) == (found.kind, found.stored)
    return (key, found.kind, found.stored) in known.settled
