"""The configuration, from the environment only.

A default exists only where it is right in production and can be published. What is dangerous stops the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY_LENGTH = 32
PUBLISHED_SECRETS = frozenset(
    {"change-me", "changez-moi", "secret", "dev", "demo-only-secret-key-not-for-production"}
)
DEMO_SECRET = "demo-only-secret-key-not-for-production"  # noqa: S105 - published on purpose, refused elsewhere


class ConfigurationError(RuntimeError):
    """The environment asks for something that must not run; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Instants are aware; folders are absolute."""

    database_url: str
    secret_key: str
    data_dir: Path
    demo: bool = False
    simulated_start: datetime | None = None
    cookie_secure: bool = True
    trusted_hosts: tuple[str, ...] = ()
    upload_limit: int = 64 * 1024 * 1024


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings of the environment, or raise ConfigurationError with what to change."""
    demo = environ.get("TREMPLIN_DEMO", "") == "1"
    data_dir = Path(environ.get("TREMPLIN_DATA_DIR") or ROOT / "instance").resolve()
    default_name = "demo.sqlite3" if demo else "tremplin.sqlite3"
    return Settings(
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{data_dir / default_name}",
        secret_key=_secret_key(environ, demo=demo),
        data_dir=data_dir,
        demo=demo,
        simulated_start=_simulated_start(environ, demo=demo),
        cookie_secure=environ.get("TREMPLIN_COOKIE_SECURE", "0" if demo else "1") != "0",
        trusted_hosts=tuple(h for h in environ.get("TREMPLIN_TRUSTED_HOSTS", "").split(",") if h),
    )


def _secret_key(environ: Mapping[str, str], *, demo: bool) -> str:
    key = environ.get("SECRET_KEY", "")
    if not key and demo:
        return DEMO_SECRET
    if key in PUBLISHED_SECRETS or len(key) < SECRET_KEY_LENGTH:
        raise ConfigurationError(
            f"SECRET_KEY must be set to at least {SECRET_KEY_LENGTH} unguessable characters, for instance "
            'what `python3 -c "import secrets; print(secrets.token_urlsafe(48))"` prints.'
        )
    return key


def _simulated_start(environ: Mapping[str, str], *, demo: bool) -> datetime | None:
    text = environ.get("TREMPLIN_CLOCK", "")
    if not text:
        return None
    if not demo:
        raise ConfigurationError(
            "TREMPLIN_CLOCK simulates time: it is allowed with TREMPLIN_DEMO=1 only. Remove it."
        )
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"TREMPLIN_CLOCK is not an ISO 8601 instant: {text!r}.") from error
    if start.tzinfo is None:
        raise ConfigurationError("TREMPLIN_CLOCK needs its offset, for instance 2025-05-26T14:32:00+02:00.")
    return start.astimezone(UTC)
