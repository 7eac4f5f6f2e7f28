"""Chromium for the tests: a fresh context for each, its console watched, and axe to look for barriers."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

AXE = Path(__file__).parent / "vendor" / "axe-core"
CHROMIUM = os.environ.get("TREMPLIN_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
TIMEOUT_MS = 15_000
POLICY_WORDS = ("Content Security Policy", "Content-Security-Policy")


@contextmanager
def launched() -> Iterator[Browser]:
    """Give Debian's Chromium, driven by Playwright."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched_page(browser: Browser, *, tolerated: str = "", **context_options: Any) -> Iterator[Page]:
    """Give a page in a context of its own; a script error or a breach of its policy fails the test.

    What the console says that begins with `tolerated`, when given, is let pass.
    """
    options = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": {"width": 1280, "height": 800}}
    context = browser.new_context(**{**options, **context_options})
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    complaints = _watch(page)
    try:
        yield page
        page.evaluate("() => null")  # what the console has said until now has then arrived
        heard = [text for text in complaints if not (tolerated and text.startswith(tolerated))]
        assert not heard, "\n".join(heard)
    finally:
        context.close()


def _watch(page: Page) -> list[str]:
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if any(words in message.text for words in POLICY_WORDS):
            complaints.append(message.text)

    def on_error(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_error)
    return complaints


def axe(page: Page, scope: str = "html", *, only: str = "") -> list[str]:
    """Return what axe finds wrong in a part of the page, by one rule or by all: a French line per element."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate((AXE / "axe.min.js").read_text(encoding="utf-8"))
        locale = json.loads((AXE / "fr.json").read_text(encoding="utf-8"))
        page.evaluate("locale => axe.configure({ locale })", locale)
    options = {"resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
    result = page.evaluate("([scope, options]) => axe.run(scope, options)", [scope, options])
    return [
        f"{found['id']} ({found['impact']}): {' '.join(map(str, node['target']))}: {_why(node) or found['help']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
