"""A neighbour: a threaded HTTP server of this machine that plays its part, keeps what it received, and can fail.

Only the standard library: `make run` starts neighbours too, without what the tests need.
"""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any, Protocol

from tests.neighbours.faults import ANSWERED, TAKEN, Fault

HOST = "127.0.0.1"
HUGE_BYTES = 64 * 1024 * 1024
DRIP_SECONDS = 0.02
LONGEST_BODY = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What the neighbour answers."""

    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class DeskLike(Protocol):
    """The page of a neighbour, where it has one."""

    def answers(self, neighbour: "Neighbour", asked: Asked) -> Reply | None: ...


class Neighbour:
    """Play a system of others. A subclass writes `play`; `problems` is what it found against the schema.

    Used as a context manager: it listens on a free port of this machine, or on the one given.
    """

    def __init__(self, port: int = 0, *, tls: SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.problems: list[str] = []
        self.connections = 0
        self.redirect_to = "http://127.0.0.1:9/"
        self.lock = threading.Lock()
        self._faults: deque[Fault | None] = deque()
        self._always: Fault | None = None
        self.over = threading.Event()
        self.desk: DeskLike | None = None
        self._scheme = "https" if tls is not None else "http"
        self._server = _Server((HOST, port), self)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Return its address, without a final slash."""
        return f"{self._scheme}://{HOST}:{self.port}"

    def fail(self, *faults: Fault) -> None:
        """Have the next answers go wrong, one after the other."""
        with self.lock:
            self._faults.extend(faults)

    def fail_after(self, answers: int, *faults: Fault) -> None:
        """Have that many answers go well, then these go wrong."""
        with self.lock:
            self._faults.extend((*[None] * answers, *faults))

    def fail_always(self, fault: Fault | None) -> None:
        """Have every answer go wrong, until told otherwise."""
        with self.lock:
            self._always = fault

    def play(self, asked: Asked) -> Reply:
        """Answer a request, and act upon it."""
        raise NotImplementedError

    def next_fault(self) -> Fault | None:
        """Return how this answer goes wrong."""
        with self.lock:
            return self._faults.popleft() if self._faults else self._always

    def __enter__(self) -> Any:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self, address: tuple[str, int], neighbour: Neighbour) -> None:
        self.neighbour = neighbour
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.neighbour.lock:
            self.neighbour.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of callers that hung up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
        self._handle(self.rfile.read(length))

    def do_GET(self) -> None:
        self._handle(b"")

    def _handle(self, body: bytes) -> None:
        neighbour = self.server.neighbour
        asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.close_connection = True
        shown = neighbour.desk.answers(neighbour, asked) if neighbour.desk is not None else None
        if shown is not None:
            self._send(shown)
            return
        with neighbour.lock:
            neighbour.asked.append(asked)
        fault = neighbour.next_fault() if self.command == "POST" else None
        reply = neighbour.play(asked) if fault is None or fault in TAKEN else Reply(b"")
        if fault is None:
            self._send(reply)
        else:
            self._fail(fault, reply)

    def _fail(self, fault: Fault, reply: Reply) -> None:
        if fault in ANSWERED:
            status, content_type, body = ANSWERED[fault]
            self._send(Reply(body, status, content_type))
        elif fault in (Fault.SILENT, Fault.TAKEN_SILENT):
            self._wait_for_the_caller()
        elif fault is Fault.TAKEN_HALF:
            self._begin(reply, len(reply.body))
            self.wfile.write(reply.body[: len(reply.body) // 2])
        elif fault is Fault.REDIRECT:
            self._send(Reply(b"", 302, headers={"Location": self.server.neighbour.redirect_to}))
        elif fault is Fault.COMPRESSED:
            self._send(Reply(b"\x1f\x8b\x08", headers={"Content-Encoding": "gzip"}))
        elif fault is Fault.HUGE:
            self._begin(reply, HUGE_BYTES)
            self._trickle((b" " * 65_536 for _ in range(HUGE_BYTES // 65_536)), 0)
        elif fault is Fault.DRIP:
            self._begin(reply, LONGEST_BODY)
            self._trickle((b" " for _ in range(LONGEST_BODY)), DRIP_SECONDS)
        elif fault is Fault.HEADER_DRIP:
            self._trickle((b"HTTP/1.1 200 OK\r\nX: "[i : i + 1] or b"x" for i in range(60_000)), DRIP_SECONDS)

    def _send(self, reply: Reply) -> None:
        self._begin(reply, len(reply.body))
        self.wfile.write(reply.body)

    def _begin(self, reply: Reply, length: int) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _trickle(self, pieces: Iterable[bytes], seconds: float) -> None:
        with suppress(OSError):
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                if seconds and self.server.neighbour.over.wait(seconds):
                    return

    def _wait_for_the_caller(self) -> None:
        """Answer nothing until the caller hangs up, or the neighbour stops."""
        self.connection.settimeout(0.05)
        while not self.server.neighbour.over.is_set():
            try:
                if not self.connection.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: what was received is kept."""
