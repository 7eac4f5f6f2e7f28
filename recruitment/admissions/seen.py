"""The numbers that a list has told already, kept out of memory: a list has any number of lines.

A temporary SQLite database holds them, on disk beyond its small cache, and is gone with the process.
"""

import sqlite3
from collections.abc import Mapping, Sequence

_TABLE = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000;
CREATE TABLE told (number TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID;
"""


class Seen:
    """Candidates of the lines already taken, each with its line."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_TABLE)

    def among(self, numbers: Sequence[str]) -> dict[str, int]:
        """Return the lines of those of the numbers that were told."""
        marks = ",".join("?" * len(numbers))
        asked = f"SELECT number, line FROM told WHERE number IN ({marks})"  # noqa: S608 - marks only
        return dict(self._database.execute(asked, numbers))

    def add(self, lines: Mapping[str, int]) -> None:
        """Remember numbers with their lines; the first line of a number stays."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO told VALUES (?, ?)", lines.items())
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Drop them."""
        self._database.close()
