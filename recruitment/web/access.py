"""The door: everything is closed unless a view says that it is public.

Which rows a person may see, and what they may do with them, is in `accounts.access`; here one is in or out.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.web import htmx

View = TypeVar("View", bound=Callable[..., Any])

SIGN_IN_PATH = "/connexion"
NOT_SENT_AGAIN = frozenset({"code", "credential", "csrf_token", "current_password", "link", "password"})
_PUBLIC, _UNATTENDED, _OWN_DOOR = "is_public", "is_unattended", "has_own_door"
_BEFORE_GATES, _GATE = "is_before_gates", "tremplin.gate"
_WHILE_LOOKING = "is_while_looking"
ACCOUNT_PATH = "/compte"
FILES = (".csv", ".json")
READ_ONLY = (
    "Vous voyez comme un collègue, en lecture seule : rien n’a été enregistré. Revenez d’abord à vos propres "
    "yeux."
)
NOT_THROUGH_OTHERS = (
    "Vous voyez comme un collègue : ni ses fichiers ni la sécurité de son compte ne s’ouvrent par ses yeux. Revenez "
    "d’abord aux vôtres."
)


def public(view: View) -> View:
    """Open a view to people who are not signed in."""
    setattr(view, _PUBLIC, True)
    return view


def own_door(view: View) -> View:
    """Leave it to the view to turn away whoever is not signed in (see `accounts.polling`)."""
    setattr(view, _OWN_DOOR, True)
    return view


def unattended(view: View) -> View:
    """Mark a view that the page asks for by itself: it keeps no login open, and stops when that ends."""
    setattr(view, _UNATTENDED, True)
    return view


def while_looking(view: View) -> View:
    """Open a view to who sees as a colleague: the way back, signing out, the trace of what they print."""
    setattr(view, _WHILE_LOOKING, True)
    return view


def before_gates(view: View) -> View:
    """Open a view to people who are signed in but still owe something (see `accounts.gates`)."""
    setattr(view, _BEFORE_GATES, True)
    return view


def gated_by(app: Flask, owed: Callable[[Any], str | None]) -> None:
    """Ask this, for each page of somebody signed in, where they have to go first."""
    app.extensions[_GATE] = owed


def current_view() -> Callable[..., Any] | None:
    """Return the view that will answer, or None when no address matches."""
    rule = request.url_rule
    return None if rule is None else current_app.view_functions[rule.endpoint]


def is_unattended() -> bool:
    """Tell whether the page asked by itself, without a person's gesture."""
    return hasattr(current_view(), _UNATTENDED)


def require_sign_in() -> WerkzeugResponse | None:
    """Turn away whoever is not signed in, or has something else to do first; a public view is for all."""
    view = current_view()
    if view is None or hasattr(view, _PUBLIC) or hasattr(view, _OWN_DOOR):
        return None
    person = current_user._get_current_object()
    if not person.is_authenticated:
        return turn_away()
    if person.looker is not None:
        _only_read(view)
    path = None if hasattr(view, _BEFORE_GATES) else current_app.extensions[_GATE](person)
    return None if path is None else lead_to(path)


def _only_read(view: Callable[..., Any]) -> None:
    """Refuse what an administrator does not do through a colleague's eyes: act, take files, see their account."""
    if hasattr(view, _WHILE_LOOKING):
        return
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        abort(403, READ_ONLY)
    if request.path.endswith(FILES) or request.path.startswith(ACCOUNT_PATH):
        abort(403, NOT_THROUGH_OTHERS)


def lead_to(path: str) -> WerkzeugResponse:
    """Send to what is owed before anything else; a part of a page that asks by itself only stops."""
    if htmx.is_htmx():
        return Response(status=htmx.STOP_POLLING) if is_unattended() else htmx.go_to(path, 403)
    return redirect(path, 303)


def own_path(target: str | None, default: str = "/") -> str:
    """Return `target` if it is a path of this site, else `default`: a sign-in never sends elsewhere."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return default
    if any(character <= " " or character == "\x7f" for character in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or "\\" in parts.path else target


def sign_in_address() -> str:
    """Return the sign-in page that leads back to the page on the screen."""
    shown = (
        htmx.page_address()
        if htmx.is_htmx()
        else request.full_path
        if request.method == "GET"
        else request.referrer
    )
    parts = urlsplit(shown or "")
    back = own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return SIGN_IN_PATH if back == "/" else f"{SIGN_IN_PATH}?next={quote(back, safe='')}"


def is_from_this_site() -> bool:
    """Tell whether the browser says that one of our own pages sent the request."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else (request.referrer or "").startswith(request.host_url)


def typed_fields() -> list[tuple[str, str]]:
    """Return what was typed on our own page in the form just sent, to send it again; no password."""
    if request.mimetype != "application/x-www-form-urlencoded" or not is_from_this_site():
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_SENT_AGAIN]


def turn_away() -> WerkzeugResponse:
    """Answer somebody who is not signed in: with the sign-in page, or with what htmx understands."""
    if htmx.is_htmx() and is_unattended():
        return Response(status=htmx.STOP_POLLING)
    if request.method in {"GET", "HEAD"}:
        return htmx.go_to(sign_in_address(), 401) if htmx.is_htmx() else redirect(sign_in_address(), 303)
    if htmx.is_htmx():
        return Response(status=401)  # the page keeps what was typed, and says that one must sign in again
    page = render_template("errors/signed_out.html", back=sign_in_address(), fields=typed_fields())
    return current_app.make_response((page, 401))
