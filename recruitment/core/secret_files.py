"""Secrets from files: `SECRET_KEY_FILE=/run/secrets/key` stands for `SECRET_KEY=…` (ASVS 13.3.1).

A file is read by whom its owner lets read it; an environment is copied to every child and shown by many tools.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

SECRETS = ("SECRET_KEY", "TREMPLIN_SECRET_KEY_FALLBACKS", "DATABASE_URL", "TREMPLIN_SMTP_URL")
LARGEST = 16 * 1024
KEY_LENGTH = 32
FEWEST_LETTERS = 10  # different ones: 32 drawn hexadecimal digits have fewer once in 20,000 draws
DEFAULT_PASSWORDS = frozenset(
    {"admin", "changeme", "change-me", "changez-moi", "password", "postgres", "root", "secret", "tremplin"}
)


class SecretRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """Why a secret cannot be taken; the message never holds it."""


def with_files(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with, for each NAME_FILE of a secret, NAME as its file holds it."""
    found = dict(environ)
    for name in SECRETS:
        path = environ.get(f"{name}_FILE", "")
        if not path:
            continue
        if environ.get(name):
            raise SecretRefused(f"{name} and {name}_FILE are both set: keep one.")
        found[name] = _read(f"{name}_FILE", Path(path))
    return found


def _read(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretRefused(f"{name} names a file that cannot be read: {type(error).__name__}.") from None
    if not text or len(content) > LARGEST or "\n" in text or not text.isprintable():
        raise SecretRefused(f"{name} names a file that does not hold one line of text.")
    return text


def is_weak(key: str, published: frozenset[str]) -> bool:
    """Tell whether a key that signs can be guessed: published, short, or made of a few letters repeated."""
    return key in published or len(key) < KEY_LENGTH or len(set(key)) < FEWEST_LETTERS


def has_default_password(database_url: str) -> bool:
    """Tell whether a database opens with its user's own name, or with a password that everybody tries first."""
    try:
        parts = urlsplit(database_url)
    except ValueError:
        return False  # the engine will say what is wrong with it
    return parts.password is not None and parts.password.lower() in DEFAULT_PASSWORDS | {
        (parts.username or "").lower()
    }
