"""What each kind of connector is set with: the fields of its form, which of them are secret, what they default to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `kind`: url, text, secret (sealed, never shown again) or seconds."""

    name: str
    label: str
    kind: str = "text"
    needed: bool = True
    default: str = ""
    help: str = ""


_LOGIN = Field("login", "Identifiant", help="Celui que le service vous a donné.")
_PASSWORD = Field("password", "Mot de passe", "secret")
_SECONDS = Field(
    "seconds",
    "Attente d’une réponse, en secondes",
    "seconds",
    default="30",
    help="De 1 à 120 ; depuis une page, 60 au plus.",
)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "platform": (
        Field("pull_url", "Adresse de getCandidatsAdmis", "url", help="Pour recevoir les candidats admis."),
        Field(
            "uplink_url",
            "Adresse de majInscriptionAdministrative",
            "url",
            help="Pour informer la plateforme des inscriptions.",
        ),
        Field("establishment_code", "Code de l’établissement", help="Le plus souvent l’UAI."),
        _LOGIN,
        _PASSWORD,
        _SECONDS,
    ),
    "apogee": (
        Field("opi_url", "Adresse du service OpiMetier", "url"),
        Field("login", "Identifiant", needed=False, help="Laissez vide si le service n’en demande pas."),
        Field("password", "Mot de passe", "secret", needed=False),
        _SECONDS,
    ),
}


def urls(kind: str, settings: Mapping[str, Any]) -> list[str]:
    """Return the addresses that a connector calls."""
    return [str(settings.get(field.name, "")) for field in FIELDS[kind] if field.kind == "url"]


def origin(url: str) -> str:
    """Return the scheme, host and port that an address calls."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def secrets(kind: str) -> frozenset[str]:
    """Return the names of what is sealed."""
    return frozenset(field.name for field in FIELDS[kind] if field.kind == "secret")
