"""Retention, by small transactions under a lease: each looks again at what is due, so that a killed run is resumed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.applications.erased import listed
from recruitment.applications.models import Candidate
from recruitment.core import clock, clock_guard, lease
from recruitment.core.database import db
from recruitment.core.jobs import Incomplete, Preview, Run
from recruitment.core.models import JobRun
from recruitment.core.transaction import transaction
from recruitment.core.vacuum import compact
from recruitment.journal.actions import SYSTEM
from recruitment.learners.models import Learner
from recruitment.mail.models import OutboxMail
from recruitment.privacy import admitted, due, kept_list, learners
from recruitment.privacy.erasure import erase, lock
from recruitment.privacy.exchanged import FORGOTTEN_NAME, forget_session
from recruitment.privacy.models import RetentionMark
from recruitment.rules.retention import Fate, mails_kept_since
from recruitment.transfers.models import ImportRun

ANONYMISE, PURGE, MAILS = "anonymise-candidates", "purge-sessions", "purge-mails"
BATCH = 200
ATTEMPTS, PAUSE = 5, 2  # to compact the file of a database that others use; the pause in seconds
HEADER = ("session", "candidat", "candidatures", "ce qui part", "depuis le")
WORDS = {Fate.ERASED: "identité, coordonnées, textes", Fate.CONTACTS: "coordonnées, responsables"}


def anonymise_candidates(run: Run) -> None:
    """Make anonymous who was refused or left, three months after the session; then forget the other contacts."""
    _carry_out(run, purging=False)
    _purge_admitted(run)
    _finish(run)


def purge_sessions(run: Run) -> None:
    """Make anonymous everybody of a session that ended two years ago, and the learners whose time is over."""
    _carry_out(run, purging=True)
    _purge_learners(run)
    _purge_admitted(run)
    _finish(run)


def preview_anonymise(session: Session, now: datetime) -> Preview:
    """Return who would be made anonymous, by the id of the candidate."""
    return Preview(HEADER, chain(_planned(session, now, purging=False), _planned_admitted(session, now)))


def preview_purge(session: Session, now: datetime) -> Preview:
    """Return who would go with a session, then the learners whose time is over."""
    return Preview(
        HEADER,
        chain(
            _planned(session, now, purging=True),
            _planned_learners(session, now),
            _planned_admitted(session, now),
        ),
    )


def purge_again(run: Run) -> None:
    """Erase again those whom the list of the erased names: a restored backup has brought them back."""
    for campaign_id, digests in sorted(kept_list.read(db.session()).items()):
        known = select(Candidate.id, Candidate.candidate_number).where(
            Candidate.campaign_id == campaign_id, Candidate.erased_at.is_(None)
        )
        numbers = {number: id_ for id_, number in db.session.execute(known)}
        found = sorted(numbers[number] for number in listed(campaign_id, numbers, digests))
        _in_batches(run, found, Candidate.erased_at.is_(None), Fate.ERASED)
    _forget_admitted(run, admitted.brought_back(db.session()), Admitted.erased_at.is_(None))
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


def _purge_learners(run: Run) -> None:
    """Make anonymous the learners whose last session ended two years ago and whom no candidate takes along."""
    found = _past_learners(db.session(), clock.now())
    for start in range(0, len(found), BATCH):
        run.check_stop()
        with transaction() as session:
            lease.fenced(session, run.lease)
            now = clock.now()
            clock_guard.check(session, now)
            some = Learner.id.in_(found[start : start + BATCH])
            still = select(Learner.id).where(some, learners.past(session, now)).order_by(Learner.id)
            run.rows += learners.neutralise(
                session, session.scalars(still.with_for_update()).all(), now, SYSTEM
            )
    if found:
        run.log(f"{len(found)} apprenants, {learners.WHAT}.")


def _purge_admitted(run: Run) -> None:
    """Make anonymous the admitted whose time is over, candidates here or not."""
    found = _past_admitted(db.session(), clock.now())
    _forget_admitted(run, found, admitted.past(db.session(), clock.now()))
    if found:
        run.log(f"{len(found)} admis, {admitted.WHAT}.")


def _forget_admitted(run: Run, ids: Sequence[int], where: ColumnElement[bool]) -> None:
    for start in range(0, len(ids), BATCH):
        run.check_stop()
        with transaction() as session:
            lease.fenced(session, run.lease)
            now = clock.now()
            clock_guard.check(session, now)
            still = select(Admitted.id).where(Admitted.id.in_(ids[start : start + BATCH]), where)
            some = session.scalars(still.order_by(Admitted.id).with_for_update()).all()
            run.rows += admitted.neutralise(session, some, now)


def _past_admitted(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(select(Admitted.id).where(admitted.past(session, now)).order_by(Admitted.id)).all()


def _past_learners(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(select(Learner.id).where(learners.past(session, now)).order_by(Learner.id)).all()


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
        forget_session(session, campaign_id)


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


def _planned_learners(session: Session, now: datetime) -> Iterator[tuple[object, ...]]:
    """Yield the learners that go alone: those that a candidate takes along are told with the candidate."""
    for id_ in _past_learners(session, now):
        count = learners.registrations_of(session, id_)
        yield "apprenants", id_, count, learners.WHAT, clock.in_paris(now).date()


def _planned_admitted(session: Session, now: datetime) -> Iterator[tuple[object, ...]]:
    """Yield the admitted that go alone."""
    for id_ in _past_admitted(session, now):
        yield "admis", id_, 0, admitted.WHAT, clock.in_paris(now).date()
