"""R6.2, formats, section 4: what is validated goes up once, is retried, reported, and never lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.core.transaction import transaction
from recruitment.enrolments import actions
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges import uplink_queue
from recruitment.exchanges.actions import switch
from recruitment.exchanges.models import Connector, UplinkEntry
from recruitment.platform import marks, queries
from recruitment.platform.retry import retry
from recruitment.platform.wire import Wire
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.contracts.desk import MONDAY, clock_at, make_desk
from tests.neighbours.faults import Fault
from tests.neighbours.people import candidates
from tests.neighbours.platform import Platform
from tests.platform.world import World, admit, connect, entries, exchanges, lines

PEOPLE = candidates(4, programme="34120")
NUMBERS = [str(person["codeCandidat"]) for person in PEOPLE]


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a centre with four admitted candidates; retries are due at once."""
    monkeypatch.setattr(marks, "RETRIES", (timedelta(0),))
    monkeypatch.setattr(marks, "PAUSES", (timedelta(0),))
    with Platform(people=PEOPLE) as platform:
        made = connect(app, platform)
        for person in PEOPLE:
            admit(made, person)
        yield made
        assert platform.problems == []


def one_pass() -> Run:
    """Send what is due, as the job does."""
    return run_job(BY_NAME["run-uplink"], started_by="command")


def test_each_state_goes_up_once_and_is_reported(world: World) -> None:
    """R6.2, R6.4: a call with nobody in it first; then each in order; the log holds what was told of whom."""
    for number in NUMBERS:
        world.queue(number)
    world.queue(NUMBERS[0], 3)
    run = one_pass()
    one_pass()
    assert run.rows == 5
    assert world.platform.tests == 1
    assert [(told.candidate_number, told.state) for told in world.platform.told] == [
        *((number, 1) for number in NUMBERS),
        (NUMBERS[0], 3),
    ]
    assert {(row.status, row.attempts, row.maybe_received) for row in entries()} == {("sent", 1, False)}
    (exchange,) = exchanges()
    assert (exchange.state, exchange.counts["sent"], exchange.error) == ("done", 5, None)
    assert [line.action for line in lines()] == ["sent"] * 5
    assert PEOPLE[1]["nom"] in lines()[1].payload


def test_an_enrolment_marked_here_goes_up_and_is_marked_sent(world: World) -> None:
    """R6.1: the mark queues itself; once the platform has it, undoing is refused."""
    desk = make_desk(ApplicationState.ACCEPTED)
    with transaction() as session:
        candidate = session.merge(desk.candidate)
        candidate.birth_date = MONDAY.date().replace(year=2006)
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
        one_pass()
    db.session.rollback()
    assert db.session.scalars(select(Enrolment.sent_at)).all() == [MONDAY]
    assert [told.candidate_number for told in world.platform.told] == [desk.candidate.candidate_number]
    with clock_at(MONDAY):
        actions.cancel_enrolment(desk.author, desk.application.id, reason="Désistement")
        one_pass()
    assert [told.state for told in world.platform.told] == [1, 3]
    db.session.rollback()
    assert db.session.scalars(select(Enrolment.sent_at)).all() == [None]


@pytest.mark.parametrize("fault", [Fault.TAKEN_CLOSED, Fault.TAKEN_HALF, Fault.TAKEN_ERROR])
def test_what_was_taken_without_an_answer_is_not_told_twice(world: World, fault: Fault) -> None:
    """R6.2: the platform is asked for the state it has before the entry is tried again."""
    world.queue(NUMBERS[0])
    world.queue(NUMBERS[1])
    world.platform.fail_after(1, fault)
    one_pass()
    assert [told.candidate_number for told in world.platform.told] == NUMBERS[:2]
    assert {row.status for row in entries()} == {"sent"}
    assert entries()[0].answer == "La plateforme l’avait déjà reçue."


def test_what_comes_in_doubt_after_the_question_is_asked_about_again(world: World) -> None:
    """R6.2: nothing arrived, the platform says so; told again it arrives, without an answer: asked, not told again."""
    world.queue(NUMBERS[0])
    world.platform.fail_after(1, Fault.CLOSED)  # the call with nobody in it goes well
    world.platform.fail_after(1, Fault.TAKEN_CLOSED)  # and so does the question
    one_pass()
    assert [told.candidate_number for told in world.platform.told] == NUMBERS[:1]
    assert [(row.status, row.answer) for row in entries()] == [("sent", "La plateforme l’avait déjà reçue.")]


