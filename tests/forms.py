"""Forms sent as a browser without JavaScript sends them: what is hidden goes back as it was found."""

from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Forms(HTMLParser):
    """Collects, for each form of a page, where it goes and the fields it would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str], dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given, {}))
        elif tag == "input" and self.forms and given.get("type") == "hidden" and "name" in given:
            self.forms[-1][1][given["name"]] = given.get("value", "")


def hidden_fields(html: str, action: str | None = None) -> dict[str, str]:
    """Return the hidden fields of the form that goes to `action`, by default of the last that posts."""
    parser = _Forms()
    parser.feed(html)
    posting = [form for form in parser.forms if form[0].get("method", "get").lower() == "post"]
    if action is not None:
        posting = [form for form in posting if form[0].get("action", action) in ("", action)]
    assert posting, f"no form that posts to {action or 'anywhere'} in this page"
    return posting[-1][1]


def submit(client: FlaskClient, url: str, **fields: str) -> TestResponse:
    """Open the form at that address, fill it and send it back to the same address."""
    page = client.get(url)
    assert page.status_code == 200, f"GET {url}: {page.status}"
    return client.post(url, data={**hidden_fields(page.text, url), **fields})
