"""R6.4: a reception is taken back as long as nothing was built on it; the pool is then what it was."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from recruitment.accounts.models import Account
from recruitment.admissions.difference import Difference
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.pool import take_in
from recruitment.admissions.records import FIELDS, GuardianRecord
from recruitment.admissions.undo import undo, why_kept
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import finish, open_exchange
from recruitment.exchanges.models import ExchangeLine
from recruitment.learners.models import Learner, Registration
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.admissions.lists import LATER, MOTHER, NOW, exchange_of, pool, record, take, without_reasons
from tests.forms import hidden_fields


@pytest.fixture
def programme(app: Flask) -> Programme:
    return builders.make_programme()


@pytest.fixture
def registrar(programme: Programme) -> Account:
    return builders.make_account(Role.REGISTRAR)


def state(programme: Programme) -> list[Any]:
    """Return all that the pool says, but for its versions and when it last changed."""
    rows = [
        (
            one.candidate_number,
            one.gone_at,
            one.gone_because,
            one.origin,
            one.search_text,
            one.bac_result_at,
            *(getattr(one, name) for name in FIELDS),
        )
        for one in pool(programme).values()
    ]
    guardians = db.session.execute(select(AdmittedGuardian.__table__).order_by(*AdmittedGuardian.__table__.c))
    return [*sorted(rows, key=str), *map(tuple, guardians)]


def test_new_changed_gone_and_back_are_all_undone(programme: Programme, registrar: Account) -> None:
    """R6.4, R6.6: each person is again as before the list."""
    take(programme, [record(1, guardian_1=MOTHER), record(2, email="i@exemple.fr"), record(3), record(4)])
    sixth = record(6, bac_result="second_round")
    take(programme, [record(1, guardian_1=MOTHER), record(2), record(3), sixth])
    before = state(programme)
    father = GuardianRecord(last_name="ROCHE", first_name="Mathieu")
    told = [
        record(1, last_name="ROCHÉ", birth_date=date(2006, 1, 1), gap_year=True, answered_at=LATER),
        record(2, guardian_1=father, guardian_2=MOTHER, situation=2),
        record(3, bac_result="failed", left_out="bac_failed"),
        record(4, bac_result="passed"),
        record(5),
        record(6, bac_result="passed"),
    ]
    exchange_id, found = take(programme, told, now=LATER)
    assert (found.new, found.changed, found.back, found.gone) == (1, 4, 1, 1)
    assert state(programme) != before
    assert pool(programme)["2500003"].bac_result == "failed", "why somebody left is kept"
    assert why_kept(db.session(), exchange_of(exchange_id)) is None
    undo(registrar, exchange_id, reason="Erreur de fichier")
    assert state(programme) == before
    assert (exchange_of(exchange_id).state, exchange_of(exchange_id).undo_reason) == (
        "undone",
        "Erreur de fichier",
    )
    with pytest.raises(RuleViolation, match="import_not_undoable"):
        undo(registrar, exchange_id, reason="Encore")


def test_a_list_from_before_the_reason_was_kept_is_undone_whole(
    programme: Programme, registrar: Account
) -> None:
    """R6.4, R7.2: its lines do not say why somebody had left; who is there again has no reason, the others have."""
    take(programme, [record(rank) for rank in range(1, 5)])
    second_round = record(3, bac_result="second_round", left_out="bac_second_round")
    take(programme, [record(1), record(2), second_round], now=LATER)
    before = state(programme)
    told = [record(1), record(3, bac_result="passed"), record(4)]
    exchange_id, found = take(programme, told, now=LATER)
    assert (found.gone, found.back) == (1, 2)
    without_reasons(exchange_id)
    undo(registrar, exchange_id, reason="Erreur de fichier")
    assert state(programme) == before
    assert [one.gone_because for one in pool(programme).values()] == [None, None, "bac", "cancelled"]


def test_not_once_somebody_changed_or_was_registered(programme: Programme, registrar: Account) -> None:
    """R6.4: the refusal says why, and nothing moves."""
    first, _ = take(programme, [record(1), record(2)])
    second, _ = take(programme, [record(1, town="Riom"), record(2)], now=LATER)
    with pytest.raises(RuleViolation) as refused:
        undo(registrar, first, reason="x")
    assert refused.value.details == {"why": "changed"}
    undo(registrar, second, reason="x")
    _register(programme, pool(programme)["2500002"])
    assert why_kept(db.session(), exchange_of(first)) == "built"
    before = state(programme)
    with pytest.raises(RuleViolation, match="import_not_undoable"):
        undo(registrar, first, reason="x")
    assert state(programme) == before
    third, _ = take(programme, [record(1), record(2), record(3)], now=LATER)
    _register(programme, pool(programme)["2500003"])
    with pytest.raises(RuleViolation) as refused:
        undo(registrar, third, reason="x")
    assert refused.value.details == {"why": "built"}


def test_what_the_page_offers_is_found_by_counting(
    programme: Programme, registrar: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6.4: offered or not as the act would say, without reading what each of 20 000 lines keeps."""
    monkeypatch.setattr("recruitment.admissions.undo._touched", None)
    first, _ = take(programme, [record(1), record(2)])
    same, _ = take(programme, [record(1), record(2)], now=LATER)
    assert why_kept(db.session(), exchange_of(first)) is None
    assert why_kept(db.session(), exchange_of(same)) == "nothing"
    second, _ = take(programme, [record(1, town="Riom"), record(2)], now=LATER)
    assert why_kept(db.session(), exchange_of(first)) == "changed"
    assert why_kept(db.session(), exchange_of(second)) is None
    with transaction() as session:
        session.execute(delete(ExchangeLine).where(ExchangeLine.exchange_id == second))
    assert why_kept(db.session(), exchange_of(second)) == "forgotten"


