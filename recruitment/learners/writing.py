"""Write what an act decided of a learner: the row, its guardians, the registration. Called inside a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import AdmittedGuardian
from recruitment.core.text import fold
from recruitment.learners.models import Learner, LearnerGuardian, Registration
from recruitment.learners.people import FIELDS, GUARDIAN, Guardians, derived
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import ine as check_ine

# The rows as parameters, past the objects: a batch writes hundreds.
_LEARNERS, _REGISTRATIONS = cast("Table", Learner.__table__), cast("Table", Registration.__table__)
_NEW_LEARNER = insert(_LEARNERS).returning(_LEARNERS.c.id)
_NEW_REGISTRATION = insert(_REGISTRATIONS).returning(_REGISTRATIONS.c.id)
UNSYNCHRONISED = {"synchronize_session": False}
#: The register code of a town, and what it stands for.
_CODED = {"town_code": ("town", "postal_code"), "birth_town_code": ("birth_town",)}


def create_learner(session: Session, centre_id: int, values: Mapping[str, Any], now: datetime) -> int:
    """Write a new learner; return their id."""
    row = {
        **values,
        **derived(values),
        "ine_origin": "platform" if values["ine"] else None,
        "ine_doubtful": doubtful(values["ine"]),
        "centre_id": centre_id,
        "created_at": now,
        "updated_at": now,
    }
    return int(session.execute(_NEW_LEARNER, row).scalar_one())


def change_learner(session: Session, row: Any, changes: Mapping[str, Any], now: datetime) -> list[str]:
    """Write what changes of a learner; return the fields that did.

    The code of a town goes with the town: where `changes` does not say it too, it is emptied.
    """
    changed = {field: value for field, value in changes.items() if getattr(row, field) != value}
    changed |= dict.fromkeys(_stale(row, changes))
    if not changed:
        return []
    values = {**{field: getattr(row, field) for field in FIELDS}, **changed}
    if "ine" in changed:
        origin = changes.get("ine_origin", "platform") if changed["ine"] else None
        changed |= {"ine_origin": origin, "ine_doubtful": doubtful(changed["ine"])}
    session.execute(
        update(Learner)
        .where(Learner.id == row.id)
        .values(**changed, **derived(values), version=Learner.version + 1, updated_at=now)
        .execution_options(**UNSYNCHRONISED)
    )
    return sorted(set(changed) & set(FIELDS))


def _stale(row: Any, changes: Mapping[str, Any]) -> list[str]:
    """Return the codes that were those of another town; another spelling of its name is no other town."""
    return [
        code
        for code, named in _CODED.items()
        if code not in changes
        and getattr(row, code) is not None
        and any(
            fold(changes[field] or "") != fold(getattr(row, field) or "")
            for field in named
            if field in changes
        )
    ]


def doubtful(ine: str | None) -> bool:
    """Tell whether the key of an INE leaves a doubt."""
    try:
        return bool(ine) and check_ine(ine or "").doubtful
    except RuleViolation:
        return True


def guardians_of(session: Session, model: Any, owner: Any, ids: Sequence[int]) -> dict[int, Guardians]:
    """Return the guardians of several people by owner and position."""
    found: dict[int, Guardians] = {}
    for row in session.execute(select(*model.__table__.c).where(owner.in_(ids))):
        said = {field: getattr(row, field) for field in GUARDIAN}
        found.setdefault(getattr(row, owner.key), {})[row.position] = said
    return found


def admitted_guardians(session: Session, ids: Sequence[int]) -> dict[int, Guardians]:
    """Return the guardians that the platform wrote."""
    return guardians_of(session, AdmittedGuardian, AdmittedGuardian.admitted_id, ids)


def learner_guardians(session: Session, ids: Sequence[int]) -> dict[int, Guardians]:
    """Return the guardians of learners."""
    return guardians_of(session, LearnerGuardian, LearnerGuardian.learner_id, ids)


def write_guardians(session: Session, learner_id: int, guardians: Mapping[int, Mapping[str, Any]]) -> None:
    """Make these the guardians of a learner; one of whom nothing is said is none."""
    session.execute(
        delete(LearnerGuardian)
        .where(LearnerGuardian.learner_id == learner_id)
        .execution_options(**UNSYNCHRONISED)
    )
    add_guardians(session, learner_id, guardians)


def add_guardians(session: Session, learner_id: int, guardians: Mapping[int, Mapping[str, Any]]) -> None:
    """Write the guardians of a learner who has none yet."""
    rows = [
        {"learner_id": learner_id, "position": position, **one}
        for position, one in guardians.items()
        if any(one.values())
    ]
    if rows:
        session.execute(insert(LearnerGuardian), rows)


def create_registration(
    session: Session, admitted: Any, read: Mapping[str, str], learner_id: int, now: datetime
) -> int:
    """Write the registration of somebody admitted, with the digests of what was read of them; return its id."""
    row = {
        "centre_id": admitted.centre_id,
        "campaign_id": admitted.campaign_id,
        "programme_id": admitted.programme_id,
        "school_year": admitted.year,
        "learner_id": learner_id,
        "admitted_id": admitted.id,
        "admitted_version": admitted.version,
        "admitted_seen": dict(read),
        "options": [],
        "findings": [],
        "created_at": now,
        "updated_at": now,
    }
    return int(session.execute(_NEW_REGISTRATION, row).scalar_one())


def read_up_to(session: Session, registration_id: int, admitted: Any, read: Mapping[str, str]) -> None:
    """Say that a registration has read the pool up to now."""
    session.execute(
        update(Registration)
        .where(Registration.id == registration_id)
        .values(admitted_version=admitted.version, admitted_seen=dict(read))
        .execution_options(**UNSYNCHRONISED)
    )


def standing_of(session: Session, admitted_ids: Iterable[int]) -> dict[int, Any]:
    """Return the standing registration of each of those admitted who has one."""
    rows = session.execute(
        select(*Registration.__table__.c).where(
            Registration.admitted_id.in_(list(admitted_ids)), Registration.cancelled_at.is_(None)
        )
    )
    return {row.admitted_id: row for row in rows}
