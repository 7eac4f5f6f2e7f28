"""What the lines before have already said of a candidate, kept out of memory: a file has any number of lines.

A temporary SQLite database holds it, on disk beyond its small cache, and is gone with the process.
"""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

Person: TypeAlias = tuple[
    int, int, int
]  # line, digest of the identity, digest of all that is said of the person
Wish: TypeAlias = tuple[str, int]  # candidate number, programme

_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000;
CREATE TABLE person (number TEXT PRIMARY KEY, line INTEGER, identity INTEGER, whole INTEGER) WITHOUT ROWID;
CREATE TABLE wish (number TEXT, programme INTEGER, line INTEGER, PRIMARY KEY (number, programme)) WITHOUT
ROWID;
"""


class Seen:
    """Candidates and wishes of the lines already taken."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_TABLES)

    def known(self, numbers: Sequence[str]) -> tuple[dict[str, Person], dict[Wish, int]]:
        """Return what earlier lines said of these candidates."""
        marks = ",".join("?" * len(numbers))
        run = self._database.execute
        people = run(f"SELECT number, line, identity, whole FROM person WHERE number IN ({marks})", numbers)  # noqa: S608
        wishes = run(f"SELECT number, programme, line FROM wish WHERE number IN ({marks})", numbers)  # noqa: S608
        return {row[0]: row[1:] for row in people}, {row[:2]: row[2] for row in wishes}

    def add(self, people: dict[str, Person], wishes: dict[Wish, int]) -> None:
        """Remember the lines of a chunk."""
        insert = self._database.executemany
        self._database.execute("BEGIN")
        insert(
            "INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?)", [(n, *facts) for n, facts in people.items()]
        )
        insert(
            "INSERT OR IGNORE INTO wish VALUES (?, ?, ?)", [(*wish, line) for wish, line in wishes.items()]
        )
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Drop it."""
        self._database.close()
