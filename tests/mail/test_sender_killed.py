"""I13, F2: the sender is killed at any point; nothing is lost, and each kill costs at most one duplicate."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask

from tests import warm
from tests.builders import make_account
from tests.databases import environment
from tests.mail.post import BASE_URL, SENDER, PostOffice, outbox, post_office, queue
from tests.warm import Process

KILLS = 24
WHERE = ("on_rcpt", "on_data", "any time")


class Poster:
    """Starts passes in processes that can be killed."""

    def __init__(self, process: Process) -> None:
        self._process = process
        assert self._read() == "ready"

    def start(self) -> int:
        """Start a pass; return its process."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return int(self._read())

    def wait(self) -> int:
        """Return the pass's status once it is over."""
        return int(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def poster(database_url: str, port: int) -> Iterator[Poster]:
    """Run the process that starts passes."""
    env = {
        **environment(database_url),
        "TREMPLIN_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "TREMPLIN_MAIL_FROM": SENDER,
        "TREMPLIN_BASE_URL": BASE_URL,
    }
    with Process("tests.mail.poster", env=env, stdin=warm.PIPE, stdout=warm.PIPE) as process:
        try:
            yield Poster(process)
        finally:
            process.kill()


def killed_once(office: PostOffice, sender: Poster, where: str, chance: random.Random) -> bool:
    """Run a pass that is killed while the server is at a mail, or at any moment; tell whether it was."""
    countdown, child = chance.randint(1, 3), sender.start()

    def strike() -> None:
        nonlocal countdown
        countdown -= 1
        if countdown == 0:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    if where in {"on_rcpt", "on_data"}:
        setattr(office, where, strike)
        status = sender.wait()
        setattr(office, where, lambda: None)
        return status == -signal.SIGKILL
    countdown = 1
    timer = threading.Timer(chance.uniform(0, 0.15), strike)
    timer.start()
    status = sender.wait()
    timer.cancel()
    timer.join()
    return status == -signal.SIGKILL


def test_a_killed_sender_loses_nothing_and_doubles_at_most_one_mail(app: Flask, database_url: str) -> None:
    chance, kills = random.Random(13), 0
    accounts = [make_account() for _ in range(60)]
    queue(*accounts, times=3)
    with post_office() as (office, port), poster(database_url, port) as sender:
        for turn in range(KILLS * 2):
            kills += killed_once(office, sender, WHERE[turn % 3], chance)
            if kills >= KILLS:
                break
        sender.start()
        assert sender.wait() == 0
    rows = outbox()
    received = Counter(office.message_ids)
    assert kills >= 20
    assert {row.status for row in rows} == {"sent"}
    assert set(received) == {row.message_id for row in rows}
    assert sum(received.values()) - len(rows) <= kills
    order: dict[str, list[int]] = {}
    for message_id in dict.fromkeys(office.message_ids):
        row = next(one for one in rows if one.message_id == message_id)
        order.setdefault(row.recipient, []).append(row.id)
    assert all(ids == sorted(ids) for ids in order.values())
