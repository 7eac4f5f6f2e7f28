"""Retention: who goes, what goes, what stays; R2.8, I2, I14, I23."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.applications.personal_models import ErasedPerson
from recruitment.contracts.models import Contract
from recruitment.core import lease
from recruitment.core.database import db
from recruitment.core.jobs import begin
from recruitment.core.models import ClockGuard
from recruitment.core.transaction import transaction
from recruitment.invariants.queries import all_breaches
from recruitment.journal.actions import SYSTEM
from recruitment.journal.models import JournalEntry
from recruitment.journal.queries import verify
from recruitment.privacy.erasure import erase
from recruitment.privacy.models import RetentionHold
from recruitment.programmes.models import Programme
from recruitment.rules.retention import Fate
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders, databases
from tests.privacy.people import AFTER_THREE_MONTHS, AFTER_TWO_YEARS, AT, Canary, make_canary

FINISHED = (State.REFUSED, State.WITHDRAWN, State.WITHDRAWN_WITH_CONTRACT)


@pytest.fixture
def author(app: Flask) -> Account:
    """Give the manager who wrote everything."""
    return builders.make_account(Role.MANAGER)


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme with room."""
    return builders.make_programme(capacity=40)


def run(name: str, now: Any = AFTER_THREE_MONTHS) -> int:
    with time_machine.travel(now, tick=False):
        done = run_job(BY_NAME[name], started_by="command")
    assert done.lines == [] or "occupée" not in done.lines[-1]
    db.session.expire_all()
    return done.rows


def permitted(statement: str) -> None:
    """Run a statement under a permit that is not taken back."""
    with transaction() as own:
        own.execute(text("INSERT INTO purge_permit (id, gone_before_commit) VALUES (1, 0)"))
        own.execute(text(statement))


def dump(database_url: str) -> bytes:
    """Return everything that the database's files hold."""
    url = make_url(database_url)
    if url.drivername == "sqlite":
        path = Path(url.database or "")
        return b"".join(
            file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name)
        )
    rows = []
    for table in db.metadata.sorted_tables:
        rows += [repr(tuple(row)) for row in db.session.execute(select(table))]
    return "\n".join(rows).encode()


def aggregates(session: Session) -> list[Any]:
    states = session.execute(
        select(Application.programme_id, Application.state, func.count())
        .group_by(Application.programme_id, Application.state)
        .order_by(Application.programme_id, Application.state)
    )
    contracts = session.execute(
        select(Contract.status, func.count()).group_by(Contract.status).order_by("status")
    )
    seats = session.execute(select(Programme.id, Programme.seats_taken).order_by(Programme.id))
    return [tuple(row) for part in (states, contracts, seats) for row in part.all()]


def facts(session: Session) -> list[Any]:
    names = [
        column for column in Application.__table__.c if column.name not in ("refusal_details", "updated_at")
    ]
    return [tuple(row) for row in session.execute(select(*names).order_by(Application.id))]


def test_twenty_canaries_leave_no_string_behind(
    session: Session, database_url: str, programme: Programme, author: Account
) -> None:
    """I23: the whole file is searched, write-ahead log included; nothing of 20 people is found."""
    people = [make_canary(n, FINISHED[n % 3], programme=programme, author=author) for n in range(20)]
    before = dump(database_url)
    assert all(string.encode() in before for canary in people for string in canary.strings[:5])
    counted, decided = aggregates(session), facts(session)
    assert run("anonymise-candidates") == 20
    after = dump(database_url)
    left = [string for canary in people for string in canary.strings if string.encode() in after]
    assert left == []
    assert aggregates(session) == counted
    assert facts(session) == decided
    assert list(verify(session)) == []
    assert list(all_breaches(session)) == []


def test_the_journal_tells_it_by_ids_only(session: Session, programme: Programme, author: Account) -> None:
    """I14: a line per application, in the chain of its centre."""
    canary = make_canary(1, programme=programme, author=author)
    run("anonymise-candidates")
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "person_erased")).one()
    assert (line.candidate_id, line.application_id) == (canary.candidate_id, canary.application_id)
    assert (line.chain, line.actor_kind, line.details) == (programme.centre_id, "system", '{"fate":"erased"}')


