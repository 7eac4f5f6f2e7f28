"""The configuration, from the environment only.

A default exists only where it is right in production and can be published. What is dangerous stops the start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from click import ClickException

from recruitment.core import outgoing_hosts, secret_files
from recruitment.core.mail_server import MailServer, is_loopback, parse
from recruitment.core.outgoing_hosts import NOWHERE, AllowedHosts

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY_LENGTH = secret_files.KEY_LENGTH
MOST_PROXIES = 9
LOCAL_URL = "http://127.0.0.1:8000"
MOST_MAILS = 1_000_000
SCHEMES = frozenset({"http", "https"})
THIS_MACHINE = ("localhost", "127.0.0.1")
MAIL_FROM = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
PUBLISHED_SECRETS = frozenset(
    {"change-me", "changez-moi", "secret", "dev", "demo-only-secret-key-not-for-production"}
)
DEMO_SECRET = "demo-only-secret-key-not-for-production"  # noqa: S105 - published on purpose, refused elsewhere


class ConfigurationError(ClickException):
    """The environment asks for something that must not run; the message says what to change.

    A command prints it alone, without the traceback of a crash.
    """


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
    close_unused_accounts: bool = False
    secret_key_fallbacks: tuple[str, ...] = ()
    trusted_proxies: int = 0
    base_url: str = LOCAL_URL
    mail_server: MailServer | None = None
    mail_from: str = ""
    mail_ca: Path | None = None
    mails_per_hour: int = 5_000
    demo_mails: bool = False
    connector_hosts: AllowedHosts = NOWHERE
    connector_ca: Path | None = None

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the names that the site answers to; none stands for any, in the demonstration alone.

        An installation that names none answers to the address of its mails, and to its own machine (ASVS 4.1.2).
        """
        if self.trusted_hosts or self.demo:
            return self.trusted_hosts
        return (urlsplit(self.base_url).hostname or "", *THIS_MACHINE)


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings of the environment, or raise ConfigurationError with what to change."""
    demo = environ.get("TREMPLIN_DEMO", "") == "1"
    environ = _secrets(environ, demo=demo)
    _refuse_debug(environ, demo=demo)
    data_dir = Path(environ.get("TREMPLIN_DATA_DIR") or ROOT / "instance").resolve()
    default_name = "demo.sqlite3" if demo else "tremplin.sqlite3"
    return Settings(
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{data_dir / default_name}",
        secret_key=_secret_key(environ, demo=demo),
        data_dir=data_dir,
        demo=demo,
        simulated_start=_simulated_start(environ, demo=demo),
        cookie_secure=environ.get("TREMPLIN_COOKIE_SECURE", "0" if demo else "1") != "0",
        close_unused_accounts=environ.get("TREMPLIN_CLOSE_UNUSED_ACCOUNTS", "") == "1",
        trusted_hosts=tuple(environ.get("TREMPLIN_TRUSTED_HOSTS", "").replace(",", " ").split()),
        secret_key_fallbacks=tuple(environ.get("TREMPLIN_SECRET_KEY_FALLBACKS", "").split()),
        trusted_proxies=_trusted_proxies(environ),
        base_url=_base_url(environ),
        mail_server=_mail_server(environ),
        mail_from=_mail_from(environ),
        mail_ca=_authority(environ, "TREMPLIN_SMTP_CA", "the mail server"),
        mails_per_hour=_mails_per_hour(environ),
        demo_mails=environ.get("TREMPLIN_DEMO_MAILS", "") == "1",
        connector_hosts=_connector_hosts(environ),
        connector_ca=_authority(environ, "TREMPLIN_CONNECTOR_CA", "the systems that connectors call"),
    )


def _secrets(environ: Mapping[str, str], *, demo: bool) -> Mapping[str, str]:
    """Return the environment with the secrets that files hold; none may be guessable."""
    try:
        environ = secret_files.with_files(environ)
    except secret_files.SecretRefused as refused:
        raise ConfigurationError(str(refused)) from None
    if not demo and secret_files.has_default_password(environ.get("DATABASE_URL", "")):
        raise ConfigurationError("DATABASE_URL holds a password that everybody tries first: choose another.")
    for key in environ.get("TREMPLIN_SECRET_KEY_FALLBACKS", "").split():
        if not demo and secret_files.is_weak(key, PUBLISHED_SECRETS):
            raise ConfigurationError(
                "TREMPLIN_SECRET_KEY_FALLBACKS holds a key that can be guessed: remove it."
            )
    return environ


def _refuse_debug(environ: Mapping[str, str], *, demo: bool) -> None:
    """Refuse Flask's debugger, which shows the code and runs what it is sent (ASVS 13.4.2)."""
    if not demo and environ.get("FLASK_DEBUG", "").strip().lower() not in {"", "0", "false", "no"}:
        raise ConfigurationError("FLASK_DEBUG is set: it is allowed with TREMPLIN_DEMO=1 only. Remove it.")


