"""Acts upon connectors, and the taking of an exchange's detail: each told in the journal, never with a secret."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors
from recruitment.exchanges.connector_fields import origin, urls
from recruitment.exchanges.connectors import ConnectorRefusedError, Opened
from recruitment.exchanges.models import Connector, ExchangeLine
from recruitment.exchanges.outgoing import OutgoingError
from recruitment.journal.actions import Line, person, record
from recruitment.labels.exchanges import outgoing_remedy
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation

PUSH_BYTES = 32


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tried:
    """How a trial of a connector ended, in French."""

    succeeded: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class PushCredentials:
    """What a neighbour identifies itself with; no password when it was shown already."""

    login: str
    password: str = ""


def save(
    author: Author,
    centre_id: int,
    kind: str,
    settings: Mapping[str, Any],
    new_secrets: Mapping[str, str],
    version: int,
) -> bool:
    """Keep the settings of a connector; a secret that is not given stays. Return whether it must be tried (again).

    Raises RuleViolation: stale_version when a colleague changed them meanwhile; secret_of_another_host when a secret
    given for one host would go to another without being typed again.
    """
    with transaction() as session:
        row = _locked(session, centre_id, kind)
        now = clock.now()
        if (row.version if row else 0) != version:
            raise RuleViolation("stale_version")
        before = connectors.open_row(row) if row else None
        _check_hosts(kind, before, settings, new_secrets)
        merged = {**(before.secrets if before else {}), **new_secrets}
        changed = _changed(before, settings, new_secrets)
        if row is not None and not changed:
            return not connectors.open_row(row).is_tested
        if row is None:
            row = Connector(centre_id=centre_id, kind=kind, enabled=True, version=0)
            session.add(row)
        row.settings = dict(settings)
        row.sealed = connectors.seal(centre_id, kind, merged)
        row.version, row.updated_at, row.updated_by_id = version + 1, now, author.id
        session.flush()
        _tell(session, author, centre_id, "connector_changed", {"kind": kind, "changed": changed})
        return not connectors.open_row(row).is_tested


def test(author: Author, centre_id: int, kind: str) -> Tried:
    """Try a connector by calling its neighbour, outside any transaction, and keep how it ended (R7.3).

    Raises RuleViolation: connector_missing, stale_version (its settings changed during the trial).
    """
    found = connectors.opened(db.session(), centre_id, kind)
    if found is None:
        raise RuleViolation("connector_missing")
    db.session.rollback()
    tried = _try(found)
    with transaction() as session:
        row = _locked(session, centre_id, kind)
        if row is None or row.version != found.version:
            raise RuleViolation("stale_version")
        now = clock.now()
        row.test_answer = tried.sentence
        if tried.succeeded:
            row.tested_at, row.tested_by_id, row.tested_digest = now, author.id, found.fingerprint
            row.test_failed_at = None
        else:
            row.test_failed_at = now
        _tell(session, author, centre_id, "connector_tested", {"kind": kind, "succeeded": tried.succeeded})
    return tried


def switch(author: Author, centre_id: int, kind: str, *, on: bool) -> None:
    """Let a connector work, or stop it. Raises RuleViolation: connector_missing, connector_not_tested (R7.3)."""
    with transaction() as session:
        row = _locked(session, centre_id, kind)
        if row is None:
            raise RuleViolation("connector_missing")
        if on and not connectors.open_row(row).is_tested:
            raise RuleViolation("connector_not_tested")
        if row.enabled == on:
            return
        row.enabled, row.version, row.updated_at, row.updated_by_id = (
            on,
            row.version + 1,
            clock.now(),
            author.id,
        )
        _tell(session, author, centre_id, "connector_switched", {"kind": kind, "enabled": on})


def renew_push(author: Author, centre_id: int, kind: str, submission: Submission | None) -> PushCredentials:
    """Draw new credentials for a neighbour that calls us; the password is known here once, and kept as a fingerprint.

    Raises RuleViolation: connector_missing, key_reused.
    """
    with transaction() as session:
        row = _locked(session, centre_id, kind)
        if row is None:
            raise RuleViolation("connector_missing")
        done = replay(session, submission)
        if done is not None:
            return PushCredentials(str(done["login"]))
        uai = session.scalars(select(TrainingCentre.uai).where(TrainingCentre.id == centre_id)).one()
        made = PushCredentials(f"{kind}-{uai.lower()}", secrets.token_urlsafe(PUSH_BYTES))
        row.push_login, row.push_hash = made.login, connectors.push_hash(made.password)
        row.updated_at, row.updated_by_id = clock.now(), author.id
        _tell(session, author, centre_id, "connector_push_renewed", {"kind": kind})
        remember(session, submission, {"login": made.login}, row.updated_at)
        return made


def tell_taken(account_id: int, exchange: Any) -> None:
    """Write who took the detail of an exchange."""
    with transaction() as session:
        rows = session.query(ExchangeLine).where(ExchangeLine.exchange_id == exchange.id).count()
        details = {"file": "exchange", "rows": rows, "filters": {"exchange": exchange.id}}
        line = Line("exported", person(account_id), clock.now(), exchange.programme_id, details=details)
        record(session, exchange.centre_id, line)


def _try(connector: Opened) -> Tried:
    try:
        return Tried(succeeded=True, sentence=connectors.try_it(connector))
    except OutgoingError as error:
        sentence = f"Connexion impossible : {error.sentence}. {outgoing_remedy(error.kind)}"
        return Tried(succeeded=False, sentence=sentence)
    except ConnectorRefusedError as error:
        return Tried(succeeded=False, sentence=error.sentence)


def _locked(session: Session, centre_id: int, kind: str) -> Connector | None:
    """Return a connector, with its centre locked: two people may set it for the first time at once.

    Rows that only name the centre may still be added: who holds the journal's chain adds some.
    """
    centre = select(TrainingCentre.id).where(TrainingCentre.id == centre_id)
    session.execute(centre.with_for_update(key_share=True))
    return session.scalars(
        select(Connector)
        .where(Connector.centre_id == centre_id, Connector.kind == kind)
        .execution_options(populate_existing=True)
    ).first()


def _check_hosts(
    kind: str, before: Opened | None, settings: Mapping[str, Any], new_secrets: Mapping[str, str]
) -> None:
    """Refuse to send a kept secret to a host that it was not given for."""
    if before is None:
        return
    known = {origin(url) for url in urls(kind, before.settings)}
    added = {origin(url) for url in urls(kind, settings)} - known
    kept = {name for name, secret in before.secrets.items() if secret} - set(new_secrets)
    if added and kept:
        raise RuleViolation("secret_of_another_host", hosts=sorted(added))


def _changed(before: Opened | None, settings: Mapping[str, Any], new_secrets: Mapping[str, str]) -> list[str]:
    """Return the names of what changes."""
    known = {**before.settings, **before.secrets} if before else {}
    wanted = {**settings, **new_secrets}
    return sorted(name for name in wanted if (known.get(name) or "") != (wanted[name] or ""))


def _tell(session: Session, author: Author, centre_id: int, event: str, details: dict[str, Any]) -> None:
    record(session, centre_id, Line(event, person(author.id), clock.now(), details=details))
