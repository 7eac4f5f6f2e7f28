"""Python's collector of cycles, asked to look seldom during long work.

By default it looks at all that lives each time that a quarter more does. A file of 100 000 lines makes hardly a cycle
and holds much: a fifth of its import went there. The young are still looked at, so what cycles there are go.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Objects more than went; looks at the youngest; looks at the young, before all is looked at.
SELDOM = (50_000, 50, 1_000)

_lock = threading.Lock()
_usual: list[tuple[int, int, int]] = []  # one per piece of work under way; the first is what to come back to


@contextmanager
def seldom() -> Iterator[None]:
    """Let it look seldom until the last of those who asked has ended; the whole process shares it."""
    with _lock:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
