"""How often one address, or one network, may read: counted in this process, since guessing 256 bits is hopeless.

It keeps a calendar that asks all the time from costing more than it should; each server process counts for itself.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(minutes=10)
PER_KEY = 60  # readings in a window
REMEMBERED = 2_000  # keys; the oldest is forgotten first


class Throttle:
    """Counts readings by key."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, at: datetime) -> int:
        """Count a reading and return 0, or the seconds to wait when there were too many."""
        with self._lock:
            moments = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            while moments and moments[0] <= at - WINDOW:
                moments.popleft()
            if len(moments) >= PER_KEY:
                return -(-(moments[0] + WINDOW - at) // timedelta(seconds=1))
            moments.append(at)
            return 0
