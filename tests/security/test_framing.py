"""ASVS 4.2.1: where a message ends is told one way only, so that none can hide another."""

import socket
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.conftest import StartServer

HIDDEN = b"GET /nulle-part HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKS = b"0\r\n\r\n"
HEAD = b"POST /connexion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
AMBIGUOUS = (
    HEAD
    + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(CHUNKS + HIDDEN)
    + CHUNKS
    + HIDDEN,
    HEAD + b"Content-Length: 3\r\nContent-Length: 44\r\n\r\na=b" + HIDDEN,
    HEAD + b"Transfer-Encoding: xchunked\r\n\r\n" + CHUNKS + HIDDEN,
    HEAD + b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKS + HIDDEN,
    HEAD + b"Content-Length: +3\r\n\r\na=b" + HIDDEN,
    HEAD + b"Content-Length: 0x3\r\n\r\na=b" + HIDDEN,
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\n\r\n" + HIDDEN,
)


@pytest.mark.parametrize("message", AMBIGUOUS)
def test_a_message_with_two_ends_is_refused_or_ends_the_conversation(
    app: Flask, live_server: StartServer, message: bytes
) -> None:
    """A proxy that would read the other end sends the hidden request to nobody else's account."""
    parts = urlsplit(live_server().url)
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=5) as connection:
        connection.sendall(message)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
            if answer.count(b"HTTP/1.1 ") > 1 or b"Connection: close" not in answer:
                connection.shutdown(socket.SHUT_WR)
                break
    first = answer.split(b"\r\n", 1)[0]
    assert b" 400 " in first or b" 501 " in first or b" 200 " not in first
    assert b" 404 " not in answer
