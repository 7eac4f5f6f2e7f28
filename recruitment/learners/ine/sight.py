"""What a person may read of requests and answers: the lines of those whom they may register (R8.3).

A request names registrations, an answer learners. A line that names nobody is read by who sent the file, and by those
to whom the whole centre is open.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from recruitment.accounts.access import programmes_where
from recruitment.core.database import db
from recruitment.labels.ine import failed
from recruitment.learners.access import writable_learners
from recruitment.learners.ine import queries
from recruitment.learners.models import Learner, Registration
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Permission

NAMED_BY = {queries.REQUEST: "registration", queries.ANSWER: "learner"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request or an answer as far as a person may read it: `counts` and `error` tell of no other lines."""

    id: int
    created_at: datetime
    state: str
    file_name: str | None
    school_year: int
    options: Mapping[str, Any]
    counts: Mapping[str, int]
    error: str | None
    lines: Sequence[Any]


class Sight:
    """The requests and the answers of a person's centre, as far as they may read them."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._whole = _registers_everywhere(user)
        self._ids: dict[str, frozenset[int]] = {}

    def latest(self, source: str) -> list[Seen]:
        """Return the latest of which something concerns the person."""
        centre_id = self._user.centre_id
        if self._whole:
            return [_seen(row, ()) for row in queries.exchanges(centre_id, source)]
        found: list[Seen] = []
        before = None
        while len(found) < queries.SHOWN and (rows := queries.exchanges(centre_id, source, before)):
            lines: dict[int, list[Any]] = {row.id: [] for row in rows}
            for line in queries.lines(list(lines), centre_id, source):
                lines[line.exchange_id].append(line)
            found.extend(filter(None, (self._part(row, lines[row.id]) for row in rows)))
            before = rows[-1].id
        return found[: queries.SHOWN]

    def one(self, exchange_id: int, source: str) -> Seen | None:
        """Return one, None where nothing of it concerns the person: that costs what one that is not there costs."""
        row = queries.exchange(exchange_id, self._user.centre_id, source)
        lines = queries.lines([exchange_id], self._user.centre_id, source)
        if self._whole:
            return None if row is None else _seen(row, lines)
        self._named(source)
        return None if row is None else self._part(row, lines)

    def _part(self, row: Any, lines: Sequence[Any]) -> Seen | None:
        """Return what is left of one, counted again."""
        ids, sent_it = self._named(row.source), row.account_id == self._user.id
        mine = []
        for line in lines:
            about = json.loads(line.payload).get(NAMED_BY[row.source])
            if about in ids or (about is None and sent_it):
                mine.append(line)
        if sent_it and len(mine) == len(lines) and (mine or _refused_unread(row)):
            return _seen(row, mine)
        if not mine:
            return None
        counts = Counter(line.action for line in mine)
        errors = sum(len(json.loads(line.payload)["errors"]) for line in mine if line.action == "refused")
        told = {**counts, "learners": counts["sent"]}
        return replace(_seen(row, mine), counts=told, error=failed(errors) if errors else None)

    def _named(self, source: str) -> frozenset[int]:
        if source not in self._ids:
            wanted = _registrations if source == queries.REQUEST else _learners
            self._ids[source] = frozenset(db.session.scalars(wanted(self._user)))
        return self._ids[source]


def _seen(row: Any, lines: Sequence[Any]) -> Seen:
    counted = (row.counts, row.error)
    return Seen(
        row.id, row.created_at, row.state, row.file_name, row.school_year, row.options, *counted, lines
    )


def _refused_unread(row: Any) -> bool:
    """Tell whether a file was given up without a line being read."""
    return row.state == "failed" and not row.counts.get("refused")


def _registers_everywhere(user: Any) -> bool:
    """Tell whether there is no programme of the centre where a person may not register."""
    others = select(Programme.id).where(
        Programme.centre_id == user.centre_id, ~programmes_where(user, Permission.ENROL)
    )
    return db.session.scalar(others.limit(1)) is None


def _registrations(user: Any) -> Any:
    """Return the statement of the registrations of the programmes where a person may register."""
    own = (Registration.centre_id == user.centre_id, programmes_where(user, Permission.ENROL))
    return select(Registration.id).join(Programme, Programme.id == Registration.programme_id).where(*own)


def _learners(user: Any) -> Any:
    """Return the statement of the learners that a person may complete, with those merged into them since."""
    mine = select(Learner.id).where(Learner.centre_id == user.centre_id, writable_learners(user))
    known = aliased(Learner)
    return select(known.id).where(or_(known.id.in_(mine), known.merged_into_id.in_(mine)))
