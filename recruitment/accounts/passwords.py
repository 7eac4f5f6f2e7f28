"""Passwords: Argon2id, and the same work for an address that has no account."""

import secrets
import unicodedata
from collections.abc import Iterable
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from recruitment.accounts import strength
from recruitment.rules.errors import RuleViolation

# 16 characters without rules of composition: at least 53 bits, above CNIL's 50 and ASVS 6.2.1's advice.
SHORTEST, LONGEST = 16, 128
HASHER_KEY = "PASSWORD_HASHER"
NO_PASSWORD = "!"  # noqa: S105 - of an account invited, whose owner has not chosen one yet
_DECOY_KEY = "tremplin.decoy_hash"


class Hasher(Protocol):
    """What the product asks of a hasher; argon2's PasswordHasher is one."""

    def hash(self, password: str) -> str:
        """Return the hash to store."""

    def verify(self, stored: str, password: str) -> bool:
        """Return True, or raise VerificationError."""

    def check_needs_rehash(self, stored: str) -> bool:
        """Tell whether the stored hash was made with other costs."""


def default_hasher() -> PasswordHasher:
    """Return Argon2id with 19 MiB, two passes, one lane: with 64 MiB it took up to 2.7 s on 2 cores."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def check_length(password: str) -> None:
    """Raise RuleViolation for a password too short or too long."""
    length = len(_canonical(password))
    if length < SHORTEST:
        raise RuleViolation("password_too_short", least=SHORTEST, length=length)
    if length > LONGEST:
        raise RuleViolation("password_too_long", most=LONGEST, length=length)


def check_strength(password: str, about: Iterable[str] = ()) -> None:
    """Raise RuleViolation for a password too short, too long or easy to guess; no character is asked for.

    `about` is what is known of the person: names, address, centre.
    """
    check_length(password)
    weak = strength.weakness(_canonical(password), about)
    if weak is not None:
        raise RuleViolation(weak)


def hashed(password: str) -> str:
    """Return the hash to store for a password."""
    return _hasher().hash(_canonical(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is the account's; without account or password the same work is done for a no."""
    decoy = _decoy()
    usable = None if stored == NO_PASSWORD else stored
    try:
        verified = _hasher().verify(usable or decoy, _canonical(password))
    except (VerificationError, InvalidHashError):
        return False
    return verified and bool(usable)


def is_outdated(stored: str) -> bool:
    """Tell whether the stored hash should be made again, with today's costs."""
    return _hasher().check_needs_rehash(stored)


def _canonical(password: str) -> str:
    """Return one form of what two keyboards may encode differently."""
    return unicodedata.normalize("NFKC", password)


def _hasher() -> Hasher:
    hasher: Hasher = current_app.config[HASHER_KEY]
    return hasher


def _decoy() -> str:
    """Return a hash that no password opens, made once with the same costs as the accounts' own."""
    hasher = _hasher()
    made: tuple[Hasher, str] | None = current_app.extensions.get(_DECOY_KEY)
    if made is None or made[0] is not hasher:
        made = (hasher, hasher.hash(secrets.token_urlsafe()))
        current_app.extensions[_DECOY_KEY] = made
    return made[1]