def _base_url(environ: Mapping[str, str]) -> str:
    url = environ.get("TREMPLIN_BASE_URL", "").rstrip("/")
    parts = urlsplit(url or LOCAL_URL)
    if not parts.hostname or parts.query or parts.fragment or parts.username or parts.scheme not in SCHEMES:
        raise ConfigurationError(
            "TREMPLIN_BASE_URL is where links in mails lead, for instance https://tremplin.exemple.fr."
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigurationError("TREMPLIN_BASE_URL must begin with https://: links in mails open accounts.")
    return url or LOCAL_URL


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    url = environ.get("TREMPLIN_SMTP_URL", "")
    if not url:
        return None
    try:
        found = parse(url)
    except ValueError as error:
        raise ConfigurationError(f"TREMPLIN_SMTP_URL {error}") from error
    for name in ("TREMPLIN_MAIL_FROM", "TREMPLIN_BASE_URL"):
        if not environ.get(name):
            raise ConfigurationError(f"TREMPLIN_SMTP_URL is set: {name} must be set too.")
    return found


def _authority(environ: Mapping[str, str], name: str, of: str) -> Path | None:
    path = Path(environ.get(name, "")).expanduser()
    if path == Path():
        return None
    if not path.is_file():
        raise ConfigurationError(f"{name} names no file: it holds the authority of {of}.")
    return path.resolve()


def _connector_hosts(environ: Mapping[str, str]) -> AllowedHosts:
    try:
        return outgoing_hosts.parse(environ.get("TREMPLIN_CONNECTOR_HOSTS", "").replace(",", " ").split())
    except ValueError as error:
        raise ConfigurationError(f"TREMPLIN_CONNECTOR_HOSTS {error}") from error


def _mails_per_hour(environ: Mapping[str, str]) -> int:
    text = environ.get("TREMPLIN_MAILS_PER_HOUR", "5000")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_MAILS):
        raise ConfigurationError(f"TREMPLIN_MAILS_PER_HOUR is a number from 1 to {MOST_MAILS}.")
    return int(text)


def _mail_from(environ: Mapping[str, str]) -> str:
    address = environ.get("TREMPLIN_MAIL_FROM", "")
    if address and not MAIL_FROM.fullmatch(address):
        raise ConfigurationError(
            "TREMPLIN_MAIL_FROM is the bare address mails come from, for instance ne-pas-repondre@cfa.fr."
        )
    return address


def _secret_key(environ: Mapping[str, str], *, demo: bool) -> str:
    key = environ.get("SECRET_KEY", "")
    if not key and demo:
        return DEMO_SECRET
    if secret_files.is_weak(key, PUBLISHED_SECRETS):
        raise ConfigurationError(
            f"SECRET_KEY must be set to at least {SECRET_KEY_LENGTH} unguessable characters, for instance "
            'what `python3 -c "import secrets; print(secrets.token_urlsafe(48))"` prints.'
        )
    return key


def _trusted_proxies(environ: Mapping[str, str]) -> int:
    """Return how many proxies of ours stand in front: only they may say where a request comes from."""
    text = environ.get("TREMPLIN_TRUSTED_PROXIES", "") or "0"
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_PROXIES:
        raise ConfigurationError(
            f"TREMPLIN_TRUSTED_PROXIES is how many proxies of yours stand in front, from 0 to {MOST_PROXIES}; "
            f"not {text!r}."
        )
    return int(text)


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
