"""What a browser would do of a page by itself: run, load, follow."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import matrix
from tests.web.matrix import Route, World

LOADED = {
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "src"),
    ("use", "href"),
}
FOLLOWED = {("a", "href"), ("form", "action"), ("button", "formaction")}
HTMX_CODE = ("hx-on", "hx-vals", "hx-vars", "data-hx-on")
WITHOUT_A_PLACE = frozenset({"base", "object", "embed", "applet", "iframe", "frame", "svg:script"})


class Dangers(HTMLParser):
    """Collects what a content policy must never have to stop."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element and at its attributes."""
        given = {name: value or "" for name, value in attrs}
        self._inside = tag if tag == "script" and "src" not in given else ""
        if tag == "iframe" and given.get("sandbox") == "" and "srcdoc" in given:
            return  # a mail as it will look: without script, form, navigation nor the site's own origin
        if tag in WITHOUT_A_PLACE or tag == "style":
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith("on") or name == "style" or name.startswith(HTMX_CODE):
                self.found.append(f"<{tag} {name}>")
            if (tag, name) in LOADED | FOLLOWED and not is_ours(value):
                self.found.append(f"<{tag} {name}={value[:60]!r}>")

    def handle_data(self, data: str) -> None:
        """Look at what is written inside a script."""
        if self._inside and data.strip():
            self.found.append(f"inline script: {data[:60]!r}")


class Forms(HTMLParser):
    """The fields of the form that posts to an address, and the names of all the fields of the page."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.shown: set[str] = set()
        self._address, self._ours = address, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or keep a field of it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = given.get("method", "get").lower() == "post"
            self._ours = posts and given.get("action", "") in {"", self._address}
        elif tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self.shown.add(given["name"])
            if self._ours and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
                self.fields.setdefault(given["name"], given.get("value", ""))


def is_ours(address: str) -> bool:
    """Tell whether an address stays on the site; a person writes by mail and by telephone."""
    parts = urlsplit(address.strip())
    if parts.scheme == "otpauth":
        return True  # the link of a second factor, which the person's own device opens
    elsewhere = bool(parts.netloc) or address.startswith("\\")
    return parts.scheme in {"", "mailto", "tel"} and not elsewhere


def signed_in(app: Flask, world: World, who: str) -> FlaskClient:
    """Give the browser of one kind of person."""
    client, account = app.test_client(), world.people[who]
    if account is not None:
        matrix.sign_in(app, client, account)
    return client


def pages(
    routes: list[Route], client: FlaskClient, values: dict[str, object]
) -> list[tuple[str, TestResponse]]:
    """Ask for every page there is, plain and by htmx."""
    found = []
    for route in routes:
        if route.method != "GET" or route.rule.startswith("/static/"):
            continue
        address = route.address({**values, **route.given})
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(address, headers=headers, buffered=True)
            found.append((f"{address} {'by htmx' if headers else ''}", answer))
    return found
