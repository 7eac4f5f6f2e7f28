"""I1, I4, I7, I10: what the database refuses by itself, whatever door the statement comes in by."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.core.clock import in_paris
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    REPLY_UNTIL,
    SIRET,
    Desk,
    clock_at,
    contracts_of,
    make_desk,
    paris,
    refused_by,
)


def raw_contract(desk: Desk, moment: str, **changes: Any) -> None:
    """Write a contract's row past the action."""
    entered_at = paris(moment)
    row = {
        "application_id": desk.application.id,
        "programme_id": desk.programme.id,
        "centre_id": desk.programme.centre_id,
        "campaign_id": desk.programme.campaign_id,
        "employer_name": "Maison Chastaing",
        "siret": SIRET,
        "entered_at": entered_at,
        "entered_local": in_paris(entered_at).strftime("%Y-%m-%dT%H:%M:%S"),
        "entered_by_id": desk.author.id,
        "status": "pending",
        "reply_until": REPLY_UNTIL,
        "reply_rule": "fixed_day",
        **changes,
    }
    with transaction() as session:
        session.execute(insert(Contract).values(row))


@pytest.mark.parametrize("moment", ["2025-05-27T00:00:00", "2025-05-27T00:59:59", "2025-03-30T00:30:00"])
def test_no_row_inside_the_lock(app: Flask, moment: str) -> None:
    """I4, R4.6."""
    with refused_by("locked_out"):
        raw_contract(make_desk(), moment)


@pytest.mark.parametrize("moment", ["2025-03-16T23:59:59", "2025-10-14T01:00:00"])
def test_no_row_outside_the_window(app: Flask, moment: str) -> None:
    """I4, R4.3."""
    with refused_by("outside_contract_window"):
        raw_contract(make_desk(), moment)


def test_the_hour_shown_is_the_hour_it_was(app: Flask) -> None:
    """I4: the text of Paris cannot lie about the instant."""
    with pytest.raises(IntegrityError, match="contract_local_time"):
        raw_contract(make_desk(), "2025-05-27T00:30:00", entered_local="2025-05-27T01:30:00")


@pytest.mark.parametrize("siret", ["9990123470001", "9990123470001A", "９" * 14, "0" * 14])
def test_no_siret_of_another_shape(app: Flask, siret: str) -> None:
    """I7: 14 ASCII digits, not zeros."""
    with pytest.raises(IntegrityError):
        raw_contract(make_desk(), "2025-05-26T14:32:00", siret=siret)


def test_no_second_active_contract(app: Flask) -> None:
    """I8: one per application."""
    with refused_by("already_contracted"):
        raw_contract(make_desk(ApplicationState.OFFER_PENDING), "2025-05-26T14:32:00")


@pytest.mark.parametrize(
    "change",
    [
        {"siret": "35600000000048"},
        {"employer_name": "Autre"},
        {"entered_at": MONDAY},
        {"reply_until": MONDAY},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_facts_of_a_contract_never_change(app: Flask, change: dict[str, Any]) -> None:
    """I10: SIRET, name, instant and deadline are what they were."""
    make_desk(ApplicationState.OFFER_PENDING)
    with pytest.raises(IntegrityError, match="contract_is_tied"), transaction() as session:
        session.execute(update(Contract).values(change))


def test_a_contract_is_never_deleted(app: Flask) -> None:
    """I10: kept in the history, whatever became of it."""
    make_desk(ApplicationState.OFFER_PENDING)
    with pytest.raises(IntegrityError, match="contract_is_kept"), transaction() as session:
        session.execute(delete(Contract))


def test_an_ended_contract_does_not_come_back(app: Flask) -> None:
    """I10: a final status never moves again."""
    make_desk(ApplicationState.WITHDRAWN_WITH_CONTRACT)
    with refused_by("contract_not_pending"), transaction() as session:
        session.execute(update(Contract).values(status="pending", ended_at=None, replied_at=None))


def test_the_capacity_holds_by_whatever_door(app: Flask) -> None:
    """I1, R4.5: the CHECK on the seats that triggers count."""
    desk = make_desk(capacity=1)
    with clock_at(MONDAY):
        desk.enter()
    other = builders.make_application(programme=desk.programme)
    with refused_by("capacity_reached"), transaction() as session:
        session.execute(update(Application).where(Application.id == other.id).values(state="offer_pending"))


def test_the_capacity_never_goes_under_the_contracts(app: Flask) -> None:
    """R4.9, I1: neither lower nor unknown."""
    desk = make_desk(capacity=1)
    with clock_at(MONDAY):
        desk.enter()
    for capacity in (0, None):
        with refused_by("capacity_reached"), transaction() as session:
            session.execute(update(Programme).values(capacity=capacity))
    assert len(contracts_of(desk.programme.id)) == 1


def test_a_page_that_is_looked_at_writes_nothing(app: Flask) -> None:
    """A write outside a transaction of an action is refused by the engine itself."""
    desk = make_desk()
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        db.session.execute(text("DELETE FROM contract"))
    db.session.rollback()
    assert contracts_of(desk.programme.id) == []
