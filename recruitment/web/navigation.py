"""The bar's entries, for the person who is signed in, and what else every page of `base.html` shows."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_login import current_user

from recruitment.core import clock
from recruitment.labels import ROLES
from recruitment.rules.permissions import allowed
from recruitment.rules.vocabulary import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bar."""

    label: str
    url: str
    active: bool


#: Label, address, the other addresses of the same part, what one must be allowed to do.
PARTS = (
    ("Aujourd’hui", "/", (), Permission.SEE),
    ("Formations", "/formations", ("/formations/",), Permission.SEE),
    ("Candidats", "/candidats", ("/candidatures/",), Permission.SEE),
    ("Exports", "/exports", ("/exports/",), Permission.EXPORT),
    ("Imports", "/imports", ("/imports/",), Permission.IMPORT_FILES),
    ("Paramétrage", "/parametrage", ("/parametrage/",), Permission.SETTINGS),
)


def entries(path: str) -> list[Entry]:
    """Return the entries that the signed-in person may follow."""
    role = current_user.role
    return [
        Entry(label, url, path == url or path.startswith(under))
        for label, url, under, permission in PARTS
        if allowed(role, permission)
    ]


def context() -> dict[str, Any]:
    """Return what base.html shows beside the page itself."""
    if not current_user.is_authenticated:
        return {"now": clock.now(), "navigation": []}
    return {
        "now": clock.in_paris(clock.now()),
        "navigation": entries(request.path),
        "centre_name": current_user.centre_name,
        "role_name": ROLES[current_user.role],
    }


def init_app(app: Flask) -> None:
    """Give every template its bar."""
    app.context_processor(context)
