"""The reasons that a new centre starts with for refusing an application (R2.7); it may change its list."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from recruitment.applications.models import RefusalReason

#: The label, and whether a free text must come with it.
DEFAULT_REFUSAL_REASONS = (
    ("Projet sans lien avec la formation", False),
    ("Résultats insuffisants dans les matières clés", False),
    ("Prérequis de la formation non remplis", False),
    ("Dossier incomplet", False),
    ("Autre, à préciser", True),
)


def add_default_reasons(session: Session, centre_ids: Sequence[int]) -> None:
    """Give new centres their first list."""
    rows = [
        {"centre_id": centre_id, "label": label, "needs_details": needs_details, "position": position}
        for centre_id in centre_ids
        for position, (label, needs_details) in enumerate(DEFAULT_REFUSAL_REASONS, start=1)
    ]
    if rows:
        session.execute(insert(RefusalReason), rows)
