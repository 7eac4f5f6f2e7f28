"""Take an export, which is told in the log of exchanges and in the journal; set what exports ask for."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core import clock
from recruitment.core.csvfile import machine_rows
from recruitment.core.transaction import transaction
from recruitment.exchanges import log
from recruitment.journal.access_log import Reader, note_exported
from recruitment.journal.actions import Actor, Line, person, record, record_by_chain
from recruitment.returns.controls import Filter, errors_csv, examined
from recruitment.returns.field import File
from recruitment.returns.models import ReturnDetail, ReturnSetting
from recruitment.returns.queries import Wanted

IN_MEMORY = 1_000_000
CHUNK = 65_536


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a file: an account of the centre, with its login, or the operator at the command line."""

    actor: Actor
    account_id: int | None = None
    login_id: int | None = None


@dataclass(slots=True)
class Taken:
    """A file that was made: its bytes, how many lines, who was left out and why."""

    content: Any
    rows: int = 0
    left_out: int = 0
    outside: int = 0
    lines: list[log.LogLine] = field(default_factory=list)
    applications: list[int] = field(default_factory=list)
    digest: str = ""

    def chunks(self) -> Iterator[bytes]:
        """Return the bytes, once."""
        with self.content:
            while chunk := self.content.read(CHUNK):
                yield chunk


def take(
    file: File, wanted: Wanted, taker: Taker, name: str, options: Mapping[str, Any] | None = None
) -> Taken:
    """Make the file of everybody without a blocking error, log it person by person, and return it.

    It is whole before it is logged: the log counts what the file holds, to the line.
    """
    taken = _made(file, wanted, clock.today())
    with transaction() as session:
        _tell(session, taken, file, wanted, taker, name, dict(options or {}))
    return taken


def take_errors(file: File, wanted: Wanted, taker: Taker, chosen: Filter) -> list[bytes]:
    """Return the list of errors, which names people, as a file; the journal tells who took it."""
    chunks = list(errors_csv(file, wanted, clock.today(), chosen))
    asked = sorted(name for name, value in asdict(chosen).items() if value)
    details = {"file": f"{file.source}_errors", "filters": {"campaign": wanted.year, "by": asked}}
    with transaction() as session:
        record(session, wanted.centre_id, Line("exported", taker.actor, clock.now(), details=details))
    return chunks


def _made(file: File, wanted: Wanted, today: date) -> Taken:
    # Closed by whoever reads it to its end, or with the object.
    content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    taken, digest = Taken(content), hashlib.sha256()
    header = [one.name for one in file.fields] if file.header else []
    rows = _rows(taken, file, wanted, today)
    for chunk in machine_rows(rows, header, marked=file.marked, quoted=file.quoted):
        digest.update(chunk)
        content.write(chunk)
    content.seek(0)
    taken.digest = digest.hexdigest()
    return taken


def _rows(taken: Taken, file: File, wanted: Wanted, today: date) -> Iterator[tuple[str, ...]]:
    for rank, (subject, outside, found) in enumerate(examined(file, wanted, today), 1):
        number = subject.admitted.candidate_number
        payload = {"last_name": subject.learner.last_name, "first_name": subject.learner.first_name}
        if outside:
            taken.outside += 1
            taken.lines.append(
                log.LogLine(rank, "left_out", number, payload, f"Hors du fichier : {outside}.")
            )
            continue
        sentences = " ".join(one.sentence for one in found.findings) or None
        if found.blocked:
            taken.left_out += 1
            taken.lines.append(log.LogLine(rank, "refused", number, payload, sentences))
            continue
        taken.rows += 1
        taken.lines.append(log.LogLine(rank, "sent", number, payload, sentences))
        if subject.admitted.application_id is not None:
            taken.applications.append(subject.admitted.application_id)
        yield found.cells


