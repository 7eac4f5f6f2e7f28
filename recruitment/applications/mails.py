"""What the rooms of mail need to know of candidates: who they are."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate
from recruitment.mail.registry import Addressee, recipients


@recipients("candidate")
def candidates(session: Session, ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return the address and the name of each candidate; R2.8 is about what the CFA sees, not about them."""
    rows = session.execute(
        select(Candidate.id, Candidate.email, Candidate.first_name, Candidate.last_name).where(
            Candidate.id.in_(ids)
        )
    )
    return {row.id: Addressee(row.email or "", f"{row.first_name} {row.last_name}") for row in rows}
