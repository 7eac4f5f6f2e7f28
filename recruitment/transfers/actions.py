"""The steps of an import: received, checked, confirmed or cancelled, written. Each is one transaction.

Checking takes many small ones, under a lease; writing takes one, so that an import is whole or is not (I21,
F4).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from recruitment.core import clock, clock_guard, lease
from recruitment.core.lease import Lease
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, record
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import candidate_lookup, staging
from recruitment.transfers.candidate_writer import CandidateWriter, Writing
from recruitment.transfers.checking import Checked
from recruitment.transfers.importers import actor, importer, own, reach, within
from recruitment.transfers.models import ImportRun
from recruitment.transfers.programme_writer import ProgrammeWriter, ProgrammeWriting
from recruitment.transfers.reply_writer import ReplyWriter, ReplyWriting
from recruitment.transfers.staging import CHANGED, NEW, UNCHANGED, Announced

MOST_ATTEMPTS = 3  # of a run whose process dies each time
FIRST_UNKNOWN = 50  # headers that were not recognised, as many as are reported


class GivenUp(Exception):  # noqa: N818 - a person's choice, met in the normal course of things
    """The import was cancelled while it was being checked."""


def receive(facts: Mapping[str, Any], submission: Submission | None = None) -> int:
    """Open the run of a file just received (`kind`, `campaign_id`, `account_id` …); return its id."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["import"])
        now = clock.now()
        values = {**facts, "state": "checking", "counts": {}, "total": 0, "progress": 0, "created_at": now}
        run_id = int(session.execute(insert(ImportRun).values(values).returning(ImportRun.id)).scalar_one())
        remember(session, submission, {"import": run_id}, now)
    return run_id


def take(run_id: int) -> Lease | None:
    """Take the lease of a run, or return None when a living process works on it."""
    with transaction() as session:
        return lease.take(session, f"import:{run_id}")


def give_back(held: Lease) -> None:
    """Give the lease of a run back."""
    with transaction() as session:
        lease.release(session, held)


def begin_check(run_id: int, held: Lease) -> bool:
    """Start a check over, whatever an earlier one left; False when the run has been tried too often."""
    with transaction() as session:
        lease.fenced(session, held)
        run = _still_checking(session, run_id)
        attempts = int(run.counts.get("attempts", 0)) + 1
        staging.forget(session, run_id)
        _set(session, run_id, progress=0, counts={"attempts": attempts})
    return attempts <= MOST_ATTEMPTS


def stage_chunk(run_id: int, held: Lease, lines: Sequence[Announced], found: Checked) -> None:
    """Keep a chunk of checked lines, and how far the check is."""
    with transaction() as session:
        lease.fenced(session, held)
        _still_checking(session, run_id)
        staging.stage(session, run_id, lines)
        _set(session, run_id, progress=found.progress, total=found.total)


def note_progress(run_id: int, held: Lease, found: Checked) -> None:
    """Keep how far the check is, and the lease."""
    with transaction() as session:
        lease.fenced(session, held)
        _set(session, run_id, progress=found.progress, total=found.total)


def end_check(run_id: int, held: Lease, found: Checked, *, confirmed: bool = False) -> None:
    """Show what the file would do; an operator who said yes beforehand needs no other word."""
    with transaction() as session:
        lease.fenced(session, held)
        _still_checking(session, run_id)
        counts = {
            **{name: found.counts[name] for name in (*staging.ACTIONS, "warnings")},
            "effects": {name: count for name, count in found.effects.items() if count},
            "unknown": list(found.unknown[:FIRST_UNKNOWN]),
            "columns": found.columns,
            "programmes": sorted(found.touched),
        }
        state = "queued" if confirmed else "previewed"
        _set(session, run_id, state=state, counts=counts, progress=found.total, total=found.total)


def confirm(run_id: int, submission: Submission | None = None) -> None:
    """Ask for a previewed file to be written; the job does it. Raises RuleViolation(import_not_ready)."""
    with transaction() as session:
        run = _locked(session, run_id)
        if replay(session, submission) is not None:
            return
        if run.state != "previewed" or not (run.counts.get(NEW) or run.counts.get(CHANGED)):
            raise RuleViolation("import_not_ready", state=run.state)
        _set(session, run_id, state="queued")
        remember(session, submission, {}, clock.now())


def cancel(run_id: int, submission: Submission | None = None) -> None:
    """Give an import up before it is written. Raises RuleViolation(import_not_ready)."""
    with transaction() as session:
        run = _locked(session, run_id)
        if replay(session, submission) is not None:
            return
        if run.state not in ("checking", "previewed"):
            raise RuleViolation("import_not_ready", state=run.state)
        _end(session, run_id, "cancelled")
        remember(session, submission, {}, clock.now())


