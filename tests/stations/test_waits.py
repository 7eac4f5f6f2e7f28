"""R6.8: acts on the same people at the same instant: each waits where the others do, and judges what they left."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.locks import lock_programme
from recruitment.exchanges import uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.journal.actions import lock_head
from recruitment.learners.actions import synchronise
from recruitment.learners.models import Registration, SchoolYear
from recruitment.learners.validation.rows import locked
from recruitment.mail.models import OutboxMail
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from recruitment.stations import pool
from recruitment.stations.actions.close_day import close_day
from recruitment.stations.actions.invite import invite_many
from recruitment.stations.actions.settle import settle
from recruitment.stations.models import PreRegistration
from tests import builders
from tests.learners.world import make_admitted
from tests.platform.test_locks import until_somebody_waits
from tests.stations.world import DAY, bring, go_through, open_site, validate

Start = Callable[[Callable[[], Any]], Future[Any]]


@pytest.fixture
def start(app: Flask) -> Iterator[Start]:
    """Give `start(act)`: it runs beside the test, at the same frozen instant."""

    def within(act: Callable[[], Any]) -> Any:
        with app.app_context():
            return act()

    with time_machine.travel(DAY, tick=False), ThreadPoolExecutor(1) as threads:
        yield lambda act: threads.submit(within, act)


def world() -> tuple[Any, Any]:
    """Return a programme and a registrar as values: what a thread reads is not the test's own row."""
    programme, account = builders.make_programme(), builders.make_account(Role.REGISTRAR)
    kept = {name: getattr(programme, name) for name in ("id", "centre_id", "campaign_id")}
    return SimpleNamespace(**kept), SimpleNamespace(id=account.id)


def bring_to_the_end(author: Any, programme: Any) -> Any:
    """Let somebody validated go through all the stations."""
    stations = open_site(author, programme.centre_id)
    one = bring(author, programme)
    (outcome,) = synchronise(author, [one.id])
    go_through(author, one, stations)
    validate(author, outcome.registration_id or 0, DAY)
    return one


def test_many_are_invited_while_one_of_them_writes_to_the_journal(start: Start, session: Session) -> None:
    """R6.8: who holds a person wants the journal next; whoever invites has not taken it yet."""
    programme, author = world()
    people = [make_admitted(programme, email=f"p{rank}@exemple.fr").id for rank in range(2)]
    with transaction() as writing:
        pool.lock(writing, people[1])
        done = start(lambda: invite_many(author, people))
        until_somebody_waits(writing)
        lock_head(writing, programme.centre_id)
    assert [one.refusal for one in done.result()] == [None, None]
    assert len(session.scalars(select(OutboxMail.id)).all()) == 2


def test_a_fact_told_while_the_day_ends_goes_up_once(start: Start, session: Session) -> None:
    """R6.2, R6.8: the end of the day waits for whoever tells the same of the same candidate."""
    programme, author = world()
    one = bring_to_the_end(author, programme)
    with transaction() as writing:
        lock_programme(writing, programme.id)
        done = start(lambda: close_day(author, programme.centre_id, true()))
        until_somebody_waits(writing)
        uplink_queue.queue(
            writing, event_key="enrolment:1:done", centre_id=programme.centre_id, programme_id=programme.id,
            campaign_id=programme.campaign_id, candidate_number=one.candidate_number, platform_state=1,
            source="enrolment", source_id=1, now=DAY,
        )  # fmt: skip
        lock_head(writing, programme.centre_id)
    assert done.result() == (0, 1), "none queued, one known already"
    assert session.scalars(select(UplinkEntry.status).order_by(UplinkEntry.id)).all() == [
        "queued",
        "withdrawn",
    ]


def test_a_validation_that_ends_meanwhile_closes_the_file(start: Start) -> None:
    """R6.8: what was typed is taken before the validation, or not at all."""
    programme, author = world()
    one = make_admitted(programme)
    (outcome,) = synchronise(author, [one.id])
    with transaction() as writing:
        writing.add(SchoolYear(centre_id=one.centre_id, year=2025, first_day=DAY.date(), updated_at=DAY))
        writing.add(
            PreRegistration(
                admitted_id=one.id, programme_id=programme.id, centre_id=one.centre_id, link_generation=0, answers={},
                sent={"adresse": {"town": "Thiers"}}, sent_at=DAY, sent_times=1, version=1,
            )
        )  # fmt: skip
    with transaction() as writing:
        locked(writing, [outcome.registration_id or 0])
        admitted_id = one.id
        done = start(lambda: settle(author, admitted_id, ["town"], version=1))
        until_somebody_waits(writing)
        validated = {"validated_at": DAY, "validated_by_id": author.id, "validated_on": DAY.date()}
        writing.execute(update(Registration).values(**validated, platform_state=1))
    with pytest.raises(RuleViolation, match="registration_final"):
        done.result()
