"""What is forgotten after a while, and what is kept until then."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import FactorAttempt, KnownPlace, Login, LoginAttempt
from recruitment.core.clock import PARIS
from recruitment.core.models import JobRun, SubmissionRow
from recruitment.core.submission import Submission, remember
from recruitment.core.transaction import transaction
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.journal.models import AccessEntry
from recruitment.learners.models import RegistrationReport
from recruitment.learners.validation import reports
from recruitment.portal.models import CandidateAttempt, CandidateVisit
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.builders import make_account, make_application, make_candidate, make_programme
from tests.exchanges.rows import make_exchange

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
SECOND = timedelta(seconds=1)


def purged(name: str) -> int:
    with time_machine.travel(NOW, tick=False):
        return run_job(BY_NAME[name], started_by="command").rows


def test_single_use_keys_are_kept_seven_days(session: Session) -> None:
    with transaction() as own:
        for key, age in (("old", timedelta(days=7) + SECOND), ("kept", timedelta(days=7))):
            remember(own, Submission(1, "/", key, "hash"), {}, NOW - age)
    assert purged("purge-submissions") == 1
    assert session.scalars(select(SubmissionRow.key)).all() == ["kept"]


def test_attempts_to_sign_in_are_kept_thirty_days(session: Session) -> None:
    with transaction() as own:
        for name, age in (("old", timedelta(days=30) + SECOND), ("kept", timedelta(days=30))):
            own.add(LoginAttempt(email_folded=name, ip="::1", at=NOW - age, succeeded=False))
    assert purged("purge-login-attempts") == 1
    assert session.scalars(select(LoginAttempt.email_folded)).all() == ["kept"]


def test_logins_are_kept_one_year_and_the_last_of_each_account_longer(session: Session) -> None:
    """R8.4: the last one says since when the account is unused."""
    used, unused = make_account(), make_account()
    year = timedelta(days=365)
    with transaction() as own:
        for account, name, age in (
            (used, "old", year + SECOND),
            (used, "kept", year),
            (unused, "its last", 2 * year),
            (unused, "before", 3 * year),
        ):
            at = NOW - age
            own.add(
                Login(
                    account_id=account.id, token_hash=name, opened_at=at, seen_at=at, ip="::1", user_agent=""
                )
            )
    assert purged("purge-logins") == 2
    assert set(session.scalars(select(Login.token_hash))) == {"kept", "its last"}


def test_traces_of_second_factors_are_kept_thirty_days(session: Session) -> None:
    account = make_account(factor=False)
    candidate = make_candidate()
    with transaction() as own:
        for prefix, age in (("old", timedelta(days=30) + SECOND), ("kept", timedelta(days=30))):
            at = NOW - age
            own.add(KnownPlace(account_id=account.id, prefix=prefix, first_at=at, seen_at=at))
            own.add(FactorAttempt(account_id=account.id, ip=prefix, at=at, succeeded=False))
            visit = {"token_hash": prefix, "candidate_id": candidate.id, "generation": 0}
            own.add(CandidateVisit(**visit, opened_at=at, seen_at=at))
            own.add(CandidateAttempt(link_hash=prefix, ip="127.0.0.1", at=at, succeeded=False))
    assert purged("purge-factor-traces") == 4
    assert session.scalars(select(CandidateVisit.token_hash)).all() == ["kept"]
    assert session.scalars(select(CandidateAttempt.link_hash)).all() == ["kept"]
    assert session.scalars(select(KnownPlace.prefix)).all() == ["kept"]
    assert session.scalars(select(FactorAttempt.ip)).all() == ["kept"]


def test_runs_of_jobs_are_kept_ninety_days(session: Session) -> None:
    for age in (timedelta(days=91), timedelta(days=89)):
        with time_machine.travel(NOW - age, tick=False):
            run_job(BY_NAME["purge-submissions"], started_by="command")
    assert purged("purge-job-runs") == 1
    jobs = session.execute(select(JobRun.job, JobRun.started_at).order_by(JobRun.id)).all()
    assert [job.job for job in jobs] == ["purge-submissions", "purge-job-runs"]


def test_numbers_that_are_nobodys_here_are_kept_ninety_days(session: Session) -> None:
    """R5.2 by file: what a list said of a candidate without a wish here; of the others it stays with the file."""
    application = make_application()
    ours = {
        "programme_id": application.programme_id,
        "centre_id": application.centre_id,
        "kind": "missing_here",
    }
    with transaction() as own:
        for number, of, age in (("1", None, 91), ("2", None, 89), ("3", application.id, 91)):
            at = NOW - timedelta(days=age)
            told = {"candidate_number": number, "application_id": of, "facts": "[]", "import_id": 1}
            own.add(ReplyDiscrepancy(**ours, **told, found_at=at, seen_at=at))
    assert purged("purge-job-runs") == 1
    assert sorted(session.scalars(select(ReplyDiscrepancy.candidate_number))) == ["2", "3"]


def test_reports_of_controls_are_kept_ninety_days(session: Session) -> None:
    """R6.2: whom a run of the controls was about; the registrations themselves say how they stand."""
    account = make_account()
    assert account.centre_id is not None
    with transaction() as own:
        for age in (91, 89):
            reports.keep(
                own,
                reports.CONTROLS,
                centre_id=account.centre_id,
                school_year=2025,
                account_id=account.id,
                said=[reports.Said(1, "ok")],
                now=NOW - timedelta(days=age),
            )
    assert purged("purge-job-runs") == 1
    assert session.scalars(select(RegistrationReport.made_at)).one() == NOW - timedelta(days=89)


def test_who_opened_which_file_is_kept_one_year(session: Session) -> None:
    with transaction() as own:
        for account_id, age in ((1, timedelta(days=365) + SECOND), (2, timedelta(days=365))):
            own.add(
                AccessEntry(at=NOW - age, account_id=account_id, centre_id=1, application_id=1, kind="file")
            )
    assert purged("purge-accesses") == 1
    assert session.scalars(select(AccessEntry.account_id)).all() == [2]


def test_the_detail_of_an_exchange_is_kept_90_days(session: Session) -> None:
    """R6.4: the persons go, what was counted stays; one that is under way keeps all."""
    programme = make_programme()
    old, recent, under_way = (make_exchange(programme, name) for name in ("a", "b", "c"))
    limit = NOW.astimezone(UTC) - timedelta(days=90)
    ends = {old: limit - SECOND, recent: limit, under_way: None}
    with transaction() as own:
        for id_, at in ends.items():
            own.execute(update(Exchange).where(Exchange.id == id_).values(finished_at=at))
    assert purged("purge-exchange-lines") == 1
    assert sorted(session.scalars(select(ExchangeLine.exchange_id))) == [recent, under_way]
    assert session.get_one(Exchange, old).counts == {"candidates": 1, "guardians": 2}