def test_the_page_says_why_a_reception_stays(
    client: FlaskClient, programme: Programme, registrar: Account
) -> None:
    """R6.4: no button that goes without a word; asked all the same, the refusal is shown."""
    exchange_id, _ = take(programme, [record(1)])
    address = f"/admis/import/{exchange_id}"
    builders.log_in(client, registrar)
    fields = hidden_fields(client.get(address).text, f"{address}/annulation")
    _register(programme, pool(programme)["2500001"])
    page = client.get(address).text
    assert "Annulation impossible. Des inscriptions ou des préinscriptions existent déjà" in page
    assert f'action="{address}/annulation"' not in page
    refused = client.post(f"{address}/annulation", data={**fields, "reason": "Essai"})
    assert (refused.status_code, refused.text.count("Annulation impossible.")) == (409, 1)
    bare = client.post(f"{address}/annulation", data={"csrf_token": fields["csrf_token"], "reason": "Essai"})
    assert bare.status_code == 422
    assert "Ce formulaire est incomplet" in bare.text


def _register(programme: Programme, one: Admitted) -> None:
    with transaction() as session:
        of = {"centre_id": programme.centre_id, "updated_at": NOW, "created_at": NOW}
        name = {"last_name": one.last_name, "first_name": "Inès", "sort_name": "x", "search_text": "x"}
        learner = Learner(match_key=f"k{one.id}", **of, **name)
        session.add(learner)
        session.flush()
        there = {"campaign_id": programme.campaign_id, "programme_id": programme.id, "school_year": 2025}
        session.add(
            Registration(learner_id=learner.id, admitted_id=one.id, options=[], findings=[], **of, **there)
        )


def test_a_list_of_several_programmes_is_undone_by_who_has_the_whole_centre(
    client: FlaskClient, programme: Programme, registrar: Account
) -> None:
    """R6.4: what the web service sent, programme by programme in one exchange; not by who is limited to one of them."""
    other = builders.make_programme()
    with transaction() as session:
        exchange = open_exchange(
            session, centre_id=programme.centre_id, campaign_id=programme.campaign_id, programme_id=None,
            direction="in", source="platform_pull", school_year=2025, account_id=None, state="applying", now=NOW,
        )  # fmt: skip
        total = Difference()
        for rank, one in enumerate((programme, other), start=1):
            found = take_in(session, exchange, one, [record(rank)], mode="replace", now=NOW)
            total.new += found.new
        finish(session, exchange, state="done", counts=total.counts(), now=NOW)
        address = f"/admis/import/{exchange.id}"
    builders.log_in(client, builders.make_account(Role.REGISTRAR, programmes=(programme,)))
    assert client.get(address).status_code == 404
    client.post("/deconnexion", data=hidden_fields(client.get("/deconnexion").text))
    builders.log_in(client, registrar)
    page = client.get(address).text
    assert "Toutes les formations" in page
    fields = hidden_fields(page, f"{address}/annulation")
    assert client.post(f"{address}/annulation", data={**fields, "reason": "Essai"}).status_code == 303
    assert (pool(programme), pool(other)) == ({}, {})
