"""The export of a whole campaign, and the engine's own tool beside it, each in a process of its own."""

import os
import resource
import subprocess
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

from bench.engines import psycopg_url, sqlite_path
from bench.measuring import own_cpu
from bench.product import product
from recruitment.core.database import db
from recruitment.journal.actions import INSTALLATION, OPERATOR
from recruitment.transfers import export_columns, export_statements
from recruitment.transfers.export_actions import Request
from recruitment.transfers.export_actions import export as handed_out
from recruitment.transfers.export_statements import File, Scope

NOWHERE = Path(os.devnull)


def _file() -> File:
    return export_statements.applications(Scope(1, 2025), export_columns.for_programs())


def export_sql() -> str:
    """Return the statement of the export as plain text: the columns as they are stored."""
    return str(_file().statement.compile(dialect=db.engine.dialect, compile_kwargs={"literal_binds": True}))


def export(url: str) -> dict[str, Any]:
    """Write the file to nowhere, journal line included."""
    with product(url), NOWHERE.open("wb") as out:
        db.session.execute(_file().counted)
        db.session.rollback()
        idle, cpu, started = _peak(), own_cpu(), perf_counter()
        chunks = handed_out(_file(), Request(OPERATOR, INSTALLATION))
        first, size, lines = 0.0, 0, 0
        for chunk in chunks:
            first = first or perf_counter() - started
            size += out.write(chunk)
            lines += chunk.count(b"\n")  # one byte is counted ten times as fast as two
        return {
            "wall": perf_counter() - started,
            "cpu": own_cpu() - cpu,
            "first": first,
            "rows": lines - 1,
            "bytes": size,
            "grown": _peak() - idle,
        }


def copy_out(url: str, *, sql: str) -> dict[str, Any]:
    """Let the engine's own tool write the same columns to nowhere."""
    cpu, started = own_cpu(), perf_counter()
    if url.startswith("sqlite"):
        command = ["sqlite3", "-readonly", "-csv", sqlite_path(url), sql]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    else:
        statement = f"COPY ({sql}) TO STDOUT (FORMAT csv)".encode()
        with (
            psycopg.connect(psycopg_url(url)) as connection,
            connection.cursor().copy(statement) as copy,
            NOWHERE.open("wb") as out,
        ):
            out.writelines(copy)
    return {"wall": perf_counter() - started, "cpu": own_cpu() - cpu}


def _peak() -> float:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
