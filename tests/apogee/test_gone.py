"""R6.7, R7.2: who has left the list is still told about: the latest word is what Apogée holds."""

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask

from recruitment.accounts.models import Account
from recruitment.admissions.difference import Difference
from recruitment.admissions.undo import undo
from recruitment.apogee.wishes import wanted
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.admissions.lists import LATER, NOW, exchange_of, pool, record, take, without_reasons
from tests.apogee.world import RESULTS, World, admit, opened_world, place, send


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Give the world, the results known for two days."""
    with opened_world(app) as opened, time_machine.travel(NOW, tick=False):
        yield opened


@pytest.fixture
def registrar(world: World) -> Account:
    """Give who takes a list back."""
    return builders.make_account(Role.REGISTRAR, centre_id=world.centre_id)


def second_round(world: World) -> str:
    """Have somebody leave the list for the second round; Apogée holds them as favourable."""
    number = admit(world.programme)
    told = record(1, candidate_number=number, bac_result="second_round", left_out="bac_second_round")
    take(world.programme, [told], source="platform_file")
    send()
    assert world.apogee.code_of(number) == "F"
    return number


def state(world: World, number: str) -> tuple[object, ...]:
    """Return what is known of why somebody is out of the list."""
    one = pool(world.programme)[number]
    why = (one.situation, one.bac_result, one.bac_result_at, one.gone_because)
    return (*why, one.gone_at, one.gone_exchange_id)


def changed_once(found: Difference, again: Difference) -> bool:
    """Tell whether one word changed somebody, nobody is back or goes again, and the same word changes nothing."""
    first = (found.changed, found.candidates, found.back, found.gone, found.left_out)
    return (*first, again.changed, again.left_out) == (1, 1, 0, 0, 0, 0, 1)


def test_who_fails_the_second_round_becomes_unfavourable(world: World, registrar: Account) -> None:
    """R7.2: F until it is failed; the list goes on telling them without the baccalauréat (R6.7). Undone, F again."""
    number = second_round(world)
    before = state(world, number)
    failed = record(1, candidate_number=number, bac_result="failed", left_out="bac_failed")
    exchange_id, found = take(world.programme, [failed], source="platform_file", now=LATER)
    _, again = take(world.programme, [failed], source="platform_file", now=LATER)
    assert changed_once(found, again)
    assert state(world, number) == (1, "failed", LATER, "bac", *before[4:])
    send()
    assert world.apogee.code_of(number) == "D"
    undo(registrar, exchange_id, reason="Erreur de fichier")
    assert (state(world, number), exchange_of(exchange_id).state) == (before, "undone")
    send()
    assert (world.apogee.code_of(number), world.apogee.problems) == ("F", [])


def test_who_resigns_during_the_second_round_becomes_unfavourable(world: World, registrar: Account) -> None:
    """R7.2: a confirmed wish cancelled is D at once, by the platform's push as by a list. Undone, F again."""
    number = second_round(world)
    before = state(world, number)
    resigned = record(1, candidate_number=number, situation=3)
    push = partial(take, world.programme, mode="merge", source="platform_push", now=LATER)
    (exchange_id, found), (_, again) = push([resigned]), push([resigned])
    assert changed_once(found, again)
    assert state(world, number) == (3, "second_round", before[2], "cancelled", *before[4:])
    send()
    assert world.apogee.code_of(number) == "D"
    undo(registrar, exchange_id, reason="Erreur de la plateforme")
    assert state(world, number) == before
    send()
    assert (world.apogee.code_of(number), world.apogee.problems) == ("F", [])


def test_who_was_absent_and_is_told_without_the_baccalaureat_has_cancelled_nothing(
    world: World, registrar: Account
) -> None:
    """R6.7, R7.2: D as the list had dropped them; F once it tells them in the second round. Undone, D again."""
    number = admit(world.programme)
    take(world.programme, [], source="platform_file")
    before = state(world, number)
    send()
    assert (before[3], world.apogee.code_of(number)) == ("cancelled", "D")
    told = record(1, candidate_number=number, bac_result="second_round", left_out="bac_second_round")
    exchange_id, found = take(world.programme, [told], source="platform_file", now=LATER)
    assert (found.changed, state(world, number)) == (1, (1, "second_round", LATER, "bac", *before[4:]))
    send()
    assert world.apogee.code_of(number) == "F"
    undo(registrar, exchange_id, reason="Erreur de fichier")
    assert state(world, number) == before
    send()
    assert (world.apogee.code_of(number), world.apogee.problems) == ("D", [])


def test_who_is_in_the_list_again_has_cancelled_nothing(world: World, registrar: Account) -> None:
    """R6.4, R7.2: a list that dropped them, written before migration 0029, is undone after it: F again."""
    number = admit(world.programme)
    exchange_id, _ = take(world.programme, [], source="platform_file")
    send()
    assert world.apogee.code_of(number) == "D"
    without_reasons(exchange_id)
    undo(registrar, exchange_id, reason="Erreur de fichier")
    send()
    assert (world.apogee.code_of(number), world.apogee.problems) == ("F", [])


def test_a_reason_counts_of_who_has_left_alone() -> None:
    """R7.2: whatever a row says, who is in the list is favourable."""
    row = {"programme_id": 1, "situation": 1, "answer": "yes", "bac_result": "unknown"}
    codes = [
        wish.code
        for gone_at in (None, NOW)
        for one in [SimpleNamespace(gone_at=gone_at, gone_because="cancelled", **row)]
        for wish in wanted([one], {1: place(1)}, [], RESULTS, LATER)
    ]
    assert codes == ["F", "D"]
