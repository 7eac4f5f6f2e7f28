"""A crowd in one process: raw sockets under asyncio, so that the crowd costs less than what it asks."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

from bench.product import token


class _Crowd:
    """What everybody notes, and when: each polls every so many seconds until the end."""

    def __init__(self, seconds: float, every: float) -> None:
        self.end, self.every = time.monotonic() + seconds, every
        self.waits: list[float] = []
        self.unchanged = self.errors = 0


async def _person(rank: int, port: int, first_of: Callable[[int], int], crowd: _Crowd) -> None:
    """Come in at some moment of the first seconds, then poll until the end.

    The page itself brings the counters' version: what the first request gives here is not counted as a poll.
    """
    path = f"/formations/{34_000 + first_of(rank)}/compteurs"
    cookie = f"Host: localhost\r\nCookie: login={token(rank)}\r\n"
    etag = ""
    await asyncio.sleep(random.random() * crowd.every)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < crowd.end:
            known = f"If-None-Match: {etag}\r\n" if etag else ""
            started = time.monotonic()
            writer.write(f"GET {path} HTTP/1.1\r\n{cookie}{known}\r\n".encode())
            status, headers = await _answer(reader)
            if etag:
                crowd.waits.append(time.monotonic() - started)
            if status == 304:
                crowd.unchanged += 1
            elif status != 200:
                crowd.errors += 1
            etag = headers.get("etag", etag)
            await asyncio.sleep(max(0.0, crowd.every - (time.monotonic() - started)))
        writer.close()
    except (OSError, asyncio.IncompleteReadError):
        crowd.errors += 1


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    status = int(head[0].split(" ", 2)[1])
    if status != 304 and "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    return status, headers


async def _crowd(port: int, people: int, first_of: Callable[[int], int], crowd: _Crowd) -> None:
    await asyncio.gather(*(_person(rank, port, first_of, crowd) for rank in range(people)))


def poll(*, port: int, people: int, seconds: float, every: float, centres: int, each: int) -> dict[str, Any]:
    """Let the crowd poll, everybody a programme of their own centre; return how long they waited."""
    crowd = _Crowd(seconds, every)
    asyncio.run(_crowd(port, people, lambda rank: rank % centres * each + 1, crowd))
    waits = sorted(crowd.waits) or [float("inf")]
    return {
        "polls": len(waits),
        "unchanged": crowd.unchanged / len(waits),
        "errors": crowd.errors,
        "p50": waits[len(waits) // 2],
        "p99": waits[int(len(waits) * 0.99)],
    }
