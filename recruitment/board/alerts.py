"""What an administrator is warned of on the home page: somebody opens very many files."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from recruitment.accounts.models import Account
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.journal.models import AccessAlert
from recruitment.rules.vocabulary import Role

SHOWN = timedelta(days=1)


def alerts(user: Any, now: datetime) -> Iterator[Task]:
    """Yield a point for each person who opened more files in an hour than work asks for, since yesterday."""
    if user.role is not Role.ADMINISTRATOR:
        return
    statement = (
        select(AccessAlert.account_id, Account.display_name, func.max(AccessAlert.files).label("files"))
        .join(Account, Account.id == AccessAlert.account_id)
        .where(AccessAlert.at > now - SHOWN)
        .group_by(AccessAlert.account_id, Account.display_name)
        .order_by(AccessAlert.account_id)
    )
    if user.centre_id is not None:
        statement = statement.where(AccessAlert.centre_id == user.centre_id)
    for row in db.session.execute(statement):
        yield Task(
            f"{row.files} dossiers ouverts en une heure",
            f"{row.display_name}. C’est plus que le travail ne le demande : vérifiez avec la personne.",
            "eye",
            tone="attention",
            days=0,
            links=[Link("Voir ses consultations", f"/parametrage/consultations?collegue={row.account_id}")],
        )
