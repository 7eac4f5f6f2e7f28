"""Whether mails can leave, from where, and with which links."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from recruitment.core.config import Settings
from recruitment.core.mail_server import MailServer


@dataclass(frozen=True, slots=True)
class Route:
    """Everything about where mails go and come from, and how many an hour."""

    server: MailServer
    sender: str
    base_url: str
    host_name: str
    ca_file: Path | None
    per_hour: int


def route() -> Route | None:
    """Return the way mails go; None when none leaves."""
    found, settings = server(), _settings()
    if found is None:
        return None
    name = urlsplit(settings.base_url).hostname or "localhost"
    return Route(
        found, settings.mail_from, settings.base_url, name, settings.mail_ca, settings.mails_per_hour
    )


def server() -> MailServer | None:
    """Return the server mails are handed to; None when none leaves.

    In the demonstration none does, unless TREMPLIN_DEMO_MAILS=1 and the server is on this machine.
    """
    settings = _settings()
    if settings.mail_server is None or not settings.demo:
        return settings.mail_server
    return settings.mail_server if settings.demo_mails and settings.mail_server.local else None


def is_configured() -> bool:
    """Tell whether mails leave; pages that count on one say so when they do not."""
    return server() is not None


def is_demonstration() -> bool:
    """Tell whether mails stay because everything here is invented."""
    return _settings().demo


def sender() -> str:
    """Return the address that mails come from."""
    return _settings().mail_from


def base_url() -> str:
    """Return the beginning of the links in mails, without a final slash."""
    return _settings().base_url


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
