"""The connectors of a centre, with their secrets opened; nothing leaves before one was tested (R7.3).

What was tested is remembered by a fingerprint of all its settings, secrets included: others have not been.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any

from flask import current_app, has_request_context
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core import sealing
from recruitment.core.config import Settings
from recruitment.exchanges.models import Connector
from recruitment.exchanges.outgoing import Outgoing, OutgoingError, OutgoingSettings
from recruitment.rules.errors import RuleViolation

__all__ = [
    "ConnectorChanged",
    "ConnectorRefusedError",
    "Opened",
    "OutgoingError",
    "by_push",
    "check_unchanged",
    "client",
    "opened",
    "opened_ready",
    "ready",
    "register_test",
    "try_it",
]

PURPOSE = "connector"
SECONDS = 30.0
IN_A_REQUEST = 60.0  # seconds that a call may take there in all


class ConnectorRefusedError(Exception):
    """The neighbour answered, and it is a no; `sentence` says it in French."""

    def __init__(self, sentence: str) -> None:
        super().__init__("refused")
        self.sentence = sentence


class ConnectorChanged(Exception):  # noqa: N818 - somebody's decision, not a fault
    """The connector was suspended, or set otherwise, since it was opened: nothing more leaves by it (R7.3)."""

    sentence = "le connecteur a été suspendu ou modifié entre-temps"


@dataclass(frozen=True, slots=True)
class Opened:
    """A connector with its secrets; never kept, never written anywhere."""

    id: int
    centre_id: int
    kind: str
    enabled: bool
    settings: Mapping[str, Any]
    tested_at: datetime | None
    is_tested: bool
    fingerprint: str
    version: int
    secrets: Mapping[str, str] = field(repr=False)

    @property
    def ready(self) -> bool:
        """Tell whether something may leave by it: enabled, and tested with these very settings."""
        return self.enabled and self.is_tested

    @property
    def seconds(self) -> float:
        """Return how long an answer is waited for."""
        return float(self.settings.get("seconds") or SECONDS)


Test = Callable[[Opened, Outgoing], str]
_TESTS: dict[str, Test] = {}


def register_test(kind: str, function: Test) -> None:
    """Say how a kind of connector is tried: the function returns what it was told, a French sentence.

    It raises OutgoingError, or ConnectorRefusedError with what the neighbour has against it.
    """
    _TESTS[kind] = function


def try_it(connector: Opened) -> str:
    """Try a connector by its neighbour's own test. Raises OutgoingError, ConnectorRefusedError."""
    if connector.kind not in _TESTS:
        raise ConnectorRefusedError("Ce connecteur ne peut pas encore être essayé.")
    return _TESTS[connector.kind](connector, client(connector))


def opened(session: Session, centre_id: int, kind: str) -> Opened | None:
    """Return a connector of a centre with its secrets; None when it was never set."""
    row = session.scalars(
        select(Connector).where(Connector.centre_id == centre_id, Connector.kind == kind)
    ).first()
    return None if row is None else open_row(row)


def ready(session: Session, centre_id: int, kind: str) -> bool:
    """Tell whether a centre's connector is enabled, and was tested with its present settings (R7.3)."""
    found = opened(session, centre_id, kind)
    return found is not None and found.ready


def check_unchanged(session: Session, connector: Opened) -> None:
    """Raise ConnectorChanged unless a connector is enabled, and set, as it was when it was opened (R7.3)."""
    same = (Connector.id == connector.id, Connector.enabled, Connector.version == connector.version)
    if session.scalar(select(Connector.id).where(*same)) is None:
        raise ConnectorChanged


def opened_ready(session: Session, centre_id: int, kind: str) -> Opened:
    """Return a connector that may be used. Raises RuleViolation(connector_not_ready), R7.3."""
    found = opened(session, centre_id, kind)
    if found is None or not found.ready:
        raise RuleViolation("connector_not_ready", kind=kind)
    return found


def client(connector: Opened) -> Outgoing:
    """Return what calls a neighbour, by the installation's rules and the connector's patience.

    In a request somebody waits, and keeps one of the server's few threads: a call is cut earlier than in a job, and few
    are made at once.
    """
    settings: Settings = current_app.config["SETTINGS"]
    login, password = connector.settings.get("login"), connector.secrets.get("password")
    basic = (str(login), password or "") if connector.kind == "apogee" and login else None
    somebody_waits = has_request_context()
    longest = IN_A_REQUEST if somebody_waits else inf
    return Outgoing(
        OutgoingSettings(
            settings.connector_hosts,
            read_seconds=min(connector.seconds, longest),
            whole_seconds=min(4 * connector.seconds, longest),
            authority=settings.connector_ca,
            basic=basic,
            somebody_waits=somebody_waits,
        )
    )


def open_row(row: Connector) -> Opened:
    """Return a row with its secrets opened; those that cannot be are none, and it is then not tested either."""
    secrets = _unsealed(row)
    prints = fingerprints(row.settings, secrets)
    tested = row.tested_digest or ""
    return Opened(
        id=row.id,
        centre_id=row.centre_id,
        kind=row.kind,
        enabled=row.enabled,
        settings=dict(row.settings),
        tested_at=row.tested_at,
        is_tested=any(hmac.compare_digest(tested, one) for one in prints),
        fingerprint=prints[0],
        version=row.version,
        secrets=secrets,
    )


def seal(centre_id: int, kind: str, secrets: Mapping[str, str]) -> str | None:
    """Return the secrets of a connector as they are kept: opened in this centre's row alone."""
    if not any(secrets.values()):
        return None
    return sealing.seal(PURPOSE, json.dumps(dict(secrets)).encode(), _owner(centre_id, kind))


def fingerprints(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> list[str]:
    """Return what tells these settings from others: with the present key, then with the former ones."""
    text = json.dumps([dict(settings), dict(secrets)], sort_keys=True, ensure_ascii=False)
    return [one.hex() for one in sealing.macs(f"{PURPOSE} fingerprint", text)]


def push_hash(password: str) -> str:
    """Return how the password of a neighbour that calls us is kept: it is long and drawn by chance."""
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).hexdigest()


def by_push(session: Session, login: str, password: str) -> Connector | None:
    """Return the enabled connector that a neighbour identifies itself with, or None."""
    row = session.scalars(select(Connector).where(Connector.push_login == login)).first()
    known = row.push_hash if row is not None and row.push_hash and row.enabled else ""
    same = hmac.compare_digest(known, push_hash(password))
    return row if same else None


def _unsealed(row: Connector) -> dict[str, str]:
    if row.sealed is None:
        return {}
    try:
        found = json.loads(sealing.unseal(PURPOSE, row.sealed, _owner(row.centre_id, row.kind)))
    except sealing.UnreadableSecretError:
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _owner(centre_id: int, kind: str) -> str:
    return f"{centre_id}:{kind}"
