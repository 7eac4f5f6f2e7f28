"""Write what an act decided of a learner: the row, its guardians, the registration. Called inside a transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import AdmittedGuardian
from recruitment.core.text import fold
from recruitment.learners.models import Learner, LearnerGuardian, Registration
from recruitment.learners.people import ADDRESS, CONTACT, FIELDS, GUARDIAN, POSITIONS, SCHOOLING, derived
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import ine as check_ine

Guardians = dict[int, dict[str, Any]]
UNSYNCHRONISED = {"synchronize_session": False}


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
    return int(session.scalars(insert(Learner).values(**row).returning(Learner.id)).one())


def change_learner(session: Session, row: Any, changes: Mapping[str, Any], now: datetime) -> list[str]:
    """Write what changes of a learner; return the fields that did."""
    changed = {field: value for field, value in changes.items() if getattr(row, field) != value}
    if not changed:
        return []
    values = {**{field: getattr(row, field) for field in FIELDS}, **changed}
    if "ine" in changed:
        origin = "platform" if changed["ine"] else None
        changed |= {"ine_origin": changed.get("ine_origin", origin), "ine_doubtful": doubtful(changed["ine"])}
    session.execute(
        update(Learner)
        .where(Learner.id == row.id)
        .values(**changed, **derived(values), version=Learner.version + 1, updated_at=now)
        .execution_options(**UNSYNCHRONISED)
    )
    return sorted(set(changed) & set(FIELDS))


def freshened(row: Any, incoming: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is taken without asking from a newer source of a person surely known.

    Who one is only fills blanks; how to reach one, and one's schooling, are replaced by what the source says.
    """
    taken = {field: incoming[field] for field in (*CONTACT, *SCHOOLING) if incoming[field] not in (None, "")}
    if any(incoming[field] for field in ("address_1", "address_2", "address_3", "town")):
        taken |= {field: incoming[field] for field in ADDRESS}
    blanks = {field: incoming[field] for field in FIELDS if getattr(row, field) in (None, "")}
    return {field: value for field, value in {**blanks, **taken}.items() if value not in (None, "")} | {
        field: taken[field] for field in ADDRESS if field in taken
    }


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
    rows = [
        {"learner_id": learner_id, "position": position, **one}
        for position, one in guardians.items()
        if any(one.values())
    ]
    if rows:
        session.execute(insert(LearnerGuardian), rows)


def joined_guardians(known: Guardians, incoming: Guardians) -> Guardians:
    """Return the guardians of a person surely known: the same ones freshened, others where there is room."""
    kept = {position: dict(one) for position, one in known.items()}
    for _position, one in sorted(incoming.items()):
        place = next((where for where, mine in kept.items() if _same_guardian(mine, one)), None)
        if place is None:
            place = next((where for where in POSITIONS if where not in kept), None)
        if place is not None:
            kept[place] = {**kept.get(place, {}), **{field: value for field, value in one.items() if value}}
            kept[place] = {field: kept[place].get(field) for field in GUARDIAN}
    return kept


def left_guardians(kept: Guardians, incoming: Guardians) -> int:
    """Return how many incoming guardians found no room."""
    return sum(not any(_same_guardian(mine, one) for mine in kept.values()) for one in incoming.values())


def _same_guardian(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return _guardian_name(one) == _guardian_name(other)


def _guardian_name(one: Mapping[str, Any]) -> str:
    return fold(f"{one.get('last_name') or ''} {one.get('first_name') or ''}")


def create_registration(session: Session, admitted: Any, learner_id: int, now: datetime) -> int:
    """Write the registration of somebody admitted; return its id."""
    row = {
        "centre_id": admitted.centre_id,
        "campaign_id": admitted.campaign_id,
        "programme_id": admitted.programme_id,
        "school_year": admitted.year,
        "learner_id": learner_id,
        "admitted_id": admitted.id,
        "admitted_version": admitted.version,
        "options": [],
        "findings": [],
        "created_at": now,
        "updated_at": now,
    }
    return int(session.scalars(insert(Registration).values(**row).returning(Registration.id)).one())


def standing_of(session: Session, admitted_ids: Iterable[int]) -> dict[int, Any]:
    """Return the standing registration of each of those admitted who has one."""
    rows = session.execute(
        select(*Registration.__table__.c).where(
            Registration.admitted_id.in_(list(admitted_ids)), Registration.cancelled_at.is_(None)
        )
    )
    return {row.admitted_id: row for row in rows}
