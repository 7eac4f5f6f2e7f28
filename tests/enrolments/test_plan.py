"""What every home page asks is found from the enrolments, not among all applications of the centre."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from recruitment.core.database import db
from recruitment.enrolments import queries
from recruitment.programmes.models import Programme
from tests.asked import statements


def test_what_is_to_undo_is_found_from_the_enrolments(session: Session) -> None:
    """R6.1: the applications are then read one by one, by their own ids."""
    with statements() as asked:
        queries.by_programme(Programme.campaign_id == 1, queries.TO_UNDO)
    statement, values = asked[-1]
    if db.engine.dialect.name == "sqlite":
        explain, wanted = "EXPLAIN QUERY PLAN", "SEARCH application USING INTEGER PRIMARY KEY"
    else:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        explain, wanted = "EXPLAIN", "(id = enrolment.application_id)"
    plan = session.connection().exec_driver_sql(f"{explain} {statement}", values)
    assert wanted in " ".join(str(row) for row in plan)
