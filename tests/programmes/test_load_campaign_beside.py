"""A calendar is loaded beside people who work in its campaign, on PostgreSQL, where both write at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from recruitment.core.database import db
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.actions import load_campaign
from tests import builders


@pytest.fixture
def engine_name() -> str:
    """SQLite has one writer at a time."""
    return "postgresql"


def test_a_calendar_does_not_wait_for_whoever_adds_a_candidate(session: Session) -> None:
    """Each would otherwise hold what the other asks for: the campaign, and the programmes of an import."""
    calendar = replace(builders.make_campaign().calendar(), contracts_until=date(2025, 10, 20))
    session.rollback()
    adding: Any = db.engine.raw_connection()
    try:
        adding.cursor().execute(
            "SELECT id FROM campaign FOR KEY SHARE"
        )  # as a new candidate's foreign key does
        assert load_campaign(calendar, OPERATOR).changed == ("contracts_until",)
    finally:
        adding.rollback()
        adding.close()
