"""The trace of who opened which file (I14); kept one year, apart from the journal, without a name."""

from typing import Any

from sqlalchemy import insert

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.models import AccessEntry


def note_access(account_id: int, application: Any, kind: str) -> None:
    """Write that a person opened (`file`) or printed (`print`) a file."""
    with transaction() as session:
        session.execute(
            insert(AccessEntry).values(
                at=clock.now(),
                account_id=account_id,
                centre_id=application.centre_id,
                application_id=application.id,
                kind=kind,
            )
        )
