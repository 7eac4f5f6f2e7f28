"""Flask's signed cookie, read only when somebody asks for it.

It holds the CSRF token and the messages of the next page, no more: who is signed in is a database row.
A poll of the counters asks for neither, and so does not pay for checking its signature.
"""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class LazySession(SessionMixin):
    """A session whose content is read at the first question about it."""

    new = False
    modified = False
    accessed = False

    def __init__(self, read: Callable[[], dict[str, Any]]) -> None:
        self._read = read
        self._content: dict[str, Any] | None = None

    @property
    def content(self) -> dict[str, Any]:
        """Return what the cookie holds."""
        if self._content is None:
            self.accessed = True
            self._content = self._read()
        return self._content

    def __getitem__(self, key: str) -> Any:
        return self.content[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.content[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self.content[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.content)

    def __len__(self) -> int:
        return len(self.content)


class LazySessionInterface(SecureCookieSessionInterface):
    """Opens the session without reading it; writes it only when it was read."""

    def open_session(self, app: Flask, request: Request) -> LazySession:  # type: ignore[override]
        """Return a session that will read the request's cookie."""
        read = super().open_session
        return LazySession(lambda: dict(read(app, request) or {}))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, unless nobody looked at it."""
        if session.accessed:
            super().save_session(app, session, response)