def test_without_word_of_states_the_same_is_told_again(world: World) -> None:
    """formats, section 4: a state told twice changes nothing there, and nothing is lost."""
    world.platform.tells_states = False
    world.queue(NUMBERS[0])
    world.platform.fail_after(1, Fault.TAKEN_CLOSED)
    one_pass()
    assert [told.candidate_number for told in world.platform.told] == [NUMBERS[0]] * 2
    assert {(row.status, row.attempts) for row in entries()} == {("sent", 2)}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault.UNAUTHORIZED, "identifiant ou mot de passe refusé"),
        (Fault.SILENT, "Read timed out"),
        (Fault.UNAVAILABLE, "le service est en erreur"),
        (Fault.NOT_JSON, "pas du JSON"),
        (Fault.WRONG_SHAPE, "objet JSON"),
    ],
)
def test_a_platform_that_does_not_answer_is_left_alone(world: World, fault: Fault, says: str) -> None:
    """R6.2: nothing is claimed, nobody is to blame, the next pass sends it."""
    world.queue(NUMBERS[0])
    world.platform.fail_always(fault)
    run = one_pass()
    assert says in run.lines[0]
    assert [(row.status, row.attempts) for row in entries()] == [("queued", 0)]
    assert exchanges() == []
    db.session.rollback()
    assert [since and since.tzinfo for since in db.session.scalars(select(Connector.failed_since))] == [UTC]
    world.platform.fail_always(None)
    one_pass()
    assert [(row.status, row.attempts) for row in entries()] == [("sent", 1)]


def test_three_without_an_answer_end_the_pass(world: World) -> None:
    """R6.2: they wait, as perhaps received; the log says why."""
    for number in NUMBERS:
        world.queue(number)
    world.platform.fail_after(1, *[Fault.CLOSED] * 3)
    run = one_pass()
    assert "la liaison s’est interrompue" in run.lines[0]
    assert [(row.status, row.maybe_received) for row in entries()] == [("queued", True)] * 3 + [
        ("queued", False)
    ]
    assert [(one.state, one.counts["sent"]) for one in exchanges()] == [("failed", 0)]
    one_pass()
    assert {row.status for row in entries()} == {"sent"}
    assert len(world.platform.told) == 4


def test_what_the_platform_refuses_stays_with_its_reason(world: World) -> None:
    """R6.4: error per person; the others go."""
    builders.make_candidate(candidate_number="999")
    world.platform.refuses = {NUMBERS[0]: "Candidat inconnu pour cette formation"}
    for number in ("999", "998", *NUMBERS[:2]):
        world.queue(number)
    one_pass()
    without_date, nobody, refused, taken = entries()
    assert [row.status for row in entries()] == ["failed", "failed", "failed", "sent"]
    assert "date de naissance" in without_date.answer
    assert "effacées" in nobody.answer
    assert refused.answer == "Candidat inconnu pour cette formation"
    assert taken.candidate_number == NUMBERS[1]
    assert {(line.action, line.message) for line in lines()} >= {("failed", refused.answer)}
    assert exchanges()[0].counts == {"sent": 1, "failed": 3, "candidates": 4}


@pytest.mark.parametrize("before", [{"status": "sending"}, {"maybe_received": True}])
@pytest.mark.parametrize("reached", [True, False])
def test_what_may_have_arrived_is_never_taken_back(
    world: World, before: dict[str, Any], reached: bool
) -> None:
    """R6.2: a try died or had no answer; refused since (« déjà inscrit ») or not reached: its contrary goes up."""
    world.queue(NUMBERS[0], key="test:done")
    with transaction() as session:
        session.execute(update(UplinkEntry).values(attempts=1, **before))
    world.platform.refuses = {NUMBERS[0]: "Candidat déjà inscrit"}
    world.platform.fail_after(2, *[Fault.UNAUTHORIZED] * (not reached))
    one_pass()
    assert [(row.status, row.maybe_received) for row in entries()] == [
        ("failed" if reached else "queued", True)
    ]
    with transaction() as session:
        assert not uplink_queue.withdraw(session, "test:done", MONDAY)


