"""The flat files: persons, wishes, and the unfavourable wishes in a second file; a full dump each time (R7.1, R7.2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.apogee import claims, layouts, message, preparing, queries
from recruitment.apogee.layouts import Layout
from recruitment.apogee.models import OpiRow
from recruitment.apogee.preparing import Facts, Made
from recruitment.apogee.queries import Scope
from recruitment.apogee.telling import keep_told
from recruitment.core.database import patiently
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors, log
from recruitment.exchanges.log import LogLine
from recruitment.journal.actions import Actor, Line, record
from recruitment.labels.apogee import PROBLEMS
from recruitment.rules.errors import RuleViolation

PERSONS, WISHES, UNFAVOURABLE = "opi-individus.txt", "opi-voeux.txt", "opi-voeux-defavorables.txt"
AT_ONCE = 500
#: Either connector, tested, shows that what goes to Apogée will come back to the platform (R7.3; S3 II.B).
GATES = ("platform", "apogee")


@dataclass(slots=True)
class Files:
    """What was written: the bytes of each file, and the line of each person."""

    parts: dict[str, list[bytes]] = field(default_factory=lambda: {PERSONS: [], WISHES: [], UNFAVOURABLE: []})
    lines: list[LogLine] = field(default_factory=list)
    sent: int = 0
    refused: int = 0

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each file."""
        for name, parts in self.parts.items():
            yield name, b"".join(parts)

    @property
    def counts(self) -> dict[str, int]:
        """Return what the log of exchanges counts."""
        return {"sent": self.sent, "refused": self.refused}


def export(
    actor: Actor,
    scope: Scope,
    profile: tuple[str, Layout],
    deliver: Callable[[Mapping[str, bytes]], None],
    facts_at: tuple[Any, Any],
) -> Files:
    """Write the files of a scope, hand them over, and keep what they told; if the handing over fails nothing stays.

    Raises RuleViolation(connector_not_ready): nothing leaves before a test succeeded (R7.3).
    """
    now, wall = facts_at
    name, layout = profile
    with patiently(), transaction() as session:
        if not any(connectors.ready(session, scope.centre_id, kind) for kind in GATES):
            raise RuleViolation("connector_not_ready", kind="apogee")
        facts = preparing.facts_of(session, scope, now, wall)
        files = _written(session, scope, layout, facts)
        exchange = log.open_exchange(
            session,
            centre_id=scope.centre_id,
            campaign_id=scope.campaign_id,
            programme_id=None,
            direction="out",
            source="opi_files",
            school_year=scope.year,
            account_id=actor.id if actor.kind == "person" else None,
            state="done",
            options={"profile": name},
            now=now,
        )
        log.finish(session, exchange, state="done", counts=files.counts, now=now)
        log.add_lines(session, exchange.id, files.lines)
        record(
            session,
            scope.centre_id,
            Line("opi_exported", actor, now, details={**files.counts, "profile": name}),
        )
        deliver(dict(files.contents()))
    return files


def _written(session: Session, scope: Scope, layout: Layout, facts: Facts) -> Files:
    files, last = Files(), ""
    claims.lock(session, *queries.of_scope(scope))
    while numbers := queries.numbers_after(session, scope, last, AT_ONCE):
        pool = queries.admitted_of(session, scope, numbers)
        rows = {row.candidate_number: row for row in _rows(session, scope, numbers)}
        told = []
        for number in numbers:
            row = rows.get(number)
            one = preparing.made(pool[number], row.wishes if row else (), facts)
            if _write(files, layout, number, one):
                told.append((number, row, one))
        keep_told(session, scope, told, facts)
        last = numbers[-1]
    return files


def _rows(session: Session, scope: Scope, numbers: Sequence[str]) -> Iterable[Any]:
    return session.execute(
        select(OpiRow.id, OpiRow.candidate_number, OpiRow.wishes).where(
            OpiRow.centre_id == scope.centre_id,
            OpiRow.campaign_id == scope.campaign_id,
            OpiRow.candidate_number.in_(numbers),
        )
    )


def _write(files: Files, layout: Layout, number: str, one: Made) -> bool:
    """Write a person and their wishes, or say why they are not there."""
    line = len(files.lines) + 1
    if one.problem is not None:
        files.refused += 1
        files.lines.append(LogLine(line, "refused", number, {}, PROBLEMS[one.problem]))
    elif one.digest is not None:
        person = message.person(one.admitted[0])
        files.parts[PERSONS].append(layouts.person_line(layout, person))
        for rank, wish in enumerate(one.wishes, 1):
            to = UNFAVOURABLE if wish.code == "D" else WISHES
            files.parts[to].append(layouts.wish_line(layout, person, wish, rank))
        files.sent += 1
        first = one.admitted[0]
        payload = {"name": f"{first.last_name} {first.first_name}", "wishes": one.told}
        files.lines.append(LogLine(line, "sent", number, payload, None))
        return True
    return False
