"""The form of a connector, made of the fields of its kind; a secret is typed, never shown."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from wtforms import Field as Control
from wtforms import HiddenField, IntegerField, PasswordField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from recruitment.core.config import Settings
from recruitment.core.outgoing_hosts import HTTPS_PORT, is_name, literal
from recruitment.exchanges.connector_fields import FIELDS, Field
from recruitment.web.forms import STALE_FORM, Form, IrreversibleForm, TrimmedField

LONGEST = 300
LONGEST_SECRET = 200
LEAST_SECONDS, MOST_SECONDS = 1, 120


class StepForm(IrreversibleForm):
    """The form of a button."""


class SwitchForm(Form):
    """Whether a connector works."""

    on = HiddenField(validators=[InputRequired(STALE_FORM)])


class ConnectorForm(Form):
    """What every kind has: which version of the settings the page showed."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(STALE_FORM), NumberRange(0, 2**31 - 1)]
    )

    kind: str
    has_secret = False

    @property
    def settings(self) -> dict[str, Any]:
        """Return what was typed that is no secret."""
        return {
            field.name: self[field.name].data or "" for field in FIELDS[self.kind] if field.kind != "secret"
        }

    @property
    def secrets(self) -> dict[str, str]:
        """Return the secrets that were typed; one left empty stays as it is."""
        typed = {field.name: self[field.name].data for field in FIELDS[self.kind] if field.kind == "secret"}
        return {name: str(value) for name, value in typed.items() if value}


@cache
def form_of(kind: str) -> type[ConnectorForm]:
    """Return the form of a kind of connector."""
    controls: Mapping[str, Any] = {field.name: _control(field) for field in FIELDS[kind]}
    return type(f"{kind.title()}Form", (ConnectorForm,), {**controls, "kind": kind})


def check_address(_form: Any, field: Control) -> None:
    """Refuse what could never be called: another scheme, a password in the address, a host that is not allowed."""
    try:
        parts = urlsplit(str(field.data))
        port = parts.port or (HTTPS_PORT if parts.scheme == "https" else 80)
        host = parts.hostname or ""
    except ValueError:
        raise ValidationError(_NO_ADDRESS) from None
    spaced = any(sign.isspace() for sign in str(field.data))
    if spaced or parts.scheme not in {"https", "http"} or not (literal(host) or is_name(host)):
        raise ValidationError(_NO_ADDRESS)
    if parts.username is not None or parts.query or parts.fragment:
        raise ValidationError(
            "L’adresse ne contient ni identifiant, ni paramètre, ni ancre : ils se règlent à part."
        )
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.connector_hosts.allows(host, port):
        raise ValidationError(
            f"{host}:{port} n’est pas une adresse que l’installation permet d’appeler. Demandez à l’exploitant de "
            "l’ajouter à TREMPLIN_CONNECTOR_HOSTS."
        )


_NO_ADDRESS = "Écrivez une adresse complète, par exemple https://service.exemple.fr/chemin."


def _control(field: Field) -> Any:
    needed = InputRequired(f"Renseignez : {field.label.lower()}.") if field.needed else Optional()
    too_long = f"{LONGEST} caractères au plus."
    if field.kind == "url":
        return TrimmedField(field.label, [needed, Length(max=LONGEST, message=too_long), check_address])
    if field.kind == "secret":
        return PasswordField(field.label, [Length(max=LONGEST_SECRET, message="200 caractères au plus.")])
    if field.kind == "seconds":
        words = f"Un nombre de secondes, de {LEAST_SECONDS} à {MOST_SECONDS}."
        within = NumberRange(LEAST_SECONDS, MOST_SECONDS, words)
        return IntegerField(field.label, [InputRequired(words), within], default=int(field.default))
    return TrimmedField(field.label, [needed, Length(max=LONGEST, message=too_long)])
