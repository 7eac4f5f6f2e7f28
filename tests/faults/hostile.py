"""What no one in good faith would send: for any address, any parameter, any field."""

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from werkzeug.routing import Rule

from tests.databases import ROOT
from tests.properties.profiles import DEEP

FIELDS, ODD = 4, 3  # of a form, and values of each: a search of one's own takes them all
Fields = list[tuple[str, str | bytes]]

VALUES: tuple[str | bytes, ...] = (
    "",
    " \t\u00a0\u202f",
    "\x00",
    "Martin\x00\x1b[31m",
    "\u202eEVIL\u2066\u2069",
    "🎓👩🏽‍🎓🇫🇷",
    "Z̷̞͂a̶̰͝l̸̙̾g̷̤͐o" * 20,
    b"\xff\xfe\xed\xa0\x80",
    "' OR 1=1 --",
    "%_\\",
    "<script>alert(1)</script>{{ 7*7 }}",
    "=1+1",
    "0",
    "-1",
    "１２３",
    "1e999",
    "NaN",
    "9" * 19,
    "9" * 40,
    "2025-02-30",
    "0000-00-00",
    "[]",
    '{"a": 1}',
    "true",
    "../../etc/passwd",
    "x" * 5_000,
)
LONGEST = "x" * 1_048_576
NUMBERS = ("0", "999999", str(2**31), str(2**63 - 1), str(2**63), "1" * 40)
TEXTS = ("0", "%00", "%F0%9F%8E%93", "..%2f..", "%E2%80%AE", "x" * 5_000, "a;b=c", "%ff")
_ASKED = re.compile(r"""(?:args|values|form)\.(?:get|getlist)\(\s*"(\w+)"|whole_number\("(\w+)\"""")


def parameters() -> tuple[str, ...]:
    """Return the name of every parameter that some page reads of its address, as the sources have it."""
    found = {"q", "page", "tri", "sens", "etat"}
    for path in Path(ROOT / "recruitment").rglob("*.py"):
        found |= {name for pair in _ASKED.findall(path.read_text()) for name in pair if name}
    return tuple(sorted(found))


def addresses(rule: Rule, valid: dict[str, str]) -> Iterator[str]:
    """Yield the addresses of a rule: with what exists, then with each odd value in each of its places."""
    known = {name: valid.get(name, "1") for name in rule.arguments}
    yield _fill(rule, known)
    for name in sorted(rule.arguments):
        for odd in NUMBERS if f"<int:{name}>" in rule.rule else TEXTS:
            yield _fill(rule, {**known, name: odd})


def _fill(rule: Rule, values: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values[found[1]], rule.rule)


class Form(HTMLParser):
    """The fields of the last form of a page that posts, as a person would leave them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._posts = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, or keep a field of it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = given.get("method", "get").lower() == "post" and "deconnexion" not in given.get(
                "action", ""
            )
            if self._posts:
                self.fields = {}
        elif self._posts and tag in ("input", "textarea", "select") and given.get("name"):
            self.fields.setdefault(given["name"], given.get("value", ""))


def spoilt(fields: dict[str, str], chance: random.Random) -> Iterator[Fields]:
    """Yield a form with some fields in turn odd, missing, doubled, enormous; then with several at once."""
    whole: Fields = list(fields.items())
    for name, typed in whole if DEEP else chance.sample(whole, min(len(whole), FIELDS)):
        others = [(other, value) for other, value in whole if other != name]
        yield others
        yield [*whole, (name, typed)]
        yield [*whole, (name, "autre")]
        yield [*others, (f"{name}[]", "1"), (f"{name}[0][a]", "1")]
        for value in VALUES if DEEP else chance.sample(VALUES, ODD):
            yield [*others, (name, value)]
    if fields:
        yield [*whole[:-1], (whole[-1][0], LONGEST)]
    for _ in range(ODD):
        yield [
            (name, chance.choice(VALUES) if name != "csrf_token" and chance.random() < 0.5 else value)
            for name, value in whole
        ]
    yield [*whole, *((f"inconnu{rank}", "1") for rank in range(900))]
