"""The watch: a healthy database has no breach, and each impossible state is found with its row."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from recruitment.applications.actions import refuse, retain
from recruitment.applications.models import Application
from recruitment.contracts.actions import enter_contract
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.core.models import JobRun
from recruitment.core.snapshot import hold_snapshot
from recruitment.core.transaction import transaction
from recruitment.invariants.guards import POSTGRESQL_TRIGGERS, SQLITE_TRIGGERS, TRIGGERS
from recruitment.invariants.queries import INVARIANTS, all_breaches
from recruitment.journal.models import JournalEntry
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.builders import make_account, make_application, make_programme, make_refusal_reason
from tests.contracts.desk import SIRET
from tests.invariants.unguarded import unguarded
from tests.year_2025 import ENTERED_AT

PASSAGE = datetime(2025, 6, 1, 22, 0, tzinfo=UTC)
Builder = Callable[[], Application]


def breaches(session: Session, name: str) -> list[str]:
    """Return the rows in that impossible state."""
    hold_snapshot(session)
    return [breach.id for breach in all_breaches(session) if breach.invariant == name]


def confirmed() -> Application:
    return make_application()


def retained() -> Application:
    return make_application(state="seeking_contract")


def refused() -> Application:
    return make_application(state="refused")


def passed() -> Application:
    return make_application(state="seeking_contract", origin="system")


def offered() -> Application:
    return make_application(state="offer_pending")


# The state to start from, what is done to it by another door, the invariant that must tell.
BROKEN: list[tuple[str, Builder, str]] = [
    ("counters_add_up", confirmed, "UPDATE application SET state = 'lost' WHERE id = :id"),
    ("seats_counted", confirmed, "UPDATE programme SET seats_taken = 3 WHERE id = :programme"),
    ("seats_counted", offered, "UPDATE programme SET seats_taken = 0 WHERE id = :programme"),
    (
        "seats_counted",
        offered,
        "UPDATE programme SET seats_taken = 2, seat_rule = 'entered' WHERE id = :programme",
    ),
    ("capacity_kept", offered, "UPDATE programme SET capacity = 0 WHERE id = :programme"),
    ("capacity_kept", offered, "UPDATE programme SET capacity = NULL, seats_taken = 0 WHERE id = :programme"),
    ("decision_after_confirmation", retained, "UPDATE application SET confirmed_at = NULL WHERE id = :id"),
    ("decision_after_confirmation", retained, "UPDATE application SET decided_at = :early WHERE id = :id"),
    ("no_early_passage", passed, "UPDATE application SET decided_at = :before_passage WHERE id = :id"),
    ("no_early_passage", passed, "UPDATE application SET auto_retain_at = NULL WHERE id = :id"),
    ("no_late_person", retained, "UPDATE application SET decided_at = auto_retain_at WHERE id = :id"),
    ("passage_has_its_rule", passed, "UPDATE application SET decision_rule = NULL WHERE id = :id"),
    ("passage_has_its_rule", passed, "UPDATE application SET decision_rule = 'rolling_days' WHERE id = :id"),
    ("refusal_by_a_person", refused, "UPDATE application SET decision_origin = 'system' WHERE id = :id"),
    (
        "exempt_never_automatic",
        passed,
        "UPDATE application SET deadline_rule = 'exempt', decision_rule = 'exempt' WHERE id = :id",
    ),
    (
        "no_examination_decided",
        confirmed,
        "UPDATE application SET deadline_rule = 'no_examination' WHERE id = :id",
    ),
    ("active_state_has_its_contract", offered, "DELETE FROM contract WHERE application_id = :id"),
    ("active_state_has_its_contract", offered, "UPDATE application SET state = 'accepted' WHERE id = :id"),
    ("decision_is_told", retained, "DELETE FROM outbox"),
    ("decision_in_the_journal", retained, "DELETE FROM journal_entry"),
]


@pytest.mark.parametrize(("name", "build", "statement"), BROKEN)
def test_what_should_be_impossible_is_found(
    session: Session, name: str, build: Builder, statement: str
) -> None:
    application = build()
    expected = (
        application.programme_id if "programme" in statement.split("SET", maxsplit=1)[0] else application.id
    )
    with unguarded() as own:
        parameters = {
            "id": application.id,
            "programme": application.programme_id,
            "early": "2025-01-01T00:00:00.000000Z",
            "before_passage": "2025-06-01T21:59:59.000000Z",
        }
        own.execute(text(statement), {key: parameters[key] for key in parameters if f":{key}" in statement})
    assert breaches(session, name) == [str(expected)]


@pytest.mark.parametrize(
    ("entered_at", "entered_local"),
    [
        ("2025-05-20T22:30:00.000000Z", "2025-05-21T00:30:00"),  # inside the lock
        ("2025-03-16T10:00:00.000000Z", "2025-03-16T11:00:00"),  # the day before the window
        ("2025-10-14T10:00:00.000000Z", "2025-10-14T12:00:00"),  # the day after it
        ("2025-05-20T22:30:00.000000Z", "2025-05-20T23:30:00"),  # two clocks that disagree
    ],
)
def test_r4_6_a_contract_entered_when_none_may_be_is_found(
    session: Session, entered_at: str, entered_local: str
) -> None:
    application = offered()
    contract = session.scalars(select(Contract.id)).one()
    with unguarded() as own:
        own.execute(
            text("UPDATE contract SET entered_at = :at, entered_local = :local WHERE id = :id"),
            {"at": entered_at, "local": entered_local, "id": contract},
        )
    assert application.id
    assert breaches(session, "contract_in_its_hours") == [str(contract)]


def test_a_contract_whose_application_has_left_its_state_is_found(session: Session) -> None:
    application = offered()
    contract = session.scalars(select(Contract.id)).one()
    with unguarded() as own:
        own.execute(text(f"UPDATE application SET state = 'confirmed' WHERE id = {application.id}"))
    assert breaches(session, "contract_has_its_state") == [str(contract)]


def test_a_contract_without_its_line_in_the_journal_is_found(session: Session) -> None:
    offered()
    assert breaches(session, "contract_in_the_journal") == [str(session.scalars(select(Contract.id)).one())]


@pytest.mark.parametrize(
    "wiped",
    [
        "UPDATE application SET state = 'confirmed', decision = NULL",
        "UPDATE application SET state = 'refused', decision = 'refused'",
        "DELETE FROM application",
    ],
)
def test_r2_4_a_decision_wiped_past_the_guards_is_found(session: Session, wiped: str) -> None:
    application = confirmed()
    with time_machine.travel(ENTERED_AT, tick=False):
        retain(make_account(), application.id)
    assert breaches(session, "journalled_decision_stands") == []
    with unguarded() as own:
        own.execute(text(f"{wiped} WHERE id = {application.id}"))
    assert breaches(session, "journalled_decision_stands") == [str(application.id)]


def test_r3_4_what_was_due_before_the_last_sweep_and_is_not_decided_is_found(session: Session) -> None:
    application = confirmed()
    with time_machine.travel(PASSAGE, tick=False):
        run = run_job(BY_NAME["sweep-deadlines"], started_by="command")
    assert breaches(session, "due_is_decided") == []
    with unguarded() as own:
        own.execute(
            text(
                "UPDATE application SET state = 'confirmed', decision = NULL, updated_at = confirmed_at "
                f"WHERE id = {application.id}"
            )
        )
    assert run.rows == 1
    assert breaches(session, "due_is_decided") == [str(application.id)]


def test_what_falls_due_between_two_sweeps_is_no_breach(session: Session) -> None:
    with time_machine.travel(PASSAGE, tick=False):
        run_job(BY_NAME["sweep-deadlines"], started_by="command")
    confirmed()
    with unguarded() as own:
        own.execute(text("UPDATE application SET auto_retain_at = '2025-06-02T22:00:00.000000Z'"))
    assert breaches(session, "due_is_decided") == []


def test_i14_a_broken_journal_is_told(session: Session) -> None:
    make_refused_for_good()
    with unguarded() as own:
        own.execute(text("UPDATE journal_entry SET details = '{}' WHERE seq = 1"))
    centre = session.scalars(select(Application.centre_id)).first()
    assert breaches(session, "journal_whole") == [f"{centre}/1"]


def test_r2_4_a_guard_that_is_gone_is_told_by_its_name(session: Session) -> None:
    assert breaches(session, "guards_in_place") == []
    with unguarded() as own:
        if own.get_bind().dialect.name == "postgresql":
            own.execute(text("DROP TRIGGER decision_is_final ON application"))
    assert "decision_is_final" in breaches(session, "guards_in_place")


def test_r2_4_a_check_that_is_gone_is_told_by_its_name(session: Session) -> None:
    """On SQLite a table that is rebuilt carelessly loses its CHECKs."""
    with transaction() as own:
        if own.get_bind().dialect.name == "postgresql":
            own.execute(text("ALTER TABLE journal_entry DROP CONSTRAINT ck_journal_entry_actor_kind_known"))
        else:
            own.execute(text("DROP TABLE journal_entry"))
            own.execute(
                text("CREATE TABLE journal_entry (id INTEGER, chain INTEGER, seq INTEGER, at TEXT) STRICT")
            )
    hold_snapshot(session)
    guards = next(one for one in INVARIANTS if one.name == "guards_in_place")
    assert "ck_journal_entry_actor_kind_known" in [breach.id for breach in guards.breaches(session)]


def test_the_list_of_triggers_is_the_one_that_the_migrations_make(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        made = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        assert made == TRIGGERS | SQLITE_TRIGGERS
    else:
        made = set(session.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))
        assert made == TRIGGERS | POSTGRESQL_TRIGGERS


def make_refused_for_good() -> None:
    account, application, reason = make_account(), make_application(), make_refusal_reason()
    with time_machine.travel(ENTERED_AT, tick=False):
        refuse(account, application.id, reason_id=reason.id)


def make_a_healthy_season() -> None:
    """Let people and the system act, in the open window of the campaign."""
    account, programme = make_account(), make_programme(capacity=2)
    applications = [make_application(programme=programme) for _ in range(5)]
    with time_machine.travel(ENTERED_AT, tick=False):
        retain(account, applications[0].id)
        refuse(account, applications[1].id, reason_id=make_refusal_reason().id)
        for application in (applications[0], applications[2]):
            enter_contract(account, application.id, employer_name="Garage du Lac", siret=SIRET)
    with time_machine.travel(PASSAGE, tick=False):
        assert run_job(BY_NAME["sweep-deadlines"], started_by="command").rows == 2


def test_a_healthy_season_has_no_breach(app: Flask) -> None:
    make_a_healthy_season()
    session = db.session()
    hold_snapshot(session)
    assert list(all_breaches(session)) == []
    result = app.test_cli_runner().invoke(args=["invariants"])
    assert (result.exit_code, result.stdout.splitlines()) == (0, ["invariant;table;id;detail"])


def test_the_command_prints_the_rows_and_ends_with_status_1(app: Flask) -> None:
    application = retained()
    result = app.test_cli_runner().invoke(args=["invariants"])
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if line.startswith("decision_in_the_journal;")]
    facts = "decision=retained, decision_origin=person, lines=0"
    assert lines == [f"decision_in_the_journal;application;{application.id};{facts}"]


def test_the_nightly_job_tells_the_administrator(session: Session) -> None:
    retained()
    run = run_job(BY_NAME["check-invariants"], started_by="tick")
    session.rollback()
    row = session.execute(select(JobRun.outcome, JobRun.rows, JobRun.log).where(JobRun.id == run.id)).one()
    assert (row.outcome, row.rows) == ("done", 2)
    assert "decision_is_told" in row.log
    assert "decision_in_the_journal" in row.log


def test_a_broken_journal_stops_what_cannot_be_taken_back_until_an_operator_has_looked(
    app: Flask, session: Session
) -> None:
    """I14: decisions written on would bury the traces; `flask jobs allow-acts` lets them go on."""
    make_refused_for_good()
    with unguarded() as own:
        own.execute(text("UPDATE journal_entry SET details = '{}' WHERE event = 'refuse'"))
    account, application = make_account(), make_application()
    with time_machine.travel(ENTERED_AT, tick=False):
        run = run_job(BY_NAME["check-invariants"], started_by="tick")
        with pytest.raises(RuleViolation, match="acts_stopped"):
            retain(account, application.id, version=1)
        told = app.test_cli_runner().invoke(args=["jobs", "allow-acts"])
        assert told.exit_code == 0
        retain(account, application.id, version=1)
    session.rollback()
    assert "suspendus" in (session.scalar(select(JobRun.log).where(JobRun.id == run.id)) or "")
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.chain == 0)).all()
    assert {"acts_stopped", "acts_allowed"} <= set(events)
