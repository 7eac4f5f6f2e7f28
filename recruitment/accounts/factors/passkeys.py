"""Passkeys (WebAuthn): a key that stays in the device, used beside the password.

The challenge is made from the login's own token, which changes when the login is completed: an answer is worth
something once, and to that login alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import webauthn
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from recruitment.accounts.factors.models import Factor
from recruitment.core import clock, sealing
from recruitment.rules.errors import RuleViolation

NAME = "Tremplin"
LONGEST = 16 * 1024  # of what a browser sends: a few hundred bytes, a little more with an attestation
#: What hostile JSON makes of it; RecursionError comes of brackets by the thousand.
UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, RecursionError)


@dataclass(frozen=True)
class Site:
    """The address of this site, as the browser knows it: a key made for another site does not answer here."""

    host: str
    origin: str


@dataclass(frozen=True)
class Key:
    """What is kept of a key."""

    credential_id: str
    public_key: str
    sign_count: int


def options_to_add(
    session: Session, account_id: int, email: str, name: str, token_hash: str, site: Site
) -> str:
    """Return, as JSON, what the browser needs to make a key for the account."""
    held = _held(session, account_id)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=f"account {account_id}".encode(),
        user_name=email,
        user_display_name=name,
        challenge=_challenge_to_add(token_hash, held),
        exclude_credentials=_descriptors(held),
    )
    return webauthn.options_to_json(options)


def options_to_use(session: Session, account_id: int, token_hash: str, site: Site) -> str | None:
    """Return, as JSON, what the browser needs to answer with one of the account's keys; None without any."""
    held = _held(session, account_id)
    if not held:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=_challenge_to_use(token_hash), allow_credentials=_descriptors(held)
    )
    return webauthn.options_to_json(options)


def made(session: Session, account_id: int, token_hash: str, credential: str, site: Site) -> Key:
    """Return the key that the browser made. Raises passkey_refused."""
    try:
        verified = webauthn.verify_registration_response(
            credential=_parsed(credential),
            expected_challenge=_challenge_to_add(token_hash, _held(session, account_id)),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except UNREADABLE as error:
        raise RuleViolation("passkey_refused") from error
    return Key(
        bytes_to_base64url(verified.credential_id),
        bytes_to_base64url(verified.credential_public_key),
        verified.sign_count,
    )


def consume(session: Session, account_id: int, token_hash: str, credential: str, site: Site) -> None:
    """Take the answer of one of the account's keys, once. Raises passkey_refused."""
    try:
        sent = _parsed(credential)
        factor = _of(session, account_id, bytes_to_base64url(base64url_to_bytes(str(sent["rawId"]))))
        verified = webauthn.verify_authentication_response(
            credential=sent,
            expected_challenge=_challenge_to_use(token_hash),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(factor.public_key or ""),
            credential_current_sign_count=factor.sign_count,
        )
    except UNREADABLE as error:
        raise RuleViolation("passkey_refused") from error
    same = update(Factor).where(Factor.id == factor.id, Factor.sign_count == factor.sign_count)
    values = {"sign_count": verified.new_sign_count, "last_used_at": clock.wall()}
    if session.scalar(same.values(values).returning(Factor.id)) is None:
        raise RuleViolation("passkey_refused")


def _parsed(credential: str) -> dict[str, object]:
    sent = json.loads(credential) if len(credential) <= LONGEST else None
    if not isinstance(sent, dict):
        raise TypeError("a credential is a JSON object")
    return sent


def _of(session: Session, account_id: int, credential_id: str) -> Factor:
    mine = select(Factor).where(Factor.account_id == account_id, Factor.credential_id == credential_id)
    found = session.scalar(mine)
    if found is None:
        raise KeyError(credential_id)
    return found


def _held(session: Session, account_id: int) -> Sequence[str]:
    keys = select(Factor.credential_id).where(Factor.account_id == account_id, Factor.kind == "passkey")
    return [credential_id for credential_id in session.scalars(keys.order_by(Factor.id)) if credential_id]


def _descriptors(held: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential_id)) for credential_id in held]


def _challenge_to_use(token_hash: str) -> bytes:
    return sealing.mac("passkey to use", token_hash)


def _challenge_to_add(token_hash: str, held: Sequence[str]) -> bytes:
    """Return another challenge after each key that was added."""
    return sealing.mac("passkey to add", " ".join((token_hash, *held)))
