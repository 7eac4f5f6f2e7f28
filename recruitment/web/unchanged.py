"""The answer to a page that asks whether anything is new, every few seconds, when nothing is."""

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import WSGIEnvironment


class Unchanged(Response):
    """A 304. What Werkzeug works out for a body and a location is not worked out: it has neither."""

    default_mimetype = None

    def __init__(self, etag: str) -> None:
        super().__init__(status=304)
        self.headers["ETag"] = etag

    def get_wsgi_response(
        self,
        environ: "WSGIEnvironment",  # noqa: ARG002 - Werkzeug's signature
    ) -> "tuple[Iterable[bytes], str, list[tuple[str, str]]]":
        """Return no body, the status and the headers as they are."""
        return (), self.status, self.headers.to_wsgi_list()


def unless_changed(etag: str) -> Unchanged | None:
    """Return the 304 when the request shows this very version already, else None."""
    return Unchanged(etag) if request.headers.get("If-None-Match") == etag else None
