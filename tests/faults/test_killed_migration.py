"""F5: a migration killed at any point leaves the old schema or the new one, and is simply run again."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from time import perf_counter

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from tests import databases, warm
from tests.databases import ROOT, environment
from tests.house import schema
from tests.warm import Process

KILLS = 6
KILLED = -signal.SIGKILL
NOTHING = "base"


class Migrator:
    """A process that migrates (see `tests.faults.migrating`)."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.seconds = 0.0

    def migrate(self, url: str, revision: str = "head", *, killed_after: float | None = None) -> int:
        """Migrate a database; return how it ended. `seconds` says how long it took."""
        self._say(f"{url} {revision}")
        child, begun = int(self._heard()), perf_counter()
        if killed_after is not None:
            threading.Event().wait(killed_after)
            os.kill(child, signal.SIGKILL)
        self._say("and then?")
        ended, self.seconds = int(self._heard()), perf_counter() - begun
        return ended

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        print(line, file=self._process.stdin, flush=True)

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def migrator(empty_database_url: str) -> Iterator[Migrator]:
    env = environment(empty_database_url)
    pipes = {"stdin": warm.PIPE, "stdout": warm.PIPE, "stderr": warm.DEVNULL}
    with Process("tests.faults.migrating", env=env, **pipes) as process:
        yield Migrator(process)
        assert process.stdin is not None
        process.stdin.close()


def test_a_migration_killed_at_any_point_leaves_a_whole_schema_and_ends_when_run_again(
    engine_name: str, migrator: Migrator
) -> None:
    whole = {NOTHING: schema.Schema(tables={}, triggers={})}
    with databases.empty_database(engine_name) as url:
        for revision in revisions():
            assert migrator.migrate(url, revision) == 0
            whole[revision] = schema.read(url)
    with databases.empty_database(engine_name) as url:
        assert migrator.migrate(url) == 0
    chance, ends, seconds = random.Random(2), list[int](), migrator.seconds
    for kill in range(KILLS):
        with databases.empty_database(engine_name) as url:
            ends.append(migrator.migrate(url, killed_after=seconds * chance.uniform(kill, kill + 1) / KILLS))
            assert schema.read(url) == whole[revision_of(url)]
            assert migrator.migrate(url) == 0
            assert schema.read(url) == whole[revisions()[-1]]
    assert set(ends) <= {0, KILLED}
    assert ends.count(KILLED) >= KILLS // 2


def revisions() -> list[str]:
    """Return the revisions, the first one first."""
    found = [script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()]
    return found[::-1]


def revision_of(url: str) -> str:
    """Return the revision that a database says it is at."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return NOTHING
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or NOTHING)
    finally:
        engine.dispose()
