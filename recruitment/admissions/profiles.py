"""Profiles of columns: a centre's own way of reading files whose headers nobody else has (R6.2)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.columns import BY_FIELD
from recruitment.admissions.headers import missing_fields, spelt
from recruitment.admissions.models import MappingProfile
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation

MOST_HEADERS = 300


def save(user: Any, name: str, headers: Mapping[str, str], submission: Submission | None = None) -> int:
    """Keep a profile under a name; the same name again is the same profile, changed.

    Raises RuleViolation(profile_incomplete) when the file could not be read with it.
    """
    kept = {spelt(header): field for header, field in headers.items() if spelt(header)}
    if any(field and field not in BY_FIELD for field in kept.values()) or len(kept) > MOST_HEADERS:
        raise RuleViolation("profile_incomplete")
    if missing_fields({field: None for field in kept.values() if field}):
        raise RuleViolation("profile_incomplete")
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["profile"])
        now = clock.now()
        values = {"headers": kept, "updated_at": now, "updated_by_id": user.id}
        profile_id = _named(session, user.centre_id, name)
        if profile_id is None:
            row = {"centre_id": user.centre_id, "name": name, **values}
            profile_id = session.execute(
                insert(MappingProfile).values(row).returning(MappingProfile.id)
            ).scalar_one()
        else:
            session.execute(
                update(MappingProfile)
                .where(MappingProfile.id == profile_id)
                .values(values)
                .execution_options(synchronize_session=False)
            )
        remember(session, submission, {"profile": profile_id}, now)
        return int(profile_id)


def remove(user: Any, profile_id: int) -> bool:
    """Delete a profile of the person's centre; lists already read keep what was read."""
    with transaction() as session:
        gone = session.execute(
            delete(MappingProfile)
            .where(MappingProfile.id == profile_id, MappingProfile.centre_id == user.centre_id)
            .returning(MappingProfile.id)
        ).first()
    return gone is not None


def _named(session: Session, centre_id: int, name: str) -> int | None:
    return session.scalar(
        select(MappingProfile.id)
        .where(MappingProfile.centre_id == centre_id, MappingProfile.name == name)
        .with_for_update()
    )
