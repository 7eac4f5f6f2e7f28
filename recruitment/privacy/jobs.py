"""Retention, by small transactions under a lease: each looks again at what is due, so that a killed run is resumed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from recruitment.applications.erased import listed
from recruitment.applications.models import Candidate
from recruitment.core import clock, clock_guard, lease
from recruitment.core.database import db
from recruitment.core.jobs import Incomplete, Preview, Run
from recruitment.core.models import JobRun
from recruitment.core.transaction import transaction
from recruitment.core.vacuum import compact
from recruitment.journal.actions import SYSTEM
from recruitment.mail.models import OutboxMail
from recruitment.privacy import due, kept_list
from recruitment.privacy.erasure import erase, lock
from recruitment.privacy.models import RetentionMark
from recruitment.rules.retention import Fate, mails_kept_since
from recruitment.transfers.models import ImportRun

ANONYMISE, PURGE, MAILS = "anonymise-candidates", "purge-sessions", "purge-mails"
BATCH = 200
ATTEMPTS, PAUSE = 5, 2  # to compact the file of a database that others use; the pause in seconds
FORGOTTEN_NAME = "fichier"  # what the list of imports shows of a session that is purged
HEADER = ("session", "candidat", "candidatures", "ce qui part", "depuis le")
WORDS = {Fate.ERASED: "identité, coordonnées, textes", Fate.CONTACTS: "coordonnées, responsables"}


def anonymise_candidates(run: Run) -> None:
    """Make anonymous who was refused or left, three months after the session; then forget the other contacts."""
    _carry_out(run, purging=False)


def purge_sessions(run: Run) -> None:
    """Make anonymous everybody of a session that ended two years ago."""
    _carry_out(run, purging=True)


def preview_anonymise(session: Session, now: datetime) -> Preview:
    """Return who would be made anonymous, by the id of the candidate."""
    return Preview(HEADER, _planned(session, now, purging=False))


def preview_purge(session: Session, now: datetime) -> Preview:
    """Return who would go with a session."""
    return Preview(HEADER, _planned(session, now, purging=True))


def purge_again(run: Run) -> None:
    """Erase again those whom the list of the erased names: a restored backup has brought them back."""
    for campaign_id, digests in sorted(kept_list.read(db.session()).items()):
        known = select(Candidate.id, Candidate.candidate_number).where(
            Candidate.campaign_id == campaign_id, Candidate.erased_at.is_(None)
        )
        numbers = {number: id_ for id_, number in db.session.execute(known)}
        found = sorted(numbers[number] for number in listed(campaign_id, numbers, digests))
        _in_batches(run, found, Candidate.erased_at.is_(None), Fate.ERASED)
    _finish(run)


def purge_mails(run: Run) -> None:
    """Forget the mails of more than three months that left, or never will."""
    before = mails_kept_since(clock.now())
    with transaction() as session:
        lease.fenced(session, run.lease)
        run.rows = session.scalar(select(func.count()).where(_old_mails(before))) or 0
        session.execute(
            delete(OutboxMail).where(_old_mails(before)).execution_options(synchronize_session=False)
        )
        if run.rows:
            session.merge(RetentionMark(kind="mails", before=before))


def preview_mails(session: Session, now: datetime) -> Preview:
    """Count the mails that would be forgotten."""
    count = session.scalar(select(func.count()).where(_old_mails(mails_kept_since(now)))) or 0
    return Preview(("lignes à oublier",), [(count,)])


def _old_mails(before: datetime) -> ColumnElement[bool]:
    return OutboxMail.status.in_(("sent", "failed")) & (OutboxMail.created_at < before)


def _carry_out(run: Run, *, purging: bool) -> None:
    now = clock.now()
    for campaign, fate, where in _steps(db.session(), now, purging=purging):
        found = db.session.scalars(due.ids(where)).all()
        _in_batches(run, found, where, fate)
        if purging:
            _forget_file_names(run, campaign.id)
        if found:
            run.log(f"Session {campaign.year} : {len(found)} candidats, {WORDS[fate]}.")
    _finish(run)


def _steps(
    session: Session, now: datetime, *, purging: bool
) -> Iterator[tuple[due.Ending, Fate, ColumnElement[bool]]]:
    """Yield what is due: whose, what becomes of them, the condition on `candidate`."""
    for campaign in list(due.campaigns(session)):
        if purging is not (now >= campaign.steps.purged_at):
            continue
        for fate in (Fate.ERASED, Fate.CONTACTS):
            where = due.condition(campaign.id, campaign.steps, now, fate)
            if where is not None:
                yield campaign, fate, where


def _in_batches(run: Run, ids: Sequence[int], where: ColumnElement[bool], fate: Fate) -> None:
    for start in range(0, len(ids), BATCH):
        run.check_stop()
        with transaction() as session:
            lease.fenced(session, run.lease)
            now = clock.now()
            clock_guard.check(session, now)
            lock(session, ids[start : start + BATCH])
            still = session.scalars(due.ids(where & Candidate.id.in_(ids[start : start + BATCH]))).all()
            run.rows += erase(session, still, fate, now, SYSTEM)


def _forget_file_names(run: Run, campaign_id: int) -> None:
    """The name that somebody gave to a file may be somebody's."""
    named = (ImportRun.campaign_id == campaign_id) & (ImportRun.file_name != FORGOTTEN_NAME)
    with transaction() as session:
        lease.fenced(session, run.lease)
        session.execute(
            update(ImportRun)
            .where(named)
            .values(file_name=FORGOTTEN_NAME)
            .execution_options(synchronize_session=False)
        )


def _finish(run: Run) -> None:
    """Write the list beside the database, then leave nothing of the erased in its file."""
    kept_list.keep(db.session())
    if not run.rows and not _cut_short(run):
        return
    for _ in range(ATTEMPTS):
        if compact():
            return
        run.pause(PAUSE)
    raise Incomplete("Les données sont effacées, mais la base était occupée : son fichier est à compacter.")


def _cut_short(run: Run) -> bool:
    """Tell whether the run before was killed, or found the database busy: its traces may still be in the file."""
    before = select(JobRun.outcome).where(JobRun.job == run.job, JobRun.id < run.id)
    return db.session.scalar(before.order_by(JobRun.id.desc()).limit(1)) in ("lost", "failed")


def _planned(session: Session, now: datetime, *, purging: bool) -> Iterator[tuple[object, ...]]:
    for campaign, fate, where in _steps(session, now, purging=purging):
        since = campaign.steps.purged_at if purging else campaign.steps.anonymised_at
        day = clock.in_paris(since).date()
        found = session.scalars(due.ids(where)).all()
        for start in range(0, len(found), BATCH):
            some = found[start : start + BATCH]
            counts = dict(session.execute(due.applications_of(some)).tuples().all())
            for id_ in some:
                yield campaign.year, id_, counts.get(id_, 0), WORDS[fate], day
