"""What the second factor reads."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from recruitment.accounts.factors.models import Factor, KnownPlace


def has_factor(session: Session, account_id: int) -> bool:
    """Tell whether the account has a second factor at all."""
    return bool(session.scalar(select(exists().where(Factor.account_id == account_id))))


def is_known_place(session: Session, account_id: int, prefix: str, since: datetime) -> bool:
    """Tell whether the account gave its second factor from there, and came back lately."""
    place = exists().where(
        KnownPlace.account_id == account_id, KnownPlace.prefix == prefix, KnownPlace.seen_at > since
    )
    return bool(session.scalar(select(place)))
