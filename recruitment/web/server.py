"""Serve with waitress, which slow clients do not stop, and leave no request unfinished.

`waitress-serve` drops what is under way at SIGTERM; here the socket closes, the requests end, then we do.
"""

import logging
import signal
from collections.abc import Callable
from types import FrameType

from flask import Flask
from waitress import create_server

LAST_REQUESTS = 10  # seconds given to the requests under way
LARGEST_HEADER = 64 * 1024

log = logging.getLogger("tremplin.server")


def serve(
    app: Flask, *, host: str, port: int, threads: int = 8, ready: Callable[[int], None] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT. `ready` is told the port (0 takes any free one) once it listens."""
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_header_size=LARGEST_HEADER,
        max_request_body_size=app.config["UPLOAD_LIMIT"] + LARGEST_HEADER,
        trusted_proxy_headers=set(),
        clear_untrusted_proxy_headers=not app.config["SETTINGS"].trusted_proxies,  # see web.proxies
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    bound = int(getattr(server, "effective_port", port))
    log.info("serving on http://%s:%d", host, bound)
    if ready is not None:
        ready(bound)
    try:
        server.run()
    except SystemExit:
        log.info("stopping: finishing the requests under way")
    finally:
        server.close()
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=LAST_REQUESTS)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