def test_a_day_too_early_nobody_goes(session: Session, programme: Programme, author: Account) -> None:
    make_canary(1, programme=programme, author=author)
    assert run("anonymise-candidates", AFTER_THREE_MONTHS.replace(day=13)) == 0


def test_run_twice_the_state_is_the_same(
    session: Session, database_url: str, programme: Programme, author: Account
) -> None:
    make_canary(1, programme=programme, author=author)
    assert run("anonymise-candidates") == 1
    people = session.execute(select(Candidate.__table__)).all()
    assert run("anonymise-candidates") == 0
    assert session.execute(select(Candidate.__table__)).all() == people
    assert session.scalar(select(func.count()).select_from(ErasedPerson)) == 1


def test_a_hold_keeps_the_file_whole_until_it_is_lifted(
    session: Session, programme: Programme, author: Account
) -> None:
    canary = make_canary(1, programme=programme, author=author)
    hold = {"application_id": canary.application_id, "centre_id": programme.centre_id}
    with transaction() as own:
        own.execute(
            insert(RetentionHold).values(**hold, reason="appeal", placed_at=AT, placed_by_id=author.id)
        )
    assert run("anonymise-candidates") == run("purge-sessions", AFTER_TWO_YEARS) == 0
    assert session.get_one(Candidate, canary.candidate_id).last_name == canary.strings[0]
    with transaction() as own:
        own.execute(text("UPDATE retention_hold SET lifted_at = placed_at, lifted_by_id = placed_by_id"))
    assert run("purge-sessions", AFTER_TWO_YEARS) == 1


def test_who_found_no_contract_keeps_a_file_without_contacts(
    session: Session, programme: Programme, author: Account
) -> None:
    """R2.8: the details served the search, which is over."""
    canary = make_canary(1, State.SEEKING_CONTRACT, programme=programme, author=author)
    placed = make_canary(2, State.ACCEPTED, programme=programme, author=author)
    assert run("anonymise-candidates") == 1
    one = session.get_one(Candidate, canary.candidate_id)
    assert (one.last_name, one.email, one.mobile, one.phone, one.address) == (canary.strings[0], *[None] * 4)
    assert session.scalars(select(Guardian.candidate_id)).all() == [placed.candidate_id]
    assert run("anonymise-candidates") == 0


def test_a_person_with_one_wish_that_goes_on_is_kept(
    session: Session, programme: Programme, author: Account
) -> None:
    canary = make_canary(1, programme=programme, author=author)
    other = builders.make_programme(centre=builders.make_centre())
    person = session.get_one(Candidate, canary.candidate_id)
    builders.make_application(programme=other, candidate=person, state=State.ACCEPTED)
    assert run("anonymise-candidates") == 0


def test_after_two_years_everybody_of_the_session_goes_and_the_counters_stay(
    session: Session, database_url: str, programme: Programme, author: Account
) -> None:
    people = [
        make_canary(n, state, programme=programme, author=author)
        for n, state in enumerate(
            (State.ACCEPTED, State.SEEKING_CONTRACT, State.UNCONFIRMED, State.OFFER_PENDING)
        )
    ]
    counted = aggregates(session)
    assert run("purge-sessions", AFTER_TWO_YEARS) == 4
    after = dump(database_url)
    assert [s for canary in people for s in canary.strings if s.encode() in after] == []
    assert aggregates(session) == counted


