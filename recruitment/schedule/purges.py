"""What is forgotten after a while: keys of forms, attempts to sign in, runs of jobs, who opened which file."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from recruitment.accounts.models import (
    AccountLink,
    FactorAttempt,
    KnownPlace,
    Login,
    LoginAttempt,
    MailCode,
    ResetRequest,
)
from recruitment.accounts.throttle import KNOWN_FOR
from recruitment.applications.models import Application, RefusalDraft
from recruitment.contracts.models import NumberSearch
from recruitment.core import clock, lease
from recruitment.core.database import Base
from recruitment.core.jobs import Preview, Run
from recruitment.core.models import JobRun, SubmissionRow
from recruitment.core.transaction import transaction
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.journal.models import AccessAlert, AccessEntry
from recruitment.learners.models import RegistrationReport
from recruitment.portal.models import CandidateAttempt, CandidateVisit
from recruitment.rules.vocabulary import ApplicationState
from recruitment.stations.models import PreRegistrationVisit

Old = list[tuple[type[Base], ColumnElement[bool]]]
SUBMISSIONS_KEPT = timedelta(days=7)
RUNS_KEPT = timedelta(days=90)
LINES_KEPT = timedelta(days=90)
ACCESSES_KEPT = timedelta(days=365)  # one year, as the platform's own decree keeps them


def purge_submissions(run: Run) -> None:
    """Forget the single-use keys of forms that nobody will send again."""
    _purge(run, SubmissionRow, _old_submissions(clock.now()))


def preview_submissions(session: Session, now: datetime) -> Preview:
    """Count the keys that would be forgotten."""
    return _count(session, SubmissionRow, _old_submissions(now))


def purge_login_attempts(run: Run) -> None:
    """Forget the attempts to sign in, and the searches by number, that no throttle has a use for any more."""
    _purge_all(run, _old_attempts())


def preview_login_attempts(session: Session, _now: datetime) -> Preview:
    """Count the attempts that would be forgotten."""
    return _count_all(session, _old_attempts())


def purge_logins(run: Run) -> None:
    """Forget the logins of more than a year ago, but for the last of each account: it says since when it is unused."""
    _purge(run, Login, _old_logins())


def preview_logins(session: Session, _now: datetime) -> Preview:
    """Count the logins that would be forgotten."""
    return _count(session, Login, _old_logins())


def purge_account_links(run: Run) -> None:
    """Forget the links that set a password, and who asked for one, long after they ended."""
    _purge_all(run, _ended_links())


def preview_account_links(session: Session, _now: datetime) -> Preview:
    """Count the links that would be forgotten."""
    return _count_all(session, _ended_links())


def purge_drafts(run: Run) -> None:
    """Forget the refusals prepared for files that have been decided otherwise, or left by the candidate."""
    _purge(run, RefusalDraft, _overtaken())


def preview_drafts(session: Session, _now: datetime) -> Preview:
    """Count the drafts that would be forgotten."""
    return _count(session, RefusalDraft, _overtaken())


def purge_factor_traces(run: Run) -> None:
    """Forget codes sent by mail, attempts at a code, places from where nobody came back, visits of candidates."""
    _purge_all(run, _old_traces())


def preview_factor_traces(session: Session, _now: datetime) -> Preview:
    """Count the traces that would be forgotten."""
    return _count_all(session, _old_traces())


def purge_job_runs(run: Run) -> None:
    """Forget the runs of jobs and the reports of controls of another season, and the numbers of lists of replies that
    are nobody's here."""
    _purge_all(run, _of_another_season())


def preview_job_runs(session: Session, _now: datetime) -> Preview:
    """Count the runs and the numbers that would be forgotten."""
    return _count_all(session, _of_another_season())


def purge_accesses(run: Run) -> None:
    """Forget who saw whose details more than a year ago, and the alerts of that time."""
    now = clock.now()
    _purge(run, AccessAlert, AccessAlert.at < now - ACCESSES_KEPT)
    _purge(run, AccessEntry, _old_accesses(now))


