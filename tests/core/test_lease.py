"""One holder at a time for each job, and a token that only grows (I15)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core import clock, lease
from recruitment.core.lease import Lease, LeaseLost
from recruitment.core.models import JobLease
from recruitment.core.transaction import transaction

JOB = "a-job"
LATER = lease.LEASE + timedelta(seconds=1)


def taken() -> Lease | None:
    with transaction() as session:
        return lease.take(session, JOB)


def held() -> Lease:
    found = taken()
    assert found is not None
    return found


def keep(owner: Lease) -> None:
    with transaction() as session:
        lease.fenced(session, owner)


def test_i15_a_second_process_does_not_get_a_lease_that_is_held(session: Session) -> None:
    held()
    assert taken() is None


def test_i15_a_lease_that_ran_out_goes_to_another_with_a_greater_token(session: Session) -> None:
    first = held()
    with time_machine.travel(clock.wall() + LATER):
        second = held()
    assert second.token == first.token + 1


def test_f19_the_former_holder_is_refused_by_the_token(session: Session) -> None:
    first = held()
    with time_machine.travel(clock.wall() + LATER):
        held()
        with pytest.raises(LeaseLost):
            keep(first)


def test_a_lease_that_ran_out_and_that_nobody_took_is_still_good(session: Session) -> None:
    first = held()
    with time_machine.travel(clock.wall() + LATER):
        keep(first)
        assert taken() is None


def test_a_lease_given_back_can_be_taken_at_once(session: Session) -> None:
    first = held()
    with transaction() as own:
        lease.release(own, first)
    assert held().token == first.token + 1


def test_a_lease_that_was_lost_is_not_given_back_by_its_former_holder(session: Session) -> None:
    first = held()
    with time_machine.travel(clock.wall() + LATER):
        second = held()
        with transaction() as own:
            lease.release(own, first)
        keep(second)


def test_f1_what_a_dead_process_of_this_machine_held_is_free(session: Session) -> None:
    mine = held()
    host = mine.holder.rsplit(":", 2)[0]
    with transaction() as own:
        own.execute(text("UPDATE job_lease SET holder = :dead"), {"dead": f"{host}:999999999:aaaa"})
    assert lease.holder(session, JOB) is None
    assert held().token == mine.token + 1


def test_what_a_process_of_another_machine_holds_is_not(session: Session) -> None:
    held()
    with transaction() as own:
        own.execute(text("UPDATE job_lease SET holder = 'elsewhere:999999999:aaaa'"))
    assert lease.holder(session, JOB) is not None
    assert taken() is None


def test_i15_the_database_refuses_a_token_that_shrinks(session: Session) -> None:
    held()
    with pytest.raises(IntegrityError, match="lease_token_only_grows"), transaction() as own:
        own.execute(text("UPDATE job_lease SET token = token - 1"))
    assert session.scalar(select(JobLease.token)) == 1