def test_nothing_goes_while_the_clock_is_suspect(
    session: Session, programme: Programme, author: Account
) -> None:
    """I16: a clock that jumped two years ahead erases nobody before an operator's word."""
    make_canary(1, programme=programme, author=author)
    with transaction() as own:
        own.add(ClockGuard(id=1, last_seen=AT))
    assert run("anonymise-candidates") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE application SET refusal_details = NULL",
        "UPDATE application SET refusal_details = 'autre'",
        "UPDATE application SET decision_late = NOT decision_late",
        "DELETE FROM application",
    ],
)
def test_without_a_permit_a_decision_is_as_final_as_ever(
    session: Session, programme: Programme, author: Account, statement: str
) -> None:
    """I2, R2.4."""
    make_canary(1, programme=programme, author=author)
    with pytest.raises(Exception, match=r"decision_is_|already_decided"), transaction() as own:
        own.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE application SET refusal_details = 'autre'",
        "UPDATE application SET refusal_details = NULL, decided_at = confirmed_at",
        "UPDATE application SET decision_late = NOT decision_late",
        "DELETE FROM application",
        "UPDATE contract SET end_reason = 'autre'",
        "UPDATE contract SET status = 'pending', ended_at = NULL",
        "DELETE FROM contract",
        "DELETE FROM journal_entry",
    ],
)
def test_even_with_a_permit_no_fact_moves(
    session: Session, programme: Programme, author: Account, statement: str
) -> None:
    """I2, I14: the permit empties texts and does nothing else."""
    make_canary(1, programme=programme, author=author)
    make_canary(2, State.WITHDRAWN_WITH_CONTRACT, programme=programme, author=author)
    refusals = r"decision_is_|contract_is_|journal_no|already_decided|contract_not_pending"
    with pytest.raises(Exception, match=refusals):
        permitted(statement)


def test_a_permit_cannot_be_left_behind(session: Session, programme: Programme, author: Account) -> None:
    """I2: the commit itself refuses it."""
    make_canary(1, programme=programme, author=author)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        permitted("UPDATE application SET refusal_details = NULL")
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM purge_permit")) == 0
    assert session.scalar(select(func.count()).where(Application.refusal_details.is_(None))) == 0


def test_a_restored_backup_is_purged_again(
    app: Flask, session: Session, database_url: str, programme: Programme, author: Account
) -> None:
    """The list beside the database outlives the backup; a hold of that time keeps nobody."""
    canary = make_canary(1, programme=programme, author=author)
    person = dict(session.execute(select(Candidate.__table__)).one()._mapping)
    run("anonymise-candidates")
    with transaction() as own:  # what a backup of before brings back
        own.execute(text("DELETE FROM erased_person"))
        values = {name: value for name, value in person.items() if name != "id"}
        own.execute(Candidate.__table__.update().values(**values))  # type: ignore[attr-defined]
        own.execute(
            insert(RetentionHold).values(
                application_id=canary.application_id, centre_id=programme.centre_id, reason="appeal",
                placed_at=AT, placed_by_id=author.id,
            )
        )  # fmt: skip
    db.session.remove()
    done = databases.flask("privacy", "purge", "--again", url=database_url, check=False)
    assert done.returncode == 0, done.stderr
    assert not any(string.encode() in dump(database_url) for string in canary.strings)


def test_the_command_previews_then_does_it(
    session: Session, database_url: str, programme: Programme, author: Account
) -> None:
    """The clock of the machine is past the session's end: who would go is printed by id, never by name."""
    canary: Canary = make_canary(1, programme=programme, author=author)
    db.session.remove()
    planned = databases.flask("privacy", "purge", "--dry-run", url=database_url).stdout
    assert planned.splitlines()[1].split(";")[:3] == ["2025", str(canary.candidate_id), "1"]
    assert canary.strings[0] not in planned
    assert session.get_one(Candidate, canary.candidate_id).erased_at is None
    session.rollback()
    assert databases.flask("privacy", "purge", url=database_url).stdout == planned
    session.rollback()
    db.session.expire_all()
    assert session.get_one(Candidate, canary.candidate_id).erased_at is not None
    assert len(databases.flask("privacy", "purge", "--dry-run", url=database_url).stdout.splitlines()) == 1


def test_what_a_killed_run_left_in_the_file_goes_with_the_next(
    session: Session, database_url: str, programme: Programme, author: Account
) -> None:
    """I23: killed after its last commit, before the file was written anew."""
    canary = make_canary(1, programme=programme, author=author)
    with time_machine.travel(AFTER_THREE_MONTHS, tick=False), transaction() as own:
        erase(own, [canary.candidate_id], Fate.ERASED, AFTER_THREE_MONTHS, SYSTEM)
        left = begin(own, "anonymise-candidates", started_by="command")
        lease.release(own, left.lease)
    assert run("anonymise-candidates") == 0
    after = dump(database_url)
    assert [string for string in canary.strings if string.encode() in after] == []
