"""What the database holds of the candidates of a chunk of lines."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from recruitment.applications.erased import erased_numbers
from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.applications.personal_models import IdentityChange
from recruitment.core.database import utc_text
from recruitment.programmes.models import Programme
from recruitment.transfers.candidate_lines import CANDIDATE_FIELDS, GUARDIAN_FIELDS, Applied, Known, Wished

_CANDIDATE = Candidate.__table__.c
_GUARDIAN = Guardian.__table__.c
_APPLICATION = Application.__table__.c
_PROGRAMME = Programme.__table__.c
_CHANGE = IdentityChange.__table__.c


def programmes(session: Session, campaign_id: int, visible: ColumnElement[bool]) -> dict[str, Wished]:
    """Return the programmes of a campaign that one may import into, by code."""
    rows = session.execute(
        select(
            _PROGRAMME.code, _PROGRAMME.id, _PROGRAMME.centre_id, _PROGRAMME.examines, _PROGRAMME.exempt
        ).where(_PROGRAMME.campaign_id == campaign_id, visible)
    )
    return {row.code: Wished(row.id, row.centre_id, row.examines, row.exempt) for row in rows}


def ids_of(session: Session, campaign_id: int, numbers: Sequence[str]) -> Sequence[int]:
    """Return the ids of the candidates of those numbers who exist."""
    named = among_values(session)(_CANDIDATE.candidate_number, numbers)
    return session.scalars(select(_CANDIDATE.id).where(_CANDIDATE.campaign_id == campaign_id, named)).all()


def known(
    session: Session, campaign_id: int, numbers: Sequence[str], own: frozenset[int] | None = None
) -> Known:
    """Return the candidates of those numbers with their guardians and applications.

    With the ids of the importer's own programmes, say also who has no application in any of them.
    """
    fields = [_CANDIDATE[field] for field in CANDIDATE_FIELDS]
    among = among_values(session)
    candidates = {
        row.candidate_number: (row.id, tuple([_text(value) for value in row[1:]]))
        for row in session.execute(
            select(_CANDIDATE.id, *fields).where(
                _CANDIDATE.campaign_id == campaign_id, among(_CANDIDATE.candidate_number, numbers)
            )
        )
    }
    ids = [candidate[0] for candidate in candidates.values()]
    unknown = [number for number in numbers if number not in candidates]
    erased = erased_numbers(session, campaign_id, unknown)
    if not ids:
        return Known(candidates, {}, {}, erased=erased)
    applied = _applications(session, ids)
    at_home = {candidate_id for candidate_id, programme_id in applied if own is None or programme_id in own}
    elsewhere = {candidate_id for candidate_id, programme_id in applied if own and programme_id not in own}
    strangers = [] if own is None else [n for n, (id_, _) in candidates.items() if id_ not in at_home]
    shared = [n for n, (id_, _) in candidates.items() if id_ in at_home and id_ in elsewhere]
    kept = (_corrected(session, ids), erased)
    return Known(
        candidates, _guardians(session, ids), applied, frozenset(strangers), frozenset(shared), *kept
    )


def _corrected(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], tuple[str | None, str | None]]:
    """Return the last correction of each field of these candidates, with what the files said then."""
    among = among_values(session)
    rows = session.execute(
        select(_CHANGE.candidate_id, _CHANGE.field, _CHANGE.new_value, _CHANGE.file_value)
        .where(among(_CHANGE.candidate_id, ids))
        .order_by(_CHANGE.id)
    )
    return {(row.candidate_id, row.field): (row.new_value, row.file_value) for row in rows}


def _guardians(session: Session, ids: Sequence[int]) -> dict[tuple[int, int], tuple[str | None, ...]]:
    among = among_values(session)
    fields = [_GUARDIAN[field] for field in GUARDIAN_FIELDS]
    rows = session.execute(
        select(_GUARDIAN.candidate_id, _GUARDIAN.position, *fields).where(among(_GUARDIAN.candidate_id, ids))
    )
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def _applications(session: Session, ids: Sequence[int]) -> dict[tuple[int, int], Applied]:
    among = among_values(session)
    rows = session.execute(
        select(
            _APPLICATION.candidate_id,
            _APPLICATION.programme_id,
            _APPLICATION.id,
            _APPLICATION.state,
            _APPLICATION.confirmed_at,
        ).where(among(_APPLICATION.candidate_id, ids))
    )
    return {(row[0], row[1]): Applied(row.id, row.state, _text(row.confirmed_at)) for row in rows}


def among_values(session: Session) -> Callable[[ColumnElement[Any], Sequence[Any]], ColumnElement[bool]]:
    """Return how to look for many values at once: as one value, so that the statement stays the same."""
    if session.get_bind().dialect.name != "sqlite":
        return lambda column, values: column == any_(literal(list(values), ARRAY(column.type)))

    def listed(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        return column.in_(select(func.json_each(json.dumps(list(values))).table_valued("value").c.value))

    return listed


def _text(value: object) -> str | None:
    """Return a stored value as lines hold it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)
