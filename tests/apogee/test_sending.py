"""R7.1 to R7.3: what Apogée holds is what the screen shows, once, whatever goes wrong on the way."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from recruitment.apogee import soap
from recruitment.core.database import db
from recruitment.exchanges.models import Exchange, ExchangeLine
from tests.apogee.world import AFTER, JUNE, VET, admit, change, opened_world, send
from tests.neighbours.faults import Fault

SECOND = timedelta(seconds=1)


def test_a_person_and_their_wishes_go_once_and_again_when_they_change(app: Flask) -> None:
    """R7.1, R7.2: F before the results, D the day after, S with its category; the second round stays F."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        usual = admit(world.programme)
        failed = admit(world.programme, bac_result="failed")
        second = admit(world.programme, bac_result="second_round")
        conditional = admit(world.programme, answer="yes_if_3")
        cancelled = admit(world.programme, gone_at=JUNE, gone_because="cancelled")
        passed = admit(world.programme, gone_at=JUNE, gone_because="bac", bac_result="passed")
        admit(world.programme, situation=0)  # nobody's business
        send()
        held = {number: world.apogee.code_of(number) for number in world.apogee.people}
        assert held == {usual: "F", failed: "F", second: "F", conditional: "S", cancelled: "D", passed: "F"}
        wish = world.apogee.people[conditional]["wishes"]["CFA", "BTSEL3", "253"]
        assert (wish["codCatOuiSi"], wish["mtfCat"]) == ("REM", "REMEDIATION")
        assert world.apogee.people[usual]["fields"]["codNneIndOpi"] == "0494004062M"
        assert world.apogee.people[usual]["fields"]["libPr1IndOpi"] == "ELOISE"
        assert world.apogee.people[usual]["fields"]["dateNaiIndOpi"] == "09032007"

        send()
        assert len(world.apogee.taken) == 6, "nothing changed, nothing goes"
        clock.move_to(AFTER - SECOND)
        send()
        assert len(world.apogee.taken) == 6
        clock.move_to(AFTER)
        send()
        assert world.apogee.taken[6:] == [failed]
        assert [world.apogee.code_of(number) for number in (failed, second, usual)] == ["D", "F", "F"]
        change(second, bac_result="failed")
        change(usual, gone_at=AFTER, gone_because="cancelled")
        send()
        assert sorted(world.apogee.taken[7:]) == sorted([second, usual])
        assert {world.apogee.code_of(number) for number in (second, usual)} == {"D"}
        assert world.apogee.problems == []
        assert {row.status for row in world.rows().values()} == {"sent"}
        exchanges = db.session.scalars(select(Exchange).order_by(Exchange.id)).all()
        assert [(one.state, one.counts["sent"]) for one in exchanges] == [
            ("done", 6),
            ("done", 1),
            ("done", 2),
        ]


def test_the_description_of_the_service_is_read_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """R7.1: hundreds of persons go in one pass, each with a message of its own."""
    read, usual = [], soap._Wire.load

    def load(wire: soap._Wire, url: str) -> bytes:
        read.append(url)
        return usual(wire, url)

    monkeypatch.setattr(soap._Wire, "load", load)
    soap._description.cache_clear()
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        for _ in range(3):
            admit(world.programme)
        send()
        assert (len(world.apogee.taken), len(read)) == (3, 1)


