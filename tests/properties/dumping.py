"""The whole of a database in words that do not depend on the engine: ids become natural keys (I25)."""

import json
from typing import Any, TypeAlias

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from recruitment.core.database import Base

Dumped: TypeAlias = dict[str, list[str]]

#: What means nothing: chance, the machine, and how many statements a change took (triggers count them on
#: PostgreSQL, rows on SQLite; a board asks only whether the version is another one).
LEFT_OUT = {
    "job_lease": {"holder"},
    "job_run": {"holder"},
    "programme": {"board_version"},
    "mail_route": {"installation"},
}
NOT_DUMPED = {
    "journal_chain", "import_row", "login", "login_attempt", "number_search", "account",
    "candidate_visit", "candidate_attempt", "pre_registration_visit",
    "factor", "backup_code", "mail_code", "known_place",  # sealed by chance, on the machine's own time
}  # fmt: skip
HASHES = {"prev_hash", "hash", "password_hash"}
TIES = {
    "campaign_id": "campaign",
    "centre_id": "training_centre",
    "programme_id": "programme",
    "candidate_id": "candidate",
    "application_id": "application",
    "contract_id": "contract",
    "account_id": "account",
    "actor_id": "account",
    "decided_by_id": "account",
    "entered_by_id": "account",
    "ended_by_id": "account",
    "answered_by_id": "account",
    "made_by_id": "account",
    "withdrawn_by_id": "account",
    "author_id": "account",
    "done_by_id": "account",
    "undone_by_id": "account",
    "settled_by_id": "account",
    "siret_settled_by_id": "account",
    "import_id": "import_run",
    "source_id": "enrolment",  # of what goes up: here only enrolments tell
    "chain": "training_centre",
}
INSIDE = {
    "application": "application",
    "contract": "contract",
    "programme": "programme",
    "import": "import_run",
    "request": "regional_request",
    "reason_id": "refusal_reason",
    "application_id": "application",
    "contract_id": "contract",
    "request_id": "regional_request",
    "import_id": "import_run",
}


class Dump:
    """Reads a database, each row under its natural key."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, dict[int, str]] = {}
        for name, columns in (
            ("campaign", ("year",)),
            ("training_centre", ("uai",)),
            ("programme", ("code",)),
            ("candidate", ("candidate_number",)),
            ("account", ("email",)),
            ("application", ("programme_id", "candidate_id")),
            ("contract", ("application_id",)),
            ("enrolment", ("application_id",)),
            ("import_run", ()),
            ("regional_request", ("programme_id", "kind")),
            ("refusal_reason", ("centre_id", "label", "needs_details")),
        ):
            self._name(name, columns)

    def whole(self) -> Dumped:
        """Return every table as sorted lines of text."""
        return {
            name: sorted(self._line(table, row) for row in self._session.execute(select(table)))
            for name, table in sorted(Base.metadata.tables.items())
            if name not in NOT_DUMPED
        }

    def _name(self, name: str, columns: tuple[str, ...]) -> None:
        """Name the rows of a table; those that share a name are numbered in their order."""
        table, seen = Base.metadata.tables[name], dict[str, int]()
        names = self._names[name] = {}
        for row in self._session.execute(select(table).order_by(table.c.id)):
            key = "/".join(str(self._value(column, row._mapping[column])) for column in columns)
            seen[key] = seen.get(key, 0) + 1
            names[row.id] = f"{key}#{seen[key]}"

    def _line(self, table: Table, row: Row[*tuple[Any, ...]]) -> str:
        values = row._mapping
        told = {
            column.name: self._value(column.name, values[column.name])
            for column in table.columns
            if column.name not in HASHES | LEFT_OUT.get(table.name, set())
            and (column.name != "id" or table.name in self._names)
        }
        if "id" in told:
            told["id"] = self._names[table.name].get(values["id"], values["id"])
        for name in ("event_key", "recipient"):
            if name in told:
                told[name] = self._parts(told[name])
        if told.get("actor_kind") == "candidate":
            told["actor_id"] = self._names["candidate"].get(values["actor_id"], "?")
        return json.dumps(told, sort_keys=True, default=str)

    def _value(self, column: str, value: Any) -> Any:
        if column in TIES:
            return self._names.get(TIES[column], {}).get(value, value)
        if column in ("details", "payload", "result", "counts"):
            return self._inside(json.loads(value) if isinstance(value, str) else value)
        return value

    def _inside(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._inside(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._names[INSIDE[name]].get(one, one)
            if name in INSIDE and isinstance(one, int)
            else sorted(self._names["application"].get(id_, "?") for id_ in one)
            if name == "withdrawn"
            else self._inside(one)
            for name, one in value.items()
            if name not in ("programmes", "attempts")
        }

    def _parts(self, text: str) -> str:
        """Name the ids of `application:12:refuse` and `candidate:7`."""
        parts = text.split(":")
        if parts[0] in self._names and len(parts) > 1 and parts[1].isdigit():
            parts[1] = self._names[parts[0]].get(int(parts[1]), parts[1])
        return ":".join(parts)


def dump(session: Session) -> Dumped:
    """Return the whole of a database, the same on both engines for the same past."""
    return Dump(session).whole()


def differences(one: Dumped, other: Dumped) -> str:
    """Say where two dumps differ."""
    told = []
    for name in sorted(one.keys() | other.keys()):
        left, right = set(one.get(name, ())), set(other.get(name, ()))
        told += [f"{name} - {line}" for line in sorted(left - right)]
        told += [f"{name} + {line}" for line in sorted(right - left)]
        if left == right and len(one.get(name, ())) != len(other.get(name, ())):
            told.append(f"{name}: {len(one[name])} rows, {len(other[name])} rows")
    return "\n".join(told)
