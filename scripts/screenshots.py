"""Take the guide's pictures from a running demonstration: `scripts/screenshots.py http://127.0.0.1:8000`.

Start from a fresh one (`make demo-reset && make run`): the pictures then show 26 May 2025. With LANGUAGE=fr,
and Debian's chromium-l10n, the browser speaks French too.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "guide" / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
)
PASSWORD = "tremplin-en-demonstration"  # noqa: S105 - the demonstration's, printed by `make run`
MANAGER, ADMINISTRATOR = "claire.montagnier@example.org", "marc.delorme@example.org"
BOARD = "/formations/34120"


def main(base: str) -> None:
    """Sign in, walk through the screens, take each."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        page = sign_in(browser, base, MANAGER)
        for name, path in (
            ("accueil", "/"),
            ("formation", BOARD),
            ("imports", "/imports"),
            ("exports", "/exports"),
        ):
            take(page, base + path, name)
        decision(page, base)
        contract(page, base)
        page.goto(f"{base}{BOARD}?etat=accepted")
        page.click("[data-ouvre] >> nth=0")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / "dossier.png")
        phone = sign_in(browser, base, MANAGER, width=390, height=844)
        take(phone, base + BOARD, "formation-telephone")
        take(sign_in(browser, base, ADMINISTRATOR), f"{base}/parametrage/taches", "taches")
        candidate(browser, base)
        browser.close()


def sign_in(browser: Browser, base: str, email: str, width: int = 1280, height: int = 800) -> Page:
    """Return a page of that person."""
    page = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR").new_page()
    page.goto(f"{base}/connexion")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_url(f"{base}/")
    return page


def take(page: Page, url: str, name: str) -> None:
    """Take one screen."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def decision(page: Page, base: str) -> None:
    """Take the last step of a refusal, without confirming it."""
    page.goto(f"{base}{BOARD}?etat=confirmed&tri=limite")
    page.click("[data-touche=d] >> nth=1")
    page.check("input[value=refused]")
    page.select_option("#reason", index=1)
    page.click("#panneau button[type=submit]")
    page.wait_for_selector("#confirmation")
    page.screenshot(path=FOLDER / "decision.png")


def contract(page: Page, base: str) -> None:
    """Take the entry of a contract with a digit missing, without sending it."""
    page.goto(f"{base}{BOARD}?etat=seeking_contract")
    page.click("[data-touche=c] >> nth=0")
    page.fill("dialog[open] input[name=siret]", "999 012 347 0001")
    page.wait_for_selector("dialog[open] .groupes")
    page.screenshot(path=FOLDER / "contrat.png")


def candidate(browser: Browser, base: str) -> None:
    """Take the pages of the first candidate that the demonstration lists: an offer waits for an answer."""
    page = browser.new_context(viewport={"width": 390, "height": 1180}, locale="fr-FR").new_page()
    page.goto(f"{base}/demo")
    who = page.locator("li", has_text="une proposition d’admission attend").first
    number, born = (text.inner_text() for text in who.locator("b.num").all()[:2])
    who.get_by_role("link").click()
    page.fill("[name=candidate_number]", number)
    page.fill("[name=birth_date]", born)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "candidat-telephone.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
