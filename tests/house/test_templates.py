"""Templates that the content policy would break in silence: no inline style, script or handler."""

import re

import pytest

from tests.house.tree import ROOT, files

FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\ssrc=)|<script[^>]*>\s*[^<\s]|javascript:", re.IGNORECASE
    ),
    "an inline handler": re.compile(
        r"\s(hx-on\b|on(click|change|input|submit|load|key\w+|focus|blur|error)\s*=)", re.IGNORECASE
    ),
    "an expression that htmx would evaluate": re.compile(
        r"""hx-(vals|headers|vars)\s*=\s*["']\s*(js|javascript):"""
    ),
    "a filter that htmx would evaluate": re.compile(r"""hx-trigger\s*=\s*["'][^"']*\["""),
    "an address outside the site": re.compile(
        r"""(src|href|action)\s*=\s*["']//|<link[^>]*href=["']https?:""", re.IGNORECASE
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)!r}"
        for path in files(".html", under=("templates",))
        for match in FORBIDDEN[what].finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
