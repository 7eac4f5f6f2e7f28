"""Gestures that several journeys share, and what they read on the screen."""

from difflib import unified_diff

from playwright.sync_api import Locator, Page

from recruitment.accounts import actions
from recruitment.accounts.models import Account
from tests.builders import PASSWORD

COMPARABLE = """region => {
  const volatile = ['class', 'data-etag', 'data-courant', 'hx-swap-oob', 'style', 'open'];
  const copy = region.cloneNode(true);
  copy.querySelectorAll('[name=csrf_token], [name=jeton], #liste-perimee').forEach(e => e.remove());
  const lines = [];
  const walk = (node, depth) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.textContent.replace(/\\s+/g, ' ').trim();
      if (text) lines.push(' '.repeat(depth) + text);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const attributes = [...node.attributes].filter(a => !volatile.includes(a.name))
        .map(a => `${a.name}=${a.value}`).sort().join(' ');
      lines.push(' '.repeat(depth) + node.localName + ' ' + attributes);
      node.childNodes.forEach(child => walk(child, depth + 1));
    }
  };
  walk(copy, 0);
  return lines;
}"""


def sign_in(page: Page, server: str, account: Account) -> None:
    """Open a login for the browser, without the page: signing in has its own journey."""
    opened = actions.sign_in(account.email, PASSWORD, actions.Origin("127.0.0.1", "tests"))
    assert opened.complete
    page.context.add_cookies([{"name": "login", "value": opened.token, "url": server}])


def row(page: Page, application_id: int) -> Locator:
    """Return the row of a file in the list."""
    return page.locator(f"#c-{application_id}")


def counter(page: Page, state: str) -> Locator:
    """Return the number of a counter."""
    return page.locator(f'[data-counter="{state}"]')


def expect_same_as_reloaded(page: Page, *regions: str) -> None:
    """Expect the regions, as swaps left them, to be those of the page loaded afresh."""
    page.wait_for_load_state("networkidle")
    fresh = page.context.new_page()
    fresh.goto(page.url)
    for region in regions:
        swapped = page.locator(region).evaluate(COMPARABLE)
        loaded = fresh.locator(region).evaluate(COMPARABLE)
        changed = list(unified_diff(swapped, loaded, "swapped", "loaded", n=2, lineterm=""))
        assert not changed, "\n".join([region, *changed])
    fresh.close()


def follow(control: Locator) -> None:
    """Press what leads to another page, and wait until that one is whole."""
    with control.page.expect_navigation():
        control.click()


def expect_no_lonely_sign(page: Page) -> None:
    """See that no line may begin with « : » or end with an opening quotation mark."""
    assert page.evaluate("() => document.body.innerText.match(/.* [:;?!»].*|.*« .*/g)") is None
