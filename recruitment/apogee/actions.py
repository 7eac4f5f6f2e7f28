"""What people do about Apogée: set where programmes are there, keep profiles of files, ask to send again (R7.1)."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from recruitment.apogee.layouts import BUILT_IN, Layout
from recruitment.apogee.models import OpiProfile, OpiProgramme, OpiRow
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Connector
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation

_QUIET = {"synchronize_session": False}


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def set_place(author: Author, programme_id: int, codes: Mapping[str, str | None], version: int) -> None:
    """Keep the VET of a programme. Raises RuleViolation(stale_version) when a colleague changed them meanwhile."""
    with transaction() as session:
        programme = session.execute(
            select(Programme.id, Programme.centre_id).where(Programme.id == programme_id).with_for_update()
        ).one()
        row = session.get(OpiProgramme, programme_id)
        if (row.version if row else 0) != version:
            raise RuleViolation("stale_version")
        now = clock.now()
        if row is None:
            row = OpiProgramme(programme_id=programme_id, version=0)
            session.add(row)
        for name, code in codes.items():
            setattr(row, name, code)
        row.version, row.updated_at, row.updated_by_id = version + 1, now, author.id
        record(session, programme.centre_id, Line("opi_place_changed", person(author.id), now, programme_id))


def save_profile(
    author: Author, centre_id: int, profile_id: int | None, name: str, layout: Layout, version: int
) -> int:
    """Keep a profile of flat files; return its id. Raises RuleViolation: profile_name_taken, stale_version."""
    with transaction() as session:
        same = select(OpiProfile.id).where(OpiProfile.centre_id == centre_id, OpiProfile.name == name)
        taken = session.scalar(same.with_for_update())
        if name in BUILT_IN or taken not in (None, profile_id):
            raise RuleViolation("profile_name_taken", name=name)
        now = clock.now()
        row = _profile(session, centre_id, profile_id)
        if (row.version if row else 0) != version:
            raise RuleViolation("stale_version")
        if row is None:
            row = OpiProfile(centre_id=centre_id, version=0)
            session.add(row)
        row.name, row.layout, row.version = name, layout.kept(), version + 1
        row.updated_at, row.updated_by_id = now, author.id
        session.flush()
        record(
            session,
            centre_id,
            Line("opi_profile_changed", person(author.id), now, details={"profile": row.id}),
        )
        return row.id


def drop_profile(author: Author, centre_id: int, profile_id: int, submission: Submission) -> None:
    """Delete a profile of a centre; what was exported with it stays in the log."""
    with transaction() as session:
        if replay(session, submission) is not None:
            return
        now = clock.now()
        gone = session.execute(
            delete(OpiProfile)
            .where(OpiProfile.centre_id == centre_id, OpiProfile.id == profile_id)
            .execution_options(**_QUIET)
        )
        details = {"profile": profile_id, "deleted": True}
        if gone.rowcount:  # type: ignore[attr-defined]
            record(session, centre_id, Line("opi_profile_changed", person(author.id), now, details=details))
        remember(session, submission, {}, now)


def _profile(session: Session, centre_id: int, profile_id: int | None) -> OpiProfile | None:
    if profile_id is None:
        return None
    found = session.get(OpiProfile, profile_id, with_for_update=True)
    return found if found is not None and found.centre_id == centre_id else None


def retry(author: Author, centre_id: int, condition: ColumnElement[bool], submission: Submission) -> int:
    """Have what was refused, or waits, go with the next pass; return how many. `condition` is on `opi_row`."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["rows"])
        now = clock.now()
        ids: Sequence[Any] = session.scalars(
            select(OpiRow.id)
            .where(OpiRow.centre_id == centre_id, OpiRow.status.in_(("failed", "queued")), condition)
            .order_by(OpiRow.id)
            .with_for_update()
        ).all()
        session.execute(
            update(OpiRow)
            .where(OpiRow.id.in_(ids))
            .values(status="queued", attempts=0, next_try_at=clock.wall(), updated_at=now)
            .execution_options(**_QUIET)
        )
        if ids:
            _wake(session, centre_id)
            record(
                session, centre_id, Line("opi_retried", person(author.id), now, details={"rows": len(ids)})
            )
        remember(session, submission, {"rows": len(ids)}, now)
        return len(ids)


def _wake(session: Session, centre_id: int) -> None:
    """Let Apogée be called again at once."""
    session.execute(
        update(Connector)
        .where(Connector.centre_id == centre_id, Connector.kind == "apogee")
        .values(paused_until=None)
        .execution_options(**_QUIET)
    )