def test_a_reply_that_changes_withdraws_the_vet_that_apogee_knew(app: Flask) -> None:
    """R7.1: oui si in 3 years becomes oui: the former VET is unfavourable, the new one favourable."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        number = admit(world.programme, answer="yes_if_3")
        send()
        change(number, answer="yes")
        send()
        wishes = world.apogee.people[number]["wishes"]
        assert {target: wish["codDecVeu"] for target, wish in wishes.items()} == {
            VET: "F",
            ("CFA", "BTSEL3", "253"): "D",
        }
        send()
        assert len(world.apogee.taken) == 2


def test_nothing_leaves_before_the_test_succeeded(app: Flask) -> None:
    """R7.3: not set, set but not tested, or set otherwise since; the rows are there and wait."""
    with opened_world(app, tested=False) as world, time_machine.travel(JUNE, tick=False):
        number = admit(world.programme)
        send()
        assert (world.apogee.asked, world.rows()[number].status) == ([], "queued")


def test_what_apogee_refuses_waits_for_a_person_and_the_others_go(app: Flask) -> None:
    """R7.1: a WebBaseException is kept in its words; the same message is not tried again by itself."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        refused, taken = admit(world.programme), admit(world.programme)
        world.apogee.refusals[refused] = "technical.data.nonunique.codOpiIntEpo"
        send()
        send()
        rows = world.rows()
        assert (rows[refused].status, rows[taken].status) == ("failed", "sent")
        assert rows[refused].answer == "technical.data.nonunique.codOpiIntEpo"
        assert len(world.apogee.asked) == 2
        change(refused, last_name="Durand")  # the message is another: it goes by itself
        world.apogee.refusals.clear()
        send()
        assert world.rows()[refused].status == "sent"
        lines = db.session.scalars(select(ExchangeLine.action).order_by(ExchangeLine.exchange_id)).all()
        assert sorted(lines) == ["refused", "sent", "sent"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.TAKEN_SILENT, "Read timed out"),
        (Fault.TAKEN_HALF, "la réponse s’arrête avant sa fin"),
        (Fault.TAKEN_CLOSED, "la liaison s’est interrompue"),
        (Fault.TAKEN_ERROR, "le service est en erreur (réponse 500)"),
        (Fault.NOT_JSON, "la réponse n’est pas du XML"),
        (Fault.UNAUTHORIZED, "identifiant ou mot de passe refusé par le service (réponse 401)"),
    ],
)
def test_without_an_answer_it_goes_again_until_it_is_there_once(app: Flask, fault: Fault, words: str) -> None:
    """R7.1: nothing is lost, and what was perhaps received is known to be in doubt."""
    with opened_world(app, seconds=0.2) as world, time_machine.travel(JUNE, tick=True) as clock:
        number = admit(world.programme)
        world.apogee.fail_always(fault)
        run = send()
        row = world.rows()[number]
        assert (row.status, row.sent_digest) == ("queued", None)
        assert words in f"{row.answer} {' '.join(run.lines)}"
        world.apogee.fail_always(None)
        send()
        assert world.rows()[number].status == "queued", "it waits its turn"
        clock.shift(timedelta(minutes=20))
        send()
        assert (world.rows()[number].status, world.apogee.code_of(number)) == ("sent", "F")
        assert len(world.apogee.people) == 1


@pytest.mark.parametrize(
    ("fault", "in_doubt"), [(Fault.REDIRECT, True), (Fault.UNAUTHORIZED, False), (Fault.REFUSED, False)]
)
def test_what_may_have_been_taken_is_told_again_even_when_it_is_taken_back_here(
    app: Flask, fault: Fault, in_doubt: bool
) -> None:
    """R7.1: behind a redirection it may have been taken; where Apogée surely took nothing, nothing has to go."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        number = admit(world.programme)
        send()
        before = world.rows()[number]
        change(number, gone_at=JUNE, gone_because="cancelled")
        world.apogee.fail(fault)
        send()
        row = world.rows()[number]
        assert (row.status, row.attempts) == ("queued", 0)
        assert (row.sent_digest, row.wishes == before.wishes) == (
            (None, False) if in_doubt else (before.sent_digest, True)
        )
        assert db.session.scalars(select(ExchangeLine.action).order_by(ExchangeLine.exchange_id)).all() == [
            "sent",
            "failed",
        ]
        change(number, gone_at=None, gone_because=None)
        clock.shift(timedelta(minutes=20))
        send()
        assert world.rows()[number].status == "sent"
        assert len(world.apogee.taken) == 1 + in_doubt