def fail(run_id: int, sentence: str) -> None:
    """Give an import up, and say why."""
    with transaction() as session:
        run = _locked(session, run_id)
        if run.state not in ("done", "cancelled"):
            _end(session, run_id, "failed", error=sentence)


def announce_writing(run_id: int, held: Lease) -> bool:
    """Say that a queued run is being written; False when it has been tried too often."""
    with transaction() as session:
        lease.fenced(session, held)
        run = _locked(session, run_id)
        attempts = int(run.counts.get("attempts", 0)) + 1
        _set(session, run_id, state="applying", counts={**run.counts, "attempts": attempts})
    return attempts <= MOST_ATTEMPTS


def wait_again(run_id: int) -> None:
    """Put an import back among those that wait: its turn was lost to somebody else's lock, not to a fault."""
    with transaction() as session:
        run = _locked(session, run_id)
        if run.state == "applying":
            attempts = max(int(run.counts.get("attempts", 0)) - 1, 0)
            _set(session, run_id, state="queued", counts={**run.counts, "attempts": attempts})


def write(run_id: int, held: Lease, chunks: Iterable[list[Announced]] | None = None) -> int:
    """Write a confirmed import, all of it or nothing; return the lines written.

    The lines are the staged ones unless a command brings its own. Raises ChangedMeanwhile when one of them
    would no
    longer do what was announced.
    """
    with transaction() as session:
        lease.fenced(session, held)
        run = _locked(session, run_id)
        if run.state not in ("queued", "applying"):
            return 0
        _lock_programmes(session, run.counts.get("programmes", []))
        writer = _writer(session, run)
        lines = 0
        for chunk in chunks or staging.staged(session, run_id, (NEW, CHANGED)):
            writer.write(chunk)
            lines += len(chunk)
        writer.finish()
        written = {name: count for name, count in writer.counts.items() if count}
        if written:
            _record(session, run, written)
        _end(session, run_id, "done", counts={**_shown(run.counts), "written": written})
    return lines


def conclude(run_id: int, held: Lease) -> None:
    """Close a run that has nothing to write: the same file again, or one whose lines are all refused."""
    with transaction() as session:
        lease.fenced(session, held)
        run = _locked(session, run_id)
        _end(session, run_id, "done", counts={**_shown(run.counts), "written": {}})


def _still_checking(session: Session, run_id: int) -> Row[*tuple[Any, ...]]:
    """Lock a run being checked; raise GivenUp when its person no longer wants it."""
    run = _locked(session, run_id)
    if run.state != "checking":
        raise GivenUp(run_id)
    return run


def _locked(session: Session, run_id: int) -> Row[*tuple[Any, ...]]:
    return session.execute(select(ImportRun.__table__).where(ImportRun.id == run_id).with_for_update()).one()


def _set(session: Session, run_id: int, **values: Any) -> None:
    session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _end(session: Session, run_id: int, state: str, **values: Any) -> None:
    """Close a run: of its lines, only what is wrong with them is kept, without their values."""
    staging.forget(session, run_id, (NEW, CHANGED, UNCHANGED) if state == "done" else staging.ACTIONS)
    _set(session, run_id, state=state, stored_name=None, finished_at=clock.now(), **values)


def _lock_programmes(session: Session, ids: Sequence[int]) -> None:
    """Lock the programmes first, in the order of their ids, as every act on their applications does."""
    for start in range(0, len(ids), staging.CHUNK):
        some = ids[start : start + staging.CHUNK]
        session.execute(
            select(Programme.id).where(Programme.id.in_(some)).order_by(Programme.id).with_for_update()
        )


def _writer(session: Session, run: Row[*tuple[Any, ...]]) -> CandidateWriter | ProgrammeWriter | ReplyWriter:
    who = importer(session, run.account_id)
    campaign = session.get_one(Campaign, run.campaign_id)
    calendar, by, at = campaign.calendar(), actor(run.account_id), clock.now()
    clock_guard.check(session, at)  # a confirmation, and the passage that may come with it, are for ever
    if run.kind == "programmes":
        bounds = reach(session, who)
        writing = ProgrammeWriting(run.id, campaign.id, campaign.seat_rule, calendar, bounds, by, at)
        return ProgrammeWriter(session, writing)
    programmes = candidate_lookup.programmes(session, campaign.id, within(who))
    if run.kind == "replies":
        return ReplyWriter(session, ReplyWriting(run.id, campaign.id, programmes, by, at))
    home = own(who, programmes)
    return CandidateWriter(session, Writing(run.id, campaign.id, calendar, programmes, by, at, home))


def _record(session: Session, run: Row[*tuple[Any, ...]], written: dict[str, int]) -> None:
    details = {"import": run.id, "kind": run.kind, "sha256": run.sha256, "written": written}
    line = Line("imported", actor(run.account_id), clock.now(), details=details)
    record(session, run.centre_id or INSTALLATION, line)


def _shown(counts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in counts.items() if name not in ("programmes", "attempts")}
