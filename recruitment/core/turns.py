"""SQLite's writers of one process, one after the other in the order in which they came.

SQLite has one lock, and who waits for it sleeps and looks again: among many threads some would look at the wrong
moment for seconds, and at last be told that the database is locked. Between processes, see `turnstile`.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT = 10.0  # seconds; then SQLite's own waiting begins


class Turns:
    """A queue: whoever ends hands over to whoever has waited longest."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait for one's turn, and hand it over at the end; False: it has not come in time."""
        mine = self._wait()
        try:
            yield mine
        finally:
            if mine:
                self._hand_over()

    def _wait(self) -> bool:
        """Return True once it is our turn, False when it has not come in time."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=LONGEST_WAIT):
            return True
        with self._mutex:
            if ticket not in self._waiting:
                return True  # it came just now
            self._waiting.remove(ticket)
            return False

    def _hand_over(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
