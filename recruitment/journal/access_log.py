"""The trace of who saw which candidate's contact details (I14); kept one year, apart from the journal, without a name.

A line per candidate and person: the file opened or printed, a list or an act that showed the details, an export that
held them. A list that shows the same details again to the same person soon after adds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, Table, bindparam, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import UTCDateTime
from recruitment.core.quick_read import QuickRead
from recruitment.core.transaction import transaction
from recruitment.journal.models import AccessAlert, AccessEntry

FILE, PRINT, LIST, ACT, EXPORT = "file", "print", "list", "act", "export"
SAME_LOOK = timedelta(minutes=15)  # a list sorted, paged or refreshed is one look
MOST_FILES, WITHIN = 200, timedelta(hours=1)  # more than a person reads

_ENTRY = cast("Table", AccessEntry.__table__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and by which login: the login says from where."""

    account_id: int
    login_id: int | None = None


def note_access(reader: Reader, application: Any, kind: str) -> None:
    """Write that a person opened (`file`) or printed (`print`) a file, and whether they open very many."""
    now = clock.now()
    with transaction() as session:
        row = {**_common(reader, kind, now), "centre_id": application.centre_id}
        session.execute(insert(_ENTRY).values(application_id=application.id, **row))
        _watch(session, reader.account_id, application.centre_id, now)


def note_seen(reader: Reader, centre_id: int, application_ids: Sequence[int], kind: str = LIST) -> None:
    """Write that a list or an act showed the details of these files, unless it did a moment ago."""
    now = clock.now()
    fresh = _not_seen(reader, application_ids, kind, now)
    if not fresh:
        return
    common = {**_common(reader, kind, now), "centre_id": centre_id}
    with transaction() as session:
        session.execute(insert(_ENTRY), [{**common, "application_id": id_} for id_ in fresh])


def note_exported(session: Session, reader: Reader, shown: Select[*tuple[Any, ...]]) -> None:
    """Write, in the export's own transaction, a line for each file whose details leave with it.

    `shown` selects the centre and the id of those files.
    """
    centre_id, application_id = shown.selected_columns
    rows = shown.with_only_columns(
        literal(clock.now(), UTCDateTime()),
        literal(reader.account_id),
        centre_id,
        application_id,
        literal(EXPORT),
        literal(reader.login_id, Integer),
        maintain_column_froms=True,
    )
    columns = ["at", "account_id", "centre_id", "application_id", "kind", "login_id"]
    session.execute(insert(_ENTRY).from_select(columns, rows))


def _common(reader: Reader, kind: str, now: datetime) -> dict[str, Any]:
    return {"at": now, "account_id": reader.account_id, "login_id": reader.login_id, "kind": kind}


_LATELY = QuickRead(
    select(_ENTRY.c.application_id).where(
        _ENTRY.c.account_id == bindparam("account"),
        _ENTRY.c.at > bindparam("since", type_=UTCDateTime),
        _ENTRY.c.kind == bindparam("kind"),
    )
)


def _not_seen(reader: Reader, ids: Sequence[int], kind: str, now: datetime) -> Sequence[int]:
    """Return the files that this person has not just seen in the same way."""
    if not ids:
        return ids
    seen = {row[0] for row in _LATELY.rows(account=reader.account_id, since=now - SAME_LOOK, kind=kind)}
    return [id_ for id_ in ids if id_ not in seen]


def _watch(session: Session, account_id: int, centre_id: int, now: datetime) -> None:
    """Leave an alert, once an hour, for whoever opens more files than work asks for."""
    files = session.scalar(
        select(func.count(_ENTRY.c.application_id.distinct())).where(
            _by(account_id, now - WITHIN), _ENTRY.c.kind.in_((FILE, PRINT))
        )
    )
    if (files or 0) <= MOST_FILES:
        return
    told = exists().where(AccessAlert.account_id == account_id, AccessAlert.at > now - WITHIN)
    if not session.scalar(select(told)):
        session.execute(
            insert(AccessAlert).values(at=now, account_id=account_id, centre_id=centre_id, files=files)
        )


def _by(account_id: int, since: datetime) -> ColumnElement[bool]:
    return (_ENTRY.c.account_id == account_id) & (_ENTRY.c.at > since)
