"""What a programme tells its candidates (R5.8, R9.2): the action, and what its page reads."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Select, insert, select, update

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.message_models import ProgrammeMessage
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation

FIELDS = ("admitted", "searching", "support_sessions", "contact_phone", "contact_email")
_COLUMNS = (*(getattr(ProgrammeMessage, name) for name in FIELDS), ProgrammeMessage.updated_at)


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def messages_of(programme_id: int) -> Mapping[str, Any]:
    """Return what a programme tells its candidates, nothing at first, and as `shown` which state of it that is."""
    return _known(db.session.execute(_of(programme_id)).first())


def _of(programme_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(ProgrammeMessage.programme_id == programme_id)


def _known(row: Any) -> dict[str, Any]:
    if row is None:
        return dict.fromkeys(FIELDS) | {"shown": ""}
    return {name: getattr(row, name) for name in FIELDS} | {"shown": row.updated_at.isoformat()}


def set_messages(
    author: Author, programme_id: int, texts: Mapping[str, str | None], shown: str = ""
) -> list[str]:
    """Keep the texts, empty ones as none, and return which changed. The journal says which, not the words.

    Raises RuleViolation(stale_version) when a colleague changed what `shown` stands for.
    """
    wanted = {name: texts.get(name) or None for name in FIELDS}
    with transaction() as session:
        centre_id = session.execute(
            select(Programme.centre_id).where(Programme.id == programme_id).with_for_update()
        ).scalar_one()
        held = session.execute(_of(programme_id)).first()
        known = _known(held)
        changed = [name for name in FIELDS if known[name] != wanted[name]]
        if not changed:
            return []
        if known["shown"] != shown:
            raise RuleViolation("stale_version")
        now = clock.now()
        values = {**wanted, "updated_at": now, "updated_by_id": author.id}
        if held is None:
            session.execute(insert(ProgrammeMessage).values(programme_id=programme_id, **values))
        else:
            here = ProgrammeMessage.programme_id == programme_id
            session.execute(
                update(ProgrammeMessage)
                .where(here)
                .values(values)
                .execution_options(synchronize_session=False)
            )
        details = {"changed": changed}
        record(
            session,
            centre_id,
            Line("messages_changed", person(author.id), now, programme_id, details=details),
        )
    return changed
