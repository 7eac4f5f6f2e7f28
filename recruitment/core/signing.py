"""What is signed with the installation's key, and read again after the key has changed (ASVS 9.1)."""

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from recruitment.core.database import LARGEST_ID

LONGEST_TOKEN = 200
LARGEST_GENERATION = 2**31 - 1


def serializer(salt: str, **signer: Any) -> URLSafeSerializer:
    """Return the serializer of one purpose: it signs with the present key, and reads the former ones too."""
    former = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    keys = [*reversed(former), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=salt, signer_kwargs=signer)


@dataclass(frozen=True, slots=True)
class PersonalTokens:
    """Tokens made of a person's id and of a generation: the database holds none, renewing ends those before."""

    salt: str

    def make(self, id_: int, generation: int) -> str:
        """Return the token of a person and a generation."""
        return str(self._serializer().dumps([id_, generation]))

    def read(self, token: str) -> tuple[int, int] | None:
        """Return id and generation; None when we made no such token."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            id_, generation = self._serializer().loads(token)
        except BadSignature:
            return None
        return (id_, generation) if 0 < id_ <= LARGEST_ID and 0 <= generation <= LARGEST_GENERATION else None

    def _serializer(self) -> URLSafeSerializer:
        return serializer(self.salt, digest_method=hashlib.sha256)
