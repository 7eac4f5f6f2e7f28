"""Migration 0030: who is in the list has no reason for having left it, and who has left it has one."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from recruitment.core.database import db
from recruitment.rules.opi import Left
from tests import builders
from tests.admissions.lists import LATER, record, take
from tests.databases import flask

HELD = text("SELECT candidate_number, gone_at IS NULL, gone_because FROM admitted ORDER BY candidate_number")
REASON = text("UPDATE admitted SET gone_because = :why WHERE candidate_number = :number")


def test_rows_are_mended_then_held(app: Flask, database_url: str) -> None:
    """R6.4, R7.2: what the undoing of an older list has left, on both engines; nothing is lost on the way down."""
    programme = builders.make_programme()
    second_round = record(3, bac_result="second_round", left_out="bac_second_round")
    take(programme, [record(rank) for rank in range(1, 5)])
    take(programme, [record(1), second_round], now=LATER)
    db.session.rollback()
    db.engine.dispose()
    wanted = [
        ("2500001", True, None),
        ("2500002", False, Left.CANCELLED),
        ("2500003", False, Left.BAC),
        ("2500004", False, Left.CANCELLED),
    ]
    engine = create_engine(database_url)
    assert _rows(engine) == wanted
    flask("db", "downgrade", "0029", url=database_url)
    assert _rows(engine) == wanted
    with engine.begin() as connection:
        for number, why in (("2500001", "cancelled"), ("2500002", None), ("2500003", None)):
            connection.execute(REASON, {"number": number, "why": why})
    flask("db", "upgrade", url=database_url)
    assert _rows(engine) == wanted
    with engine.begin() as connection, pytest.raises(IntegrityError, match="left_only_when_gone"):
        connection.execute(REASON, {"number": "2500001", "why": "cancelled"})
    engine.dispose()


def _rows(engine: Any) -> list[tuple[str, bool, str | None]]:
    with engine.connect() as connection:
        return [(number, bool(there), why) for number, there, why in connection.execute(HELD)]
