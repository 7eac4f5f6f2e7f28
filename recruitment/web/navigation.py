"""The bar's entries, for the person who is signed in, and what else every page of `base.html` shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user

from recruitment.core import clock
from recruitment.labels import ROLES
from recruitment.rules.vocabulary import Permission

_HOLDS = "tremplin.holds"


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
    ("Inscriptions", "/inscriptions", ("/inscriptions/", "/reponses/"), Permission.ENROL),
    ("Exports", "/exports", ("/exports/",), Permission.EXPORT),
    ("Imports", "/imports", ("/imports/",), Permission.IMPORT_FILES),
    ("Paramétrage", "/parametrage", ("/parametrage/",), Permission.SETTINGS),
)


def entries(path: str) -> list[Entry]:
    """Return the entries that the signed-in person may follow."""
    holds = current_app.extensions[_HOLDS]
    return [
        Entry(label, url, path == url or path.startswith(under))
        for label, url, under, permission in PARTS
        if holds(current_user, permission)
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


def init_app(app: Flask, holds: Callable[[Any, Permission], bool]) -> None:
    """Give every template its bar; `holds` tells whether a person may do that somewhere."""
    app.extensions[_HOLDS] = holds
    app.context_processor(context)
