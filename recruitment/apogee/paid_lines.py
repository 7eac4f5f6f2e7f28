"""Which programme each line of a file of enrolments is about, what is wrong with it, and whether it is new (R7.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from recruitment.apogee import queries
from recruitment.apogee.lists import ReadList, Wrong
from recruitment.apogee.queries import Scope
from recruitment.rules.opi import ACCEPTED, KEEPING_WISHES

AT_ONCE = 200
CANCELLED = 3
NOT_OURS = "Aucune formation de première année réglée ici n’a cette étape et cette version."
NOT_ADMITTED = "Cette personne n’est pas dans la liste des admis de la formation."
Key = tuple[int, str]
Places = Mapping[tuple[str, str], Sequence[int]]
Histories = Mapping[Key, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Where:
    """The programmes of each VET, and who is admitted to which."""

    places: Places
    people: Mapping[Key, Any]

    def key(self, values: Mapping[str, str], latest: Mapping[Key, int]) -> Key:
        """Return the programme, and the person, that a line is about.

        Of several on one VET: for what is cancelled where it was paid, else where they are still admitted.
        """
        number = values["number"]
        keys = [(one, number) for one in self.places[vet(values)] if (one, number) in self.people]
        paid = [key for key in keys if latest.get(key, CANCELLED) != CANCELLED]
        if int(values["state"]) == CANCELLED and paid:
            return paid[0]
        return min(keys, key=lambda key: (not _stands(self.people[key]), key not in paid, key))


def _stands(row: Any) -> bool:
    return row.gone_at is None and row.situation in (ACCEPTED, KEEPING_WISHES)


def vet(values: Mapping[str, str]) -> tuple[str, str]:
    """Return the VET that a line names."""
    return values["etp"], values["vet"].lstrip("0")


def places(session: Session, scope: Scope) -> Places:
    """Return the programmes of a scope by the VET of each reply: several may lead to the same one."""
    found: dict[tuple[str, str], set[int]] = {}
    for programme_id, row in queries.settings_of(session, scope).items():
        for reply in ("yes", "yes_if_3", "yes_if_4"):
            etp, version = getattr(row, f"etp_{reply}"), getattr(row, f"vet_{reply}")
            if etp and version:
                found.setdefault((etp, version.lstrip("0")), set()).add(programme_id)
    return {one: sorted(programmes) for one, programmes in found.items()}


def people(session: Session, scope: Scope, numbers: Sequence[str]) -> dict[Key, Any]:
    """Return the rows of the pool of these candidates, by programme."""
    found = {}
    for at in range(0, len(numbers), AT_ONCE):
        pool = queries.admitted_of(session, scope, numbers[at : at + AT_ONCE])
        found.update({(row.programme_id, number): row for number, rows in pool.items() for row in rows})
    return found


def wrong(found: ReadList, places: Places, people: Mapping[Key, Any]) -> list[Wrong]:
    """Return what is wrong with the lines, seen from here."""
    said = []
    for line, values in found.lines:
        programmes = places.get(vet(values), ())
        if not programmes:
            said.append(Wrong(line, "etape", NOT_OURS))
        elif not any((one, values["number"]) in people for one in programmes):
            said.append(Wrong(line, "numero_inscription", NOT_ADMITTED))
    return said


def told(
    found: ReadList, where: Where, histories: Histories
) -> Iterator[tuple[int, dict[str, str], Key, bool]]:
    """Yield each line with what it is about, and whether it tells a state that is new."""
    latest = {key: states[-1] for key, states in histories.items()}
    keys: list[Key] = []
    states: dict[Key, list[int]] = {}
    for _line, values in found.lines:
        key = where.key(values, latest)
        latest[key] = int(values["state"])
        keys.append(key)
        states.setdefault(key, []).append(latest[key])
    new = {key: iter(are_new(histories.get(key, ()), said)) for key, said in states.items()}
    for (line, values), key in zip(found.lines, keys, strict=True):
        yield line, values, key, next(new[key])


def are_new(history: Sequence[int], said: Sequence[int]) -> list[bool]:
    """Tell which states of a file go beyond what is known: a file that begins as the history ends repeats it.

    The same file taken again, or with more lines at its end, tells only what is more.
    """
    changes = [0, *(at for at, (one, other) in enumerate(pairwise(said), 1) if one != other)]
    steps, before = [said[at] for at in changes], list(history)
    most = min(len(steps), len(before))
    known = max(count for count in range(most + 1) if before[len(before) - count :] == steps[:count])
    fresh = set(changes[known:])
    return [at in fresh for at in range(len(said))]
