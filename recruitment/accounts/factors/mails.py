"""The mails about second factors. None holds a code that still opens anything by itself, but the code by mail."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.devices import device_words
from recruitment.accounts.factors import mail_codes
from recruitment.accounts.models import Login, MailCode
from recruitment.core import clock
from recruitment.mail.registry import NoLongerNeeded, template

MORNING = datetime(2025, 5, 26, 6, 30, tzinfo=UTC)
KINDS = {
    "totp": "application d’authentification",
    "email": "codes par mail",
    "passkey": "clé d’accès",
}


@template(
    "factor_code",
    title="Code de connexion",
    example={"code": "0415 2683", "until": MORNING},
    code=True,
)
def factor_code(session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the code, derived again from its row."""
    row = session.get(MailCode, payload["mail_code"])
    if row is None or row.used_at is not None or row.expires_at <= clock.wall():
        raise NoLongerNeeded("Ce code a servi, ou n’est plus valable.")
    code = mail_codes.code_of(row.login_id, row.nonce)
    return {"code": f"{code[:4]} {code[4:]}", "until": row.expires_at}


@template(
    "new_place",
    title="Connexion depuis un nouvel endroit",
    example={"at": MORNING, "place": "192.0.2.7", "device": "Firefox sur Windows"},
    urgent=True,
)
def new_place(session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return when, from where and by what somebody came in."""
    columns = (Login.opened_at, Login.ip, Login.user_agent)
    row = session.execute(select(*columns).where(Login.id == payload["login"])).first()
    if row is None:
        raise NoLongerNeeded("Cette connexion n’est plus connue.")
    return {"at": row.opened_at, "place": row.ip, "device": device_words(row.user_agent)}


@template(
    "factor_changed",
    title="Second facteur changé",
    example={"what": "factor_added", "kind": "application d’authentification"},
    urgent=True,
)
def factor_changed(_session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was added, removed or renewed."""
    return {"what": payload["what"], "kind": KINDS.get(payload.get("kind", ""), "")}


@template("factor_reset", title="Second facteur réinitialisé", example={}, urgent=True)
def factor_reset(_session: Session, _payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return nothing: the text says it all."""
    return {}


@template("code_failures", title="Codes refusés à répétition", example={}, urgent=True)
def code_failures(_session: Session, _payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return nothing: the text says it all."""
    return {}
