"""E-mail addresses of accounts: one person, one address (R8.1)."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from recruitment.rules.errors import RuleViolation

LONGEST = 254
#: First words of mailboxes that several people read; `ce` is a public school's own (ce.0630018x@ac-….fr).
SHARED = frozenset(
    {
        "accueil", "admin", "administration", "admission", "admissions", "alternance", "apprentis",
        "apprentissage", "bureau", "campus", "centre", "comptabilite", "communication", "equipe",
        "hello", "orientation", "pedagogie", "postmaster", "rh", "support", "webmaster",
        "candidature", "candidatures", "ce", "cfa", "contact", "contacts", "cpe", "directeur", "direction",
        "directrice", "ecole",
        "formation", "formations", "gestion", "info", "informations", "infos", "inscription",
        "inscriptions", "lycee", "noreply", "parcoursup", "proviseur", "proviseurat",
        "recrutement", "scolarite", "secretaire", "secretariat", "service", "standard", "ufa",
        "vie", "viescolaire",
    }
)  # fmt: skip


def folded(email: str) -> str:
    """Return the form under which two ways of typing one address are the same account."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def personal(email: str) -> str:
    """Return the address, checked. Raises email_invalid, or email_shared when several people read it."""
    try:
        address = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise RuleViolation("email_invalid", email=email) from error
    if len(address) > LONGEST:
        raise RuleViolation("email_invalid", email=email)
    if is_shared(address):
        raise RuleViolation("email_shared", email=address)
    return address


def is_shared(address: str) -> bool:
    """Tell whether the address begins as shared mailboxes do: contact@, cfa-nord@, ce.0630018x@."""
    local = unicodedata.normalize("NFKD", address.partition("@")[0].casefold())
    plain = "".join(character for character in local if not unicodedata.combining(character))
    first = next(iter(re.findall(r"[a-z]+", plain)), "")
    return first in SHARED or plain.startswith(("no-reply", "ne-pas-repondre"))
