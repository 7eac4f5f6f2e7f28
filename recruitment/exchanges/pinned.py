"""A connection to addresses that were looked up and judged beforehand, cut whole at its deadline.

The name is never looked up a second time: one that changes its answer meanwhile leads nowhere. The certificate is
checked against the name all the same.
"""

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Wire:
    """The socket of one exchange, and the watch that cuts it: a time-out of each byte lets an hour go by."""

    def __init__(self, addresses: Sequence[str], seconds: float) -> None:
        self.addresses = addresses
        self.cut = False
        self._held: socket.socket | None = None
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True

    def __enter__(self) -> "Wire":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.cancel()
        if self._held is not None:
            self._held.close()

    def hold(self, connected: socket.socket) -> None:
        """Keep a hand on a socket that TLS or a library will wrap."""
        self._held = connected.dup()
        if self.cut:
            self._cut()

    def _cut(self) -> None:
        self.cut = True
        if self._held is not None:
            with suppress(OSError):
                self._held.shutdown(socket.SHUT_RDWR)


def adapter(wire: Wire) -> HTTPAdapter:
    """Return what makes `requests` call those addresses only, once, with no retry."""

    class Plain(_Pinned, HTTPConnection):
        pinned = wire

    class Tls(_Pinned, HTTPSConnection):
        pinned = wire

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    made = HTTPAdapter(max_retries=0)
    made.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
    return made


class _Pinned:
    pinned: Wire
    _dns_host: str

    def _new_conn(self) -> socket.socket:
        named, error = self._dns_host, None
        for address in self.pinned.addresses:
            self._dns_host = address
            try:
                connected: socket.socket = super()._new_conn()  # type: ignore[misc]
            except Exception as failed:  # noqa: BLE001 - whatever it is, the next address is tried; the last is told
                error = failed
            else:
                self.pinned.hold(connected)
                return connected
            finally:
                self._dns_host = named
        raise error or OSError("no address")


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host; OSError when it has none."""
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
