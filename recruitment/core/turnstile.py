"""SQLite's writers of several processes, none passing twice while another process waits.

A process that wants to write passes the gate, waits behind it for the place, and leaves the gate once it has the
place: whoever has just written finds the gate taken by who waits. Without it SQLite's own waiting, which sleeps ever
longer and looks again, let one of two busy processes wait for seconds.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

with suppress(ImportError):  # on Windows, where one process serves
    import fcntl

LOCKS = "fcntl" in sys.modules
LOOK_EVERY = 0.0003  # seconds
LONGEST_WAIT = 10.0  # seconds; then SQLite's own waiting begins


class Turnstile:
    """The gate and the place of one database: two files beside it that are locked, never written."""

    def __init__(self, database: str) -> None:
        self.database, self._process = database, os.getpid()
        self._gate, self._place = (
            os.open(f"{database}{end}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            for end in ("-gate", "-place")
        )

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Wait for the place, and leave it at the end; who has waited too long goes on without."""
        until = monotonic() + LONGEST_WAIT
        had = False
        if _lock(self._gate, until):
            try:
                had = _lock(self._place, until)
            finally:
                fcntl.flock(self._gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            if had:
                fcntl.flock(self._place, fcntl.LOCK_UN)

    def is_for(self, database: str) -> bool:
        """Tell whether it is that database's, opened by this very process: a fork shares its parent's locks."""
        return self.database == database and self._process == os.getpid()

    def close(self) -> None:
        """Close both files."""
        for file in (self._gate, self._place):
            with suppress(OSError):
                os.close(file)


def of(database: str | None, known: Turnstile | None) -> Turnstile | None:
    """Return the turnstile of a database, the known one if it is that; None where there can be none."""
    if known is not None and database is not None and known.is_for(database):
        return known
    if known is not None:
        known.close()
    if not LOCKS or not database or database.startswith((":", "file:")) or not Path(database).parent.is_dir():
        return None
    try:
        return Turnstile(database)
    except OSError:  # a folder that takes no file: SQLite will say it better
        return None


def _lock(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if monotonic() > until:
                return False
            sleep(LOOK_EVERY)
        else:
            return True