def test_an_enrolment_that_may_have_arrived_is_cancelled_there(world: World) -> None:
    """R6.1: told without an answer, then refused: it is no more undone; cancelled, the platform is told."""
    desk = make_desk(ApplicationState.ACCEPTED)
    with transaction() as session:
        session.merge(desk.candidate).birth_date = MONDAY.date().replace(year=2006)
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
        with transaction() as session:
            session.execute(update(UplinkEntry).values(attempts=1, maybe_received=True))
        world.platform.refuses = {desk.candidate.candidate_number: "Candidat déjà inscrit"}
        one_pass()
        with pytest.raises(RuleViolation, match="enrolment_sent"):
            actions.undo_enrolment(desk.author, desk.application.id, reason="Désistement")
        actions.cancel_enrolment(desk.author, desk.application.id, reason="Désistement")
        world.platform.refuses = {}
        one_pass()
    assert [(row.platform_state, row.status) for row in entries()] == [(1, "failed"), (3, "sent")]


def test_what_is_tried_again_during_the_pass_has_a_line_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.4: refused, somebody sends it again at once: the same pass tells it, once, and reports both."""
    world.platform.refuses = {NUMBERS[0]: "Candidat inconnu"}
    world.queue(NUMBERS[0])
    author, due = builders.make_account("registrar"), queries.due

    def once_refused(
        session: Session, centre_id: int, campaign_id: int, _now: datetime, most: int
    ) -> list[int]:
        if [row.status for row in entries()] == ["failed"]:
            world.platform.refuses = {}
            retry(author, Programme.id == world.programme.id, [entries()[0].id])
        return due(session, centre_id, campaign_id, clock.now(), most)

    monkeypatch.setattr(queries, "due", once_refused)
    one_pass()
    assert [(line.line, line.action) for line in lines()] == [(1, "failed"), (2, "sent")]
    assert (len(world.platform.told), [row.status for row in entries()]) == (1, ["sent"])
    assert [(one.state, one.counts["sent"]) for one in exchanges()] == [("done", 1)]


def test_the_command_sends_what_waits_and_says_so(world: World) -> None:
    """R6.2: `flask uplink run`; 1 when something could not be sent."""
    runner = world.app.test_cli_runner()
    world.queue(NUMBERS[0])
    done = runner.invoke(args=["uplink", "run"])
    assert (done.exit_code, done.output) == (0, "Transmises : 1.\n")
    world.queue(NUMBERS[1])
    world.platform.fail_always(Fault.UNAUTHORIZED)
    failed = runner.invoke(args=["uplink", "run"])
    assert failed.exit_code == 1
    assert "identifiant ou mot de passe refusé" in failed.output
    assert ": 1." in failed.output.splitlines()[-1]


@pytest.mark.parametrize("changes", [{"enabled": False}, {"tested_digest": "x"}, {"tested_digest": None}])
def test_nothing_leaves_before_the_connector_was_tested(app: Flask, changes: dict[str, Any]) -> None:
    """R7.3: the same for the platform."""
    with Platform(people=PEOPLE) as platform:
        world = connect(app, platform, **changes)
        admit(world, PEOPLE[0])
        world.queue(NUMBERS[0])
        one_pass()
        assert platform.connections == 0
        assert [row.status for row in entries()] == ["queued"]


@pytest.mark.parametrize("where", ["knock", "tell"])
def test_nothing_leaves_by_a_connector_that_was_suspended_during_the_pass(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """R7.3: nobody is told, nor asked about, with the settings and secrets of before; nothing is to blame."""
    for number in NUMBERS:
        world.queue(number)
    with transaction() as session:
        session.execute(update(UplinkEntry).values(attempts=1, maybe_received=where == "knock"))
    usual, author = getattr(Wire, where), builders.make_account("administrator")

    def meanwhile(*given: Any) -> Any:
        answer = usual(*given)
        switch(author, world.programme.centre_id, "platform", on=False)
        return answer

    monkeypatch.setattr(Wire, where, meanwhile)
    run = one_pass()
    told = 1 if where == "tell" else 0
    assert (world.platform.tests, len(world.platform.told), world.platform.connections) == (1, told, 1 + told)
    assert [row.status for row in entries()] == ["sent"] * told + ["queued"] * (4 - told)
    assert {row.attempts for row in entries()[told:]} == {1}
    assert run.lines == ["Envoi arrêté : le connecteur a été suspendu ou modifié entre-temps."]
    db.session.rollback()
    assert db.session.scalars(select(Connector.paused_until)).all() == [None]
