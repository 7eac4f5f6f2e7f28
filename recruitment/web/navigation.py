"""The bar's entries, for the person who is signed in, and what else every page of `base.html` shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user

from recruitment.core import clock
from recruitment.labels import ROLES
from recruitment.rules.permissions import FOLLOW_UP
from recruitment.rules.vocabulary import Permission, Role

_HOLDS = "tremplin.holds"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bar."""

    label: str
    url: str
    active: bool


#: Label, address, the other addresses of the same part, what one must be allowed to do: one of these acts.
PARTS: tuple[tuple[str, str, tuple[str, ...], tuple[Permission, ...]], ...] = (
    ("Aujourd’hui", "/", (), (Permission.SEE,)),
    ("Formations", "/formations", ("/formations/",), (Permission.SEE,)),
    ("Candidats", "/candidats", ("/candidatures/",), (Permission.SEE,)),
    (
        "Inscriptions",
        "/inscriptions",
        ("/inscriptions/", "/reponses/", "/preinscriptions", "/accueil-inscriptions"),
        (Permission.ENROL,),
    ),
    ("Apprenants", "/apprenants", ("/apprenants/",), FOLLOW_UP),
    ("Échanges", "/echanges", ("/echanges/", "/admis"), FOLLOW_UP),
    ("Fichiers", "/imports", ("/imports/", "/exports"), (Permission.IMPORT_FILES,)),
    ("Fichiers", "/exports", ("/exports/",), (Permission.EXPORT,)),
    ("Paramétrage", "/parametrage", ("/parametrage/",), (Permission.SETTINGS,)),
)

#: The same, of whoever supervises an académie: the desk replaces what is for those who recruit.
SUPERVISION = (
    ("Région", "/region", (), (Permission.SUPERVISE,)),
    (
        "Établissements",
        "/region/etablissements",
        ("/region/etablissements/", "/formations"),
        (Permission.SUPERVISE,),
    ),
    ("Demandes", "/region/demandes", ("/region/demandes/",), (Permission.SUPERVISE,)),
    ("Calendrier", "/region/calendrier", (), (Permission.SUPERVISE,)),
    ("Exports", "/exports", ("/exports/",), (Permission.EXPORT,)),
)


def entries(path: str) -> list[Entry]:
    """Return the entries that the signed-in person may follow; of two of one name, the first they may."""
    holds = current_app.extensions[_HOLDS]
    parts = SUPERVISION if holds(current_user, Permission.SUPERVISE) else PARTS
    found: dict[str, Entry] = {}
    for label, url, under, acts in parts:
        if label not in found and any(holds(current_user, act) for act in acts):
            found[label] = Entry(label, url, path == url or path.startswith(under))
    return list(found.values())


def context() -> dict[str, Any]:
    """Return what base.html shows beside the page itself."""
    if not current_user.is_authenticated:
        return {"now": clock.now(), "navigation": []}
    return {
        "now": clock.in_paris(clock.now()),
        "navigation": entries(request.path),
        "centre_name": _place(),
        "role_name": ROLES[current_user.role],
    }


def _place() -> str:
    """Return where the signed-in person works."""
    if current_user.role is Role.REGIONAL:
        return f"DRAIO, site de {current_user.academie}"
    place: str = current_user.centre_name
    return place


def init_app(app: Flask, holds: Callable[[Any, Permission], bool]) -> None:
    """Give every template its bar; `holds` tells whether a person may do that somewhere."""
    app.extensions[_HOLDS] = holds
    app.context_processor(context)
