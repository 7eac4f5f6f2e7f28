"""I2, I23: the watch finds a permit that was left behind, and somebody erased of whom something is still told."""

import sqlite3

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from recruitment.core.transaction import transaction
from recruitment.invariants.queries import all_breaches
from recruitment.journal.actions import SYSTEM
from recruitment.privacy.erasure import erase
from recruitment.rules.retention import Fate
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.invariants.unguarded import unguarded
from tests.year_2025 import REPLIED_AT

PERMIT = "INSERT INTO purge_permit (id, gone_before_commit) VALUES (1, 0)"


def found(session: Session) -> list[str]:
    session.rollback()
    return [breach.invariant for breach in all_breaches(session) if breach.invariant != "guards_in_place"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE candidate SET email = 'ines@exemple.fr'",
        "UPDATE candidate SET candidate_number = '1234567'",
        "INSERT INTO guardian (candidate_id, position, last_name) SELECT id, 1, 'Roche' FROM candidate",
    ],
)
def test_somebody_erased_of_whom_something_is_told_is_found(
    app: Flask, session: Session, statement: str
) -> None:
    file = builders.make_application(state=State.WITHDRAWN)
    with transaction() as own:
        erase(own, [file.candidate_id], Fate.ERASED, REPLIED_AT, SYSTEM)
    assert found(session) == []
    with transaction() as own:
        own.execute(text(statement))
    assert found(session) == ["erased_is_nobody"]


def test_a_permit_left_by_a_connection_that_is_not_ours_is_found(
    app: Flask, session: Session, database_url: str
) -> None:
    """A tool that checks no foreign key may leave one; then the watch tells."""
    url = make_url(database_url)
    if url.drivername == "sqlite":
        with sqlite3.connect(url.database or "") as raw:
            raw.execute(PERMIT)
        raw.close()
    else:
        with unguarded() as own:
            own.execute(text(PERMIT))
    assert found(session) == ["no_permit_left"]
