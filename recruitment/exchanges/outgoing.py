"""One exchange over HTTP with a neighbour, by the rules of every connector.

Only a host that the installation allows, only at an address that was judged, over TLS (in clear on this machine
alone), following no redirection, within a time and a size. Whatever goes wrong is an OutgoingError, of one kind.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from urllib3.exceptions import HTTPError

from recruitment.core.outgoing_hosts import AllowedHosts, is_name, literal, unmapped
from recruitment.exchanges.outgoing_errors import ConnectTimeout, OutgoingError, reason_of, status_error
from recruitment.exchanges.pinned import Wire, adapter, look_up

__all__ = ["Answer", "Outgoing", "OutgoingError", "OutgoingSettings"]

AGENT = "Tremplin"
PORTS = {"https": 443, "http": 80}
PIECE = 65_536
MOST_BYTES = 32 * 1024 * 1024
CONNECT_SECONDS = 10.0
XML = ("text/xml", "application/xml", "application/soap+xml")
AT_ONCE = (
    2  # exchanges that people of this process may wait for: each keeps one of the server's eight threads
)
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class OutgoingSettings:
    """What one connector allows itself: hosts, seconds of silence, seconds in all, bytes of an answer."""

    allowed: AllowedHosts
    read_seconds: float = 30.0
    connect_seconds: float = CONNECT_SECONDS
    whole_seconds: float = 120.0
    most_bytes: int = MOST_BYTES
    authority: Path | None = None
    basic: tuple[str, str] | None = None
    somebody_waits: bool = False

    def __repr__(self) -> str:
        """Return what may be written down: not the password."""
        return f"OutgoingSettings(read_seconds={self.read_seconds})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a neighbour answered, whole."""

    status: int
    content_type: str
    body: bytes


class Outgoing:
    """Exchanges of one connector. Each method raises OutgoingError."""

    def __init__(self, settings: OutgoingSettings) -> None:
        self.settings = settings

    def post_json(self, url: str, payload: Any, *, headers: Mapping[str, str] | None = None) -> Any:
        """Send JSON and return the JSON of the answer; anything but a 2xx is an error."""
        answer = self.post_body(url, payload, headers=headers)
        try:
            return json.loads(answer.decode("utf-8-sig"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise OutgoingError("not_json", maybe_received=True) from error

    def post_body(self, url: str, payload: Any, *, headers: Mapping[str, str] | None = None) -> bytes:
        """Send JSON and return the answer as it came, for a reader of its own; anything but a 2xx is an error."""
        body = json.dumps(payload, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        answer = self.exchange("POST", url, body, {**sent, **(headers or {})})
        _check_status(answer)
        return answer.body

    def post_xml(self, url: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send XML and return the answer, also of a SOAP fault (500 with XML); it is not parsed here."""
        sent = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml"}
        answer = self.exchange("POST", url, body, {**sent, **(headers or {})})
        is_xml = answer.content_type.startswith(XML)
        if not (is_xml and answer.status == requests.codes.server_error):
            _check_status(answer)
        if not is_xml:
            raise OutgoingError("not_xml", status=answer.status, maybe_received=True)
        return answer

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch what is at an address; anything but a 2xx is an error."""
        answer = self.exchange("GET", url, None, dict(headers or {}))
        _check_status(answer)
        return answer

    def exchange(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Do one exchange and return the answer whatever its status, but for a redirection."""
        addresses = self._judged(url)
        with (
            _place(somebody_waits=self.settings.somebody_waits),
            Wire(addresses, self.settings.whole_seconds) as wire,
            requests.Session() as session,
        ):
            session.trust_env = False  # no proxy, no .netrc: nothing but what is set here
            session.mount("https://", adapter(wire))
            session.mount("http://", adapter(wire))
            try:
                answer = self._answer(session, method, url, body, headers)
            except ConnectTimeout as error:
                raise OutgoingError("connect_timed_out") from error
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                kind, maybe = reason_of(error, cut=wire.cut)
                raise OutgoingError(kind, maybe_received=maybe) from error
            if wire.cut:  # what was cut may look like a whole answer
                raise OutgoingError("timed_out", maybe_received=True)
            return answer

    def _answer(
        self, session: requests.Session, method: str, url: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        with session.request(
            method,
            url,
            data=body,
            headers={"User-Agent": AGENT, "Accept-Encoding": "identity", **headers},
            auth=self.settings.basic,
            timeout=(self.settings.connect_seconds, self.settings.read_seconds),
            allow_redirects=False,
            stream=True,
            verify=str(self.settings.authority) if self.settings.authority else True,
        ) as response:
            if 300 <= response.status_code < 400:
                raise OutgoingError("redirected", status=response.status_code, maybe_received=True)
            content_type = response.headers.get("Content-Type", "").lower()
            return Answer(response.status_code, content_type, self._body(response))

    def _body(self, response: requests.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise OutgoingError("encoded", status=response.status_code, maybe_received=True)
        pieces, size = [], 0
        while piece := response.raw.read1(PIECE):
            size += len(piece)
            if size > self.settings.most_bytes:
                raise OutgoingError(
                    "too_large",
                    str(self.settings.most_bytes),
                    status=response.status_code,
                    maybe_received=True,
                )
            pieces.append(piece)
        expected = response.headers.get("Content-Length", "")
        if expected.isdecimal() and size < int(expected):
            raise OutgoingError("cut_short", status=response.status_code, maybe_received=True)
        return b"".join(pieces)

    def _judged(self, url: str) -> list[str]:
        """Return the addresses that may be called for an URL. Raises OutgoingError: nothing was called."""
        parts, port = _parts(url)
        host = parts.hostname or ""
        if literal(host) is None and not is_name(host):
            raise OutgoingError("url_invalid", host)
        if not self.settings.allowed.allows(host, port):
            raise OutgoingError("host_not_allowed", f"{host}:{port}")
        try:
            found = look_up(host, port)
        except OSError as error:
            raise OutgoingError("name_unknown", host) from error
        for text in found:
            address = literal(text)
            if address is None or not self.settings.allowed.reaches(address):
                raise OutgoingError("address_not_allowed", host)
            if parts.scheme == "http" and not unmapped(address).is_loopback:
                raise OutgoingError("not_https", host)
        return found


@contextmanager
def _place(*, somebody_waits: bool) -> Iterator[None]:
    """Hold one of the few places of those that a person waits for; refuse at once when all are taken."""
    if not somebody_waits:
        yield
        return
    if not _places.acquire(blocking=False):
        raise OutgoingError("busy")
    try:
        yield
    finally:
        _places.release()


def _parts(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise OutgoingError("url_invalid") from error
    if (
        not port
        or not parts.hostname
        or parts.username is not None
        or parts.fragment
        or not url.isprintable()
    ):
        raise OutgoingError("url_invalid")
    return parts, port


def _check_status(answer: Answer) -> None:
    if not 200 <= answer.status < 300:
        raise status_error(answer.status)


def _no_constant(text: str) -> None:
    raise ValueError(text)
