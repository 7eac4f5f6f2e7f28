"""The address of a mail server: what TREMPLIN_SMTP_URL says.

Never in clear over a network: `smtp+starttls://` refuses a server that offers no TLS, `smtps://` begins with it,
`smtp://` is for a relay on this very machine.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

PORTS = {"smtp+starttls": 587, "smtps": 465, "smtp": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over, and as whom."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def local(self) -> bool:
        """Tell whether it is on this machine."""
        return is_loopback(self.host)

    def __str__(self) -> str:
        """Return what can be shown: neither the user nor the password."""
        return f"{self.scheme}://{self.host}:{self.port}"


def parse(url: str) -> MailServer:
    """Read the address of a server; ValueError says, in English, what is wrong, never the password."""
    form = "smtp+starttls://user:password@host:587, smtps://user:password@host:465, or smtp://localhost:25"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"is no address of a mail server; it looks like {form}.") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise ValueError(f"is no address of a mail server; it looks like {form}.")
    if parts.scheme == "smtp" and not is_loopback(parts.hostname):
        raise ValueError(
            "asks for mails in clear over the network: use smtp+starttls:// or smtps://, smtp:// is for this machine."
        )
    return MailServer(
        parts.scheme,
        parts.hostname,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
