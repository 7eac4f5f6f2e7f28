"""The sweep: each due file passes once, none early, with its journal line and its mail (R3.4)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from recruitment.applications import sweep
from recruitment.applications.actions import refuse, retain
from recruitment.applications.models import Application
from recruitment.core import clock, clock_guard, jobs, lease
from recruitment.core.database import db
from recruitment.core.jobs import Run, Stopped
from recruitment.core.lease import LeaseLost
from recruitment.core.models import JobLease, JobRun
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.journal.queries import verify
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import carry_out, run_job
from tests.builders import make_account, make_application, make_centre, make_programme, make_refusal_reason

SWEEP = BY_NAME["sweep-deadlines"]
PASSAGE = datetime(2025, 6, 1, 22, 0, tzinfo=UTC)  # 2 June 2025, 00:00 Paris
SECOND = timedelta(seconds=1)
NIGHT_BEFORE = PASSAGE - timedelta(days=1)


def swept(at: datetime) -> Run:
    with time_machine.travel(at, tick=False):
        return run_job(SWEEP, started_by="command")


def states(session: Session) -> dict[int, str]:
    session.rollback()
    return {row.id: row.state for row in session.execute(select(Application.id, Application.state))}


def passages(session: Session) -> list[tuple[int, int]]:
    """Return, by application, the number of journal lines and of mails of its passage."""
    session.rollback()
    lines = session.scalars(
        select(JournalEntry.application_id).where(JournalEntry.event == "auto_retain")
    ).all()
    keys = session.scalars(select(OutboxMail.event_key).where(OutboxMail.template == "retained")).all()
    mails = [int(key.split(":")[1]) for key in keys]
    files = sorted({*mails, *(line for line in lines if line is not None)})
    return [(lines.count(one), mails.count(one)) for one in files]


def test_r3_4_nothing_passes_one_second_before_its_instant(session: Session) -> None:
    application = make_application()
    assert swept(PASSAGE - SECOND).rows == 0
    assert states(session) == {application.id: "confirmed"}


def test_r3_4_a_file_passes_at_the_exact_instant_with_its_rule_its_line_and_its_mail(
    session: Session,
) -> None:
    application = make_application()
    assert swept(PASSAGE).rows == 1
    session.expire_all()
    row = session.get_one(Application, application.id)
    assert (row.state, row.decision, row.decision_origin) == ("seeking_contract", "retained", "system")
    assert (row.decision_rule, row.decided_at, row.decided_by_id) == ("fixed_last_day", PASSAGE, None)
    assert row.decision_late is False
    assert row.version == 2
    assert passages(session) == [(1, 1)]
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "auto_retain")).one()
    assert (line.chain, line.actor_kind, line.actor_id) == (row.centre_id, "system", None)
    assert json.loads(line.details)["due"] == "2025-06-01T22:00:00.000000Z"
    mail = session.scalars(select(OutboxMail)).one()
    assert (mail.event_key, mail.recipient) == (
        f"application:{row.id}:auto_retain",
        f"candidate:{row.candidate_id}",
    )
    assert mail.payload == {"application": row.id}


def test_r3_4_the_sweep_run_again_changes_nothing(session: Session) -> None:
    make_application()
    swept(PASSAGE)
    assert swept(PASSAGE + SECOND).rows == 0
    assert passages(session) == [(1, 1)]


def test_r3_4_only_what_is_confirmed_and_undecided_passes(session: Session) -> None:
    programme, exempt = make_programme(), make_programme(exempt=True)
    for state in (
        "unconfirmed",
        "refused",
        "withdrawn",
        "offer_pending",
        "accepted",
        "withdrawn_with_contract",
    ):
        make_application(state=state, programme=programme)
    make_application(programme=exempt)
    before = states(session)
    assert swept(PASSAGE + timedelta(days=20)).rows == 0
    assert states(session) == before


def test_r3_4_the_seats_stay_and_the_board_learns_of_it(session: Session) -> None:
    programme = make_programme()
    make_application(programme=programme)
    before = session.scalar(select(Programme.board_version).where(Programme.id == programme.id)) or 0
    swept(PASSAGE)
    session.expire_all()
    row = session.get_one(Programme, programme.id)
    assert (row.board_version, row.seats_taken) == (before + 1, 0)


def test_f20_twenty_six_days_late_are_caught_up_with_both_instants_kept(session: Session) -> None:
    application = make_application()
    late = PASSAGE + timedelta(days=26)
    swept(PASSAGE - timedelta(hours=1))
    assert swept(late).rows == 1
    session.expire_all()
    row = session.get_one(Application, application.id)
    assert (row.decided_at, row.auto_retain_at) == (late, PASSAGE)


def test_i16_a_jump_of_more_than_45_days_stops_the_sweep_until_an_operator_speaks(app: Flask) -> None:
    session = jobs_session()
    make_application()
    swept(PASSAGE - timedelta(days=2))
    far = PASSAGE + timedelta(days=50)
    assert outcome_of(swept(far)) == "failed"
    assert set(states(session).values()) == {"confirmed"}
    with time_machine.travel(far, tick=False):
        result = app.test_cli_runner().invoke(args=["jobs", "acknowledge-clock"])
    assert result.exit_code == 0
    assert swept(far).rows == 1


def test_f14_a_clock_that_went_back_stops_the_sweep(session: Session) -> None:
    make_application()
    swept(PASSAGE + timedelta(days=3) - timedelta(days=4))
    swept(PASSAGE - SECOND)
    assert outcome_of(swept(PASSAGE - timedelta(hours=1))) == "failed"
    assert swept(PASSAGE).rows == 1


def test_r3_5_from_the_passage_instant_on_a_decision_is_refused_though_not_swept(session: Session) -> None:
    account, application = make_account(), make_application()
    reason = make_refusal_reason()
    with (
        time_machine.travel(PASSAGE, tick=False),
        pytest.raises(RuleViolation, match="review_deadline_passed"),
    ):
        refuse(account, application.id, reason_id=reason.id)
    with time_machine.travel(PASSAGE - SECOND, tick=False):
        retain(account, application.id)
    assert swept(PASSAGE).rows == 0


def test_f18_the_one_who_was_first_wins(session: Session) -> None:
    """A file decided between the reading of what is due and its batch keeps its decision."""
    account, application = make_account(), make_application()
    found = sweep.due_files(session, PASSAGE)
    with time_machine.travel(PASSAGE - SECOND, tick=False):
        retain(account, application.id)
    with time_machine.travel(PASSAGE, tick=False):
        run = begun()
        assert [sweep.retain_batch(run.lease, batch) for batch in sweep.batches(found)] == [0]
    session.expire_all()
    assert session.get_one(Application, application.id).decision_origin == "person"


def test_f19_a_holder_that_lost_its_lease_writes_nothing(session: Session) -> None:
    """A process frozen by SIGSTOP wakes up with its batch in hand, and another at its place."""
    make_application()
    with time_machine.travel(PASSAGE, tick=False):
        run = begun()
        found = sweep.due_files(session, PASSAGE)
        with transaction() as other:
            other.execute(text("UPDATE job_lease SET holder = 'elsewhere:1:x', token = token + 1"))
        for batch in sweep.batches(found):
            with pytest.raises(LeaseLost):
                sweep.retain_batch(run.lease, batch)
        assert carry_out(SWEEP, run) == "lost"
    assert set(states(session).values()) == {"confirmed"}
    assert passages(session) == []
    assert session.scalar(select(JobLease.holder)) == "elsewhere:1:x"


def test_f50_asked_to_stop_it_ends_the_batch_and_gives_the_lease_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recruitment.applications.jobs.batches", lambda found: sweep.batches(found, size=2))
    programme = make_programme()
    for _ in range(5):
        make_application(programme=programme)
    with time_machine.travel(PASSAGE, tick=False):
        run = begun()
        count = 0

        def stop_at_second(self: Run) -> None:
            nonlocal count
            count += 1
            if count > 1:
                raise Stopped

        monkeypatch.setattr(Run, "check_stop", stop_at_second)
        assert carry_out(SWEEP, run) == "lost"
    assert run.rows == 2
    assert lease.holder(session, SWEEP.name) is None
    monkeypatch.undo()
    assert swept(PASSAGE).rows == 3
    assert passages(session) == [(1, 1)] * 5


def test_files_of_several_centres_go_to_their_own_chains(session: Session) -> None:
    """I14: one chain per centre, whatever the batch."""
    for _ in range(3):
        programme = make_programme(centre=make_centre())
        for _ in range(2):
            make_application(programme=programme)
    assert swept(PASSAGE).rows == 6
    chains = session.scalars(select(JournalEntry.chain).where(JournalEntry.event == "auto_retain")).all()
    assert sorted(chains.count(chain) for chain in set(chains)) == [2, 2, 2]
    assert list(verify(session)) == []


def test_one_file_that_the_database_refuses_does_not_hold_back_the_others(session: Session) -> None:
    programme = make_programme()
    applications = [make_application(programme=programme) for _ in range(5)]
    poisoned = applications[3].id
    with transaction() as own:
        if own.get_bind().dialect.name == "sqlite":
            own.execute(
                text(
                    f"CREATE TRIGGER poison BEFORE UPDATE ON application WHEN OLD.id = {poisoned} "
                    "BEGIN SELECT RAISE(ABORT, 'poison'); END"
                )
            )
        else:
            own.execute(
                text(f"ALTER TABLE application ADD CONSTRAINT poison CHECK (id <> {poisoned} OR version < 2)")
            )
    run = swept(PASSAGE)
    assert (run.rows, outcome_of(run)) == (4, "failed")
    assert states(session)[poisoned] == "confirmed"
    assert str(poisoned) in "\n".join(run.lines)


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2025, 3, 30), datetime(2025, 3, 29, 23, 0, tzinfo=UTC)),
        (date(2025, 3, 31), datetime(2025, 3, 30, 22, 0, tzinfo=UTC)),
        (date(2025, 10, 26), datetime(2025, 10, 25, 22, 0, tzinfo=UTC)),
        (date(2025, 10, 27), datetime(2025, 10, 26, 23, 0, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 28, 23, 0, tzinfo=UTC)),
    ],
)
def test_f16_the_nights_when_the_clocks_change(session: Session, day: date, instant: datetime) -> None:
    """The passage is the midnight of Paris, one second before it nothing passes."""
    assert clock.paris_midnight(day) == instant
    application = make_application(
        confirmed_at=instant - timedelta(days=25), auto_retain_at=instant, deadline_rule="rolling_days"
    )
    assert swept(instant - SECOND).rows == 0
    assert swept(instant).rows == 1
    session.expire_all()
    assert session.get_one(Application, application.id).decided_at == instant


def test_r3_7_the_preview_tells_what_will_pass_and_does_nothing(session: Session) -> None:
    programme = make_programme(title="BTS Viticulture")
    make_application(programme=programme)
    make_application(programme=programme)
    with time_machine.travel(NIGHT_BEFORE, tick=False):
        tonight = SWEEP.preview(session, clock.now())
        assert list(tonight.rows) == []
        tomorrow = list(SWEEP.preview(session, PASSAGE).rows)
    assert [row[1] for row in tomorrow] == [programme.code, programme.code]
    assert set(states(session).values()) == {"confirmed"}


def test_i16_a_clock_that_jumps_during_the_sweep_stops_it(session: Session) -> None:
    make_application()
    with time_machine.travel(PASSAGE, tick=False) as traveller:
        run = begun()
        clock_guard_knows(PASSAGE)
        found = sweep.due_files(session, PASSAGE)
        traveller.shift(timedelta(days=400))
        for batch in sweep.batches(found):
            with pytest.raises(RuleViolation, match="clock_suspect"):
                sweep.retain_batch(run.lease, batch)
    assert set(states(session).values()) == {"confirmed"}


def test_after_a_large_sweep_the_index_of_what_is_due_is_cleaned(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recruitment.applications.jobs.LARGE_SWEEP", 1)
    make_application()
    assert swept(PASSAGE).rows == 1
    assert swept(PASSAGE + SECOND).rows == 0
    if session.get_bind().dialect.name == "postgresql":
        session.rollback()
        assert session.scalar(
            text("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname='application'")
        )
        assert session.scalar(text("SHOW statement_timeout")) == "10s"


def clock_guard_knows(instant: datetime) -> None:
    with transaction() as session:
        clock_guard.note_instant(session, instant)


def begun() -> Run:
    with transaction() as session:
        return jobs.begin(session, SWEEP.name, started_by="command")


def jobs_session() -> Session:
    return db.session()


def outcome_of(run: Run) -> str:
    found = jobs_session().scalar(select(JobRun.outcome).where(JobRun.id == run.id))
    return str(found)
