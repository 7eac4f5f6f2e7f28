"""The watch over offers: a season of answers has no breach, and each impossible state is found with its row."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.invariants.queries import all_breaches
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.contracts.desk import MONDAY, REPLY_UNTIL, clock_at
from tests.contracts.offers import ACCEPT, DECLINE, KEEP, make_offer, make_wish
from tests.invariants.unguarded import unguarded

UNBUILT = {"decision_is_told", "decision_in_the_journal"}  # the builders' decisions
AFTER = REPLY_UNTIL + timedelta(hours=9)


@pytest.fixture
def season(app: Flask) -> dict[str, int]:
    """Let candidates answer in every way, one of them not at all; give some ids by name."""
    accepted, kept, silent, declined = (make_offer() for _ in range(4))
    other = make_offer(accepted.candidate_id, elsewhere=True)
    former = make_offer(kept.candidate_id, elsewhere=True)
    wish = make_wish(State.SEEKING_CONTRACT, silent.candidate_id)
    with clock_at(MONDAY + timedelta(hours=1)):
        former.answer(KEEP)
        kept.answer(KEEP)
        accepted.answer(ACCEPT)
        declined.answer(DECLINE)
    with clock_at(AFTER):
        run_job(BY_NAME["sweep-offers"], started_by="command")
    return {
        "accepted": accepted.contract_id,
        "kept": kept.contract_id,
        "silent": silent.contract_id,
        "candidate": kept.candidate_id,
        "former": former.application.id,
        "left": other.application.id,
        "lost": wish.id,
    }


def found() -> set[tuple[str, str]]:
    """Return the breaches, by invariant and row."""
    session = db.session()
    hold_snapshot(session)
    return {(one.invariant, one.id) for one in all_breaches(session) if one.invariant not in UNBUILT}


def test_a_season_of_answers_has_no_breach(season: dict[str, int]) -> None:
    """R5.2 to R5.6, I10, I11, I13."""
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "row", "statement"),
    [
        (
            "accepted_leaves_none_open",
            "left",
            "UPDATE application SET state = 'seeking_contract' WHERE id = {left}",
        ),
        (
            "answered_in_time",
            "accepted",
            "UPDATE contract SET replied_at = '2025-06-05T22:00:00.000000Z' WHERE id = {accepted}",
        ),
        ("answered_in_time", "kept", "UPDATE contract SET replied_at = NULL WHERE id = {kept}"),
        (
            "no_early_expiry",
            "silent",
            "UPDATE contract SET ended_at = '2025-06-05T21:59:59.000000Z' WHERE id = {silent}",
        ),
        (
            "run_out_is_expired",
            "silent",
            "UPDATE contract SET status = 'pending', ended_at = NULL WHERE id = {silent}",
        ),
        ("answer_in_the_journal", "kept", "UPDATE contract SET status = 'expired' WHERE id = {kept}"),
    ],
)
def test_what_should_be_impossible_is_found(
    season: dict[str, int], name: str, row: str, statement: str
) -> None:
    """R5.4, R5.6, I10, I14."""
    with unguarded() as own:
        own.execute(text(statement.format(**season)))
    assert (name, str(season[row])) in found()


def test_two_accepted_offers_are_found(season: dict[str, int]) -> None:
    """I11: once its index is gone too."""
    with unguarded() as own:
        own.execute(text("DROP INDEX uq_application_accepted"))
        own.execute(text(f"UPDATE application SET state = 'accepted' WHERE id = {season['former']}"))
    assert ("one_accepted_offer", str(season["candidate"])) in found()


def test_an_answer_that_was_told_to_nobody_is_found(season: dict[str, int]) -> None:
    """I13."""
    with unguarded() as own:
        own.execute(text(f"DELETE FROM outbox WHERE event_key = 'contract:{season['silent']}:expire'"))
    assert {name for name, _row in found()} - {"guards_in_place"} == {"answer_is_told"}
