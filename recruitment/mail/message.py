"""Put a mail together, as it goes over the wire."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from recruitment.core.config import ConfigurationError
from recruitment.mail.headers import header_safe
from recruitment.mail.registry import Addressee
from recruitment.mail.rendering import Texts

PRODUCT = "Tremplin"
LONGEST_ADDRESS = 254
UNSAFE = frozenset('<>(),:;"\\ ') | {chr(code) for code in (*range(32), 127)}
# Every server takes lines of ASCII; not all take more.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_ONCE = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version")
# What a name could hold to write a header of its own: python/cpython gh-121650.
_HOSTILE = (
    "é =?utf-8?q?=0ABcc=3A_tiers=40exemple.fr?=",
    "Zoé\r\nBcc: tiers@exemple.fr",
    "=?utf-8?b?CkJjYzogdGllcnNAZXhlbXBsZS5mcg==?= é",
    "\u2028Bcc: tiers@exemple.fr\u202e",
)
_ANY_DAY = datetime(2025, 1, 1, tzinfo=UTC)


def envelope_address(address: str) -> str | None:
    """Return an address as every server takes it, its domain in ASCII; None when there is no such form."""
    local, at, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
        local.encode("ascii")
    except UnicodeError:
        return None
    if not (at and local and "." in domain) or len(plain) > LONGEST_ADDRESS or not UNSAFE.isdisjoint(plain):
        return None
    try:
        return Address(addr_spec=plain).addr_spec
    except (HeaderParseError, ValueError, IndexError):
        return None


def build(texts: Texts, to: Addressee, *, sender: str, message_id: str, at: datetime) -> EmailMessage:
    """Return the mail. Nothing that a person typed can become a header, or a second address."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(PRODUCT, addr_spec=sender)
    message["To"] = Address(header_safe(to.name), addr_spec=to.address)
    message["Subject"] = header_safe(texts.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "fr"
    message.set_content(texts.text)
    message.add_alternative(texts.html, subtype="html")
    return message


@cache
def self_test() -> None:
    """Refuse to start where a name could write a header: once per process, before any mail is made."""
    for name in _HOSTILE:
        to = Addressee("camille@exemple.fr", name)
        texts = Texts(name, "Bonjour", "<p>Bonjour</p>")
        made = build(texts, to, sender="tremplin@exemple.fr", message_id="<1@exemple.fr>", at=_ANY_DAY)
        if not is_sound(made.as_bytes()):
            raise ConfigurationError(
                "This Python writes what people type into the headers of mails: update it."
            )


def is_sound(raw: bytes) -> bool:
    """Tell whether a mail, read again, has each of our headers once, one addressee and no other header."""
    read = message_from_bytes(raw, policy=policy.default)
    known = {name.lower() for name in _ONCE} | {
        "content-type",
        "content-language",
        "content-transfer-encoding",
    }
    once = all(len(read.get_all(name, [])) == 1 for name in _ONCE)
    return once and {name.lower() for name in read} <= known and len(read["To"].addresses) == 1