def preview_accesses(session: Session, now: datetime) -> Preview:
    """Count the lines that would be forgotten."""
    return _count(session, AccessEntry, _old_accesses(now))


def purge_exchange_lines(run: Run) -> None:
    """Forget the persons of exchanges that ended long ago: what the exchange counted stays (R6.4)."""
    _purge(run, ExchangeLine, _old_exchange_lines(clock.now()))


def preview_exchange_lines(session: Session, now: datetime) -> Preview:
    """Count the lines that would be forgotten."""
    return _count(session, ExchangeLine, _old_exchange_lines(now))


def _old_exchange_lines(now: datetime) -> ColumnElement[bool]:
    ended = select(Exchange.id).where(Exchange.finished_at < now - LINES_KEPT)
    return ExchangeLine.exchange_id.in_(ended)


def _old_submissions(now: datetime) -> ColumnElement[bool]:
    return SubmissionRow.created_at < now - SUBMISSIONS_KEPT


def _old_attempts() -> Old:
    at = clock.wall() - KNOWN_FOR
    return [(LoginAttempt, LoginAttempt.at < at), (NumberSearch, NumberSearch.at < at)]


def _of_another_season() -> Old:
    seen = ReplyDiscrepancy.seen_at < clock.now() - RUNS_KEPT
    return [
        (JobRun, _old_runs()),
        (RegistrationReport, RegistrationReport.made_at < clock.now() - RUNS_KEPT),
        (ReplyDiscrepancy, and_(ReplyDiscrepancy.application_id.is_(None), seen)),
    ]


def _overtaken() -> ColumnElement[bool]:
    waits = exists().where(
        Application.id == RefusalDraft.application_id, Application.state == ApplicationState.CONFIRMED
    )
    return ~waits


def _old_logins() -> ColumnElement[bool]:
    later = aliased(Login)
    followed = exists().where(later.account_id == Login.account_id, later.seen_at > Login.seen_at)
    codes = exists().where(MailCode.login_id == Login.id)
    return and_(Login.seen_at < clock.wall() - ACCESSES_KEPT, followed, ~codes)


def _old_traces() -> Old:
    at = clock.wall() - KNOWN_FOR
    return [
        (MailCode, MailCode.expires_at < at),
        (FactorAttempt, FactorAttempt.at < at),
        (KnownPlace, KnownPlace.seen_at < at),
        (CandidateVisit, CandidateVisit.seen_at < at),
        (PreRegistrationVisit, PreRegistrationVisit.seen_at < at),
        (CandidateAttempt, CandidateAttempt.at < at),
    ]


def _ended_links() -> Old:
    at = clock.wall() - KNOWN_FOR
    return [(ResetRequest, ResetRequest.at < at), (AccountLink, AccountLink.expires_at < at)]


def _old_runs() -> ColumnElement[bool]:
    return JobRun.finished_at < clock.wall() - RUNS_KEPT


def _old_accesses(now: datetime) -> ColumnElement[bool]:
    return AccessEntry.at < now - ACCESSES_KEPT


def _purge(run: Run, model: type[Base], condition: ColumnElement[bool]) -> None:
    with transaction() as session:
        lease.fenced(session, run.lease)
        run.rows = session.scalar(select(func.count()).select_from(model).where(condition)) or 0
        session.execute(delete(model).where(condition).execution_options(synchronize_session=False))


def _purge_all(run: Run, old: Old) -> None:
    forgotten = 0
    for model, condition in old:
        _purge(run, model, condition)
        forgotten += run.rows
    run.rows = forgotten


def _count_all(session: Session, old: Old) -> Preview:
    counts = [
        session.scalar(select(func.count()).select_from(model).where(condition)) or 0
        for model, condition in old
    ]
    return Preview(("lignes à oublier",), [(sum(counts),)])


def _count(session: Session, model: type[Base], condition: ColumnElement[bool]) -> Preview:
    count = session.scalar(select(func.count()).select_from(model).where(condition)) or 0
    return Preview(("lignes à oublier",), [(count,)])
