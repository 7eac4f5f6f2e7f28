"""The guide is written in French: its double signs and its quotation marks hold to their words (U+00A0)."""

import re
from collections.abc import Iterator

from tests.house.tree import ROOT

PAGES = sorted((ROOT / "docs" / "guide").glob("*.md"))
#: What is no prose: a head of settings, a fence, a code span, the target of a link, the rule of a table.
NOT_PROSE = re.compile(
    r"\A---\n.*?\n---\n|^```.*?^```$|`[^`\n]+`|(?<=\])\([^)\n]*\)|https?://[^\s)]+|^\|[-| :]+\|$",
    re.DOTALL | re.MULTILINE,
)
WRONG = {
    "a space that breaks before a sign": re.compile(r"[ \t\n]+(?:[:;?»]|!(?!\[))"),  # `![` is an image
    "no space before a sign": re.compile(r"[^\s:;?!»][:;?!](?=\s|$)|[^\s]»"),
    "a space that breaks after «": re.compile(r"«[ \t\n]"),
    "no space after «": re.compile(r"«\S"),
}


def prose(text: str) -> str:
    """Return a page with what is no prose put out of sight, each line where it was."""
    return NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", "x", found[0]), text)


def faults() -> Iterator[str]:
    for page in PAGES:
        text = prose(page.read_text(encoding="utf-8"))
        for what, pattern in WRONG.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{page.relative_to(ROOT)}:{line}: {what}"


def test_signs_hold_to_their_words() -> None:
    assert PAGES
    assert list(faults()) == []
