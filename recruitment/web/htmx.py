"""htmx's header names live here and nowhere else.

Every address works without htmx. With it the same view answers with the part of the page that htmx swaps.
"""

import json
from typing import Any

from flask import Response, current_app, request

STOP_POLLING = 286  # htmx's own status: what polls this address stops


def is_htmx() -> bool:
    """Tell whether htmx sent the request."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    return bool(htmx)


def wants_partial() -> bool:
    """Tell whether htmx asks for a part of the page, to swap it into the one it shows."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_address() -> str | None:
    """Return the address of the page that the browser shows, when htmx sent the request."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    address: str | None = htmx.current_url
    return address


def target() -> str | None:
    """Return the id of the element that htmx would put the answer into."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    found: str | None = htmx.target if htmx else None
    return found


def respond(
    body: str = "",
    status: int = 200,
    *,
    retarget: str | None = None,
    reswap: str | None = None,
    push_url: str | None = None,
    trigger: str | dict[str, Any] | None = None,
) -> Response:
    """Answer htmx, saying where the body goes, what the address bar shows and what to announce."""
    response = current_app.make_response((body, status))
    for name, value in (("HX-Retarget", retarget), ("HX-Reswap", reswap), ("HX-Push-Url", push_url)):
        if value is not None:
            response.headers[name] = value
    if trigger is not None:
        response.headers["HX-Trigger"] = trigger if isinstance(trigger, str) else json.dumps(trigger)
    return response


def go_to(address: str, status: int = 200) -> Response:
    """Make htmx load another page whole."""
    response = current_app.make_response(("", status))
    response.headers["HX-Redirect"] = address
    return response
