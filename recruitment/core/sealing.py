"""Small secrets kept in the database: sealed, so that a copy of the database alone does not give them.

The keys are derived from SECRET_KEY, one per purpose (HKDF). What was sealed names its key: after a rotation the
former secrets in SECRET_KEY_FALLBACKS still open it (ASVS 11.3.2, 11.3.3).
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

KEY_BYTES, NONCE_BYTES, KEY_ID_BYTES = 32, 12, 4
VERSION = "v1"


class UnreadableSecretError(RuntimeError):
    """What was sealed cannot be opened: its key is in neither SECRET_KEY nor its fallbacks, or it was moved."""


def seal(purpose: str, plain: bytes, owner: str) -> str:
    """Return the plain bytes sealed for one purpose and one owner (AES-256-GCM)."""
    secret = next(_secrets())
    nonce = os.urandom(NONCE_BYTES)
    closed = AESGCM(_derived(secret, purpose)).encrypt(nonce, plain, owner.encode())
    return f"{VERSION}.{_key_id(secret)}.{urlsafe_b64encode(nonce + closed).decode()}"


def unseal(purpose: str, sealed: str, owner: str) -> bytes:
    """Return what was sealed for that purpose and owner, or raise UnreadableSecretError."""
    version, _, rest = sealed.partition(".")
    key_id, _, body = rest.partition(".")
    try:
        raw = urlsafe_b64decode(body)
        for secret in _secrets():
            if version == VERSION and hmac.compare_digest(_key_id(secret), key_id):
                key = _derived(secret, purpose)
                return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableSecretError(purpose) from error
    raise UnreadableSecretError(purpose)


def is_current(sealed: str) -> bool:
    """Tell whether it was sealed with the present SECRET_KEY, not a former one."""
    return sealed.startswith(f"{VERSION}.{_key_id(next(_secrets()))}.")


def mac(purpose: str, message: str) -> bytes:
    """Return 32 bytes that nobody can compute without SECRET_KEY."""
    return _mac(next(_secrets()), purpose, message)


def macs(purpose: str, message: str) -> list[bytes]:
    """Return what `mac` gives, and what it gave with each former secret."""
    return [_mac(secret, purpose, message) for secret in _secrets()]


def _secrets() -> Iterator[str]:
    yield current_app.config["SECRET_KEY"]
    yield from current_app.config.get("SECRET_KEY_FALLBACKS") or ()


def _mac(secret: str, purpose: str, message: str) -> bytes:
    return hmac.digest(_derived(secret, purpose), message.encode(), hashlib.sha256)


def _derived(secret: str, purpose: str, length: int = KEY_BYTES) -> bytes:
    info = f"tremplin {VERSION} {purpose}".encode()
    return HKDF(SHA256(), length, salt=None, info=info).derive(secret.encode())


def _key_id(secret: str) -> str:
    return _derived(secret, "key id", KEY_ID_BYTES).hex()
