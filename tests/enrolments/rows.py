"""Rows of what comes after the reply, for tests that start from them."""

from recruitment.applications.models import Application, Candidate
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.enrolments.models import ReplyDiscrepancy
from tests.year_2025 import DECIDED_AT


def make_discrepancy(application: Application, facts: str = '[["reply", "none", "1"]]') -> int:
    """Make a discrepancy that waits: the platform has a reply, we have no contract. Return its id."""
    number = db.session.get_one(Candidate, application.candidate_id).candidate_number
    with transaction() as session:
        row = ReplyDiscrepancy(
            programme_id=application.programme_id,
            centre_id=application.centre_id,
            application_id=application.id,
            candidate_number=number,
            kind="missing_here",
            facts=facts,
            import_id=1,
            found_at=DECIDED_AT,
            seen_at=DECIDED_AT,
        )
        session.add(row)
        session.flush()
        return row.id
