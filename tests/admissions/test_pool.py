"""R6.2, R6.6, R6.7: a list goes into the pool whole; who is told no more leaves a tombstone, and nobody is lost."""

from flask import Flask
from sqlalchemy import select

from recruitment.admissions.models import AdmittedGuardian
from recruitment.admissions.records import GuardianRecord
from recruitment.applications.models import Candidate
from recruitment.core.database import db
from recruitment.exchanges.models import ExchangeLine
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.admissions.lists import LATER, MOTHER, NOW, pool, record, take


def test_a_list_comes_in_with_its_guardians_and_again_changes_nothing(app: Flask) -> None:
    """R6.2, R6.4: who came, their guardians, a line for each; the same list again is the same pool."""
    programme = builders.make_programme()
    father = GuardianRecord(last_name="ROCHE", first_name="Mathieu")
    records = [record(1, guardian_1=MOTHER, guardian_2=father), record(2, guardian_1=MOTHER), record(3)]
    exchange_id, found = take(programme, records)
    assert (found.candidates, found.guardians, found.new, found.live_before) == (3, 3, 3, 0)
    before = pool(programme)
    assert [(one.origin, one.imported_at, one.bac_result, one.answer) for one in before.values()] == [
        ("pull", NOW, "unknown", "yes")
    ] * 3
    lines = db.session.execute(
        select(ExchangeLine.line, ExchangeLine.action).where(ExchangeLine.exchange_id == exchange_id)
    )
    assert sorted(lines) == [(1, "new"), (2, "new"), (3, "new")]
    _, again = take(programme, records, now=LATER)
    assert (again.new, again.changed, again.gone, again.unchanged) == (0, 0, 0, 3)
    assert {one.version for one in pool(programme).values()} == {1}


def test_a_new_list_replaces_the_pool_and_keeps_what_it_does_not_say(app: Flask) -> None:
    """R6.6: changed, gone, back; an unsaid telephone stays, a tombstone keeps its row."""
    programme = builders.make_programme()
    take(programme, [record(1, mobile="06 39 98 00 09", guardian_1=MOTHER), record(2), record(3)])
    moved = record(1, town="Riom", guardian_1=GuardianRecord(email="claire@exemple.fr"))
    second, found = take(programme, [moved, record(3, situation=3)], now=LATER)
    assert (found.changed, found.gone, found.unchanged, found.left_out) == (1, 2, 0, 0)
    rows = pool(programme)
    assert (rows["2500001"].town, rows["2500001"].mobile) == ("Riom", "06 39 98 00 09")
    guardian = db.session.get_one(AdmittedGuardian, (rows["2500001"].id, 1))
    assert (guardian.last_name, guardian.email) == ("ROCHE", "claire@exemple.fr")
    assert [(one.gone_at, one.gone_exchange_id) for one in list(rows.values())[1:]] == [(LATER, second)] * 2
    _, third = take(programme, [record(2)], mode="merge", now=LATER)
    assert (third.back, third.changed, third.gone) == (1, 1, 0)
    assert pool(programme)["2500002"].gone_at is None


def test_why_a_list_holds_somebody_no_more_is_kept_as_it_was_then(app: Flask) -> None:
    """R6.7, R7.2: who passes the second round later has cancelled nothing; nothing is kept of who is back."""
    programme = builders.make_programme()
    take(programme, [record(1), record(2), record(3)])
    second_round = record(2, bac_result="second_round", left_out="bac_second_round")
    take(programme, [record(1), second_round], now=LATER)
    assert [one.gone_because for one in pool(programme).values()] == [None, "bac", "cancelled"]
    take(programme, [record(2, bac_result="passed"), record(3)], mode="merge", now=LATER)
    assert {one.gone_because for one in pool(programme).values()} == {None}


def test_who_waits_or_comes_twice_is_left_out(app: Flask) -> None:
    """R6.7: « Oui en attente » and those without the baccalauréat are told, and not taken."""
    programme = builders.make_programme()
    told = [
        record(1, situation=0),
        record(2, left_out="bac_failed"),
        record(3),
        record(4, candidate_number="2500003"),
    ]
    exchange_id, found = take(programme, told)
    assert (found.new, found.left_out) == (1, 3)
    asked = select(ExchangeLine.line, ExchangeLine.message).where(ExchangeLine.exchange_id == exchange_id)
    said = {line: str(message) for line, message in db.session.execute(asked)}
    assert said[2] == "Sans le baccalauréat."
    assert "déjà plus haut" in said[4]


def test_our_own_acceptances_and_the_platforms_list_do_not_drive_each_other_out(app: Flask) -> None:
    """R6.2, R6.6: a list of the platform says nothing of our own; when it knows them, its word is the fresher."""
    application = builders.make_application(state=ApplicationState.ACCEPTED)
    programme = db.session.get_one(Programme, application.programme_id)
    number = db.session.get_one(Candidate, application.candidate_id).candidate_number
    ours = record(1, candidate_number=number)
    take(programme, [ours], source="own_offers")
    assert pool(programme)[number].application_id == application.id
    _, found = take(programme, [record(2)], now=LATER)
    assert (found.gone, pool(programme)[number].gone_at) == (0, None)
    take(programme, [record(2), ours], now=LATER)
    assert pool(programme)[number].origin == "pull"
    _, found = take(programme, [record(2)], now=LATER)
    assert (found.gone, found.to_handle) == (1, 1), "a contract stands: somebody has to look"
    _, found = take(programme, [ours], source="own_offers", now=LATER)
    assert (found.unchanged, pool(programme)[number].gone_at) == (1, LATER)
