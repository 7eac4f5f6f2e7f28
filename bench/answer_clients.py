"""Candidates on their pages and managers on the board, as threads of one process that send at the same second."""

import html
import http.client
import re
import threading
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from bench.contract_clients import valid_siret

HIDDEN = re.compile(r'<input [^>]*type="hidden"[^>]*>')
FACT = re.compile(r'\b(name|value)="([^"]*)"')
EMPLOYER = "Boulangerie du Puy"
TIMEOUT = 120
SEE_OTHER, CONFLICT = 303, 409


@dataclass(slots=True)
class Browser:
    """Somebody's cookies, and the last form, filled."""

    port: int
    cookies: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)
    action: str = ""

    def open(self, path: str, action: str) -> None:
        """Open a page and take the hidden fields of its form."""
        status, body = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path.split('/')[1]}: {status}")
        self.take(body, action)

    def take(self, body: str, action: str) -> None:
        """Take the hidden fields of the form that goes there."""
        _, _, rest = body.partition(f'action="{action}"')
        found = [dict(FACT.findall(one)) for one in HIDDEN.findall(rest.partition("</form>")[0])]
        self.form = {one["name"]: html.unescape(one.get("value", "")) for one in found}
        self.action = action

    def send(self) -> tuple[int, str]:
        """Send the form."""
        return self.ask("POST", self.action, urlencode(self.form))

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """Ask, and keep the cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("localhost", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def answer(*, port: int, scene: dict[str, Any]) -> dict[str, Any]:
    """Bring everybody to their last step, let them all send at once; return what they were told."""
    candidates = [_candidate(port, visit) for visit in scene["visits"]]
    managers = [
        _manager(port, login, wish) for login, wish in zip(scene["logins"], scene["wishes"], strict=True)
    ]
    told: list[tuple[bool, int, str, float]] = []
    ready = threading.Barrier(len(candidates) + len(managers))

    def send(browser: Browser, *, manages: bool) -> None:
        ready.wait()
        began = perf_counter()
        try:
            status, body = browser.send()
        except OSError as error:
            status, body = 0, str(error)
        told.append((manages, status, body, perf_counter() - began))

    threads = [threading.Thread(target=send, args=(one,), kwargs={"manages": False}) for one in candidates]
    threads += [threading.Thread(target=send, args=(one,), kwargs={"manages": True}) for one in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _summary(told)


def _summary(told: list[tuple[bool, int, str, float]]) -> dict[str, Any]:
    waits = sorted(wait for *_others, wait in told)
    full = 'data-refusal="capacity_reached"'
    answered = sum(status == SEE_OTHER for manages, status, _, _ in told if not manages)
    entered = sum(status == SEE_OTHER for manages, status, _, _ in told if manages)
    refused = sum(status == CONFLICT and full in body for manages, status, body, _ in told if manages)
    return {
        "answered": answered,
        "entered": entered,
        "refused": refused,
        "errors": len(told) - answered - entered - refused,
        "told": sorted({f"{status} {_refusal(body)}" for _, status, body, _ in told}),
        "p50": waits[len(waits) // 2],
        "last": waits[-1],
    }


def _refusal(body: str) -> str:
    found = re.search(r'data-refusal="([^"]+)"', body)
    return found[1] if found else ""


def _candidate(port: int, visit: dict[str, Any]) -> Browser:
    """Fill the first step and come to the second, where what is lost was read."""
    browser = Browser(port, {"visit": visit["cookie"]})
    action = f"{visit['path']}/reponse"
    browser.open(f"{visit['path']}/propositions/{visit['contract']}", action)
    browser.form |= {"reply": visit["reply"], "siret": valid_siret(), "employer_name": EMPLOYER}
    status, body = browser.send()
    if status != 200:
        raise RuntimeError(f"the first step: {status}")
    browser.take(body, action)
    browser.form["understood"] = "y"
    return browser


def _manager(port: int, login: str, wish: int) -> Browser:
    browser = Browser(port, {"login": login})
    path = f"/candidatures/{wish}/contrat"
    browser.open(path, path)
    browser.form |= {"employer_name": EMPLOYER, "siret": valid_siret(), "checked": "1"}
    return browser