def _tell(
    session: Session,
    taken: Taken,
    file: File,
    wanted: Wanted,
    taker: Taker,
    name: str,
    options: dict[str, Any],
) -> None:
    now = clock.now()
    exchange = log.open_exchange(
        session,
        centre_id=wanted.centre_id,
        campaign_id=wanted.campaign_id,
        programme_id=None,
        direction="out",
        source=file.source,
        school_year=wanted.year,
        account_id=taker.account_id,
        state="applying",
        file_name=name,
        options=options,
        now=now,
    )
    exchange.sha256, exchange.total = taken.digest, len(taken.lines)
    log.add_lines(session, exchange.id, taken.lines)
    counts = {"rows": taken.rows, "refused": taken.left_out, "left_out": taken.outside}
    log.finish(session, exchange, state="done", counts=counts, now=now)
    details = {"file": file.source, "rows": taken.rows, "filters": {"campaign": wanted.year} | options}
    record(session, wanted.centre_id, Line("exported", taker.actor, now, details=details))
    if taker.account_id is not None and taken.applications:
        seen = select(Application.centre_id, Application.id).where(Application.id.in_(taken.applications))
        note_exported(session, Reader(taker.account_id, taker.login_id), seen)


def set_facts(author: Author, centre_id: int, programme_id: int | None, facts: Mapping[str, str]) -> bool:
    """Keep the facts of a centre or of one of its programmes, with the names of those changed in the journal."""
    with transaction() as session:
        row = session.scalar(
            select(ReturnSetting)
            .where(ReturnSetting.centre_id == centre_id, ReturnSetting.programme_id.is_not_distinct_from(programme_id))
            .with_for_update()
        )  # fmt: skip
        now, before = clock.now(), dict(row.facts) if row is not None else {}
        changed = _changed(before, facts)
        if not changed:
            return False
        if row is None:
            row = ReturnSetting(centre_id=centre_id, programme_id=programme_id)
            session.add(row)
        row.facts, row.updated_at, row.updated_by_id = dict(facts), now, author.id
        line = Line("returns_set", person(author.id), now, programme_id, details={"changed": changed})
        record(session, centre_id, line)
    return True


def set_detail(author: Author, registration: Any, facts: Mapping[str, str]) -> bool:
    """Keep what exports ask of one person; the journal holds the names of what changed, never what it says."""
    with transaction() as session:
        row = session.scalar(
            select(ReturnDetail).where(ReturnDetail.registration_id == registration.id).with_for_update()
        )
        now, before = clock.now(), dict(row.facts) if row is not None else {}
        changed = _changed(before, facts)
        if not changed:
            return False
        if row is None:
            row = ReturnDetail(registration_id=registration.id)
            session.add(row)
        row.facts, row.updated_at, row.updated_by_id = dict(facts), now, author.id
        details = {"learner": registration.learner_id, "registration": registration.id, "changed": changed}
        line = Line("return_detail_set", person(author.id), now, registration.programme_id, details=details)
        record(session, registration.centre_id, line)
    return True


def set_shared(author: Author, registrations: Sequence[Any], name: str, value: str) -> int:
    """Give many persons the same fact, in one transaction; return for how many it changed."""
    ids = sorted({row.id for row in registrations})
    with transaction() as session:
        now = clock.now()
        typed = select(ReturnDetail).where(ReturnDetail.registration_id.in_(ids))
        known = {row.registration_id: row for row in session.scalars(typed.with_for_update())}
        lines: dict[int, list[Line]] = {}
        for row in registrations:
            detail = known.get(row.id)
            if detail is None:
                detail = ReturnDetail(registration_id=row.id, facts={}, updated_at=now)
                session.add(detail)
            if detail.facts.get(name) == value:
                continue
            detail.facts = {**detail.facts, name: value}
            detail.updated_at, detail.updated_by_id = now, author.id
            told = {"learner": row.learner_id, "registration": row.id, "changed": [name]}
            line = Line("return_detail_set", person(author.id), now, row.programme_id, details=told)
            lines.setdefault(row.centre_id, []).append(line)
        record_by_chain(session, lines)
    return sum(map(len, lines.values()))


def _changed(before: Mapping[str, Any], after: Mapping[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
