"""The import of a file of candidates, all checks, beside csv.reader and executemany into the same tables."""

import csv
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg

from bench import engines
from bench.data import Scale
from bench.engines import copy, psycopg_url, sqlite_path
from bench.measuring import Figure, by_turns, times, wall_of

ROUNDS = 3
HEADER = (
    "numero_inscription", "nom", "prenom", "code_formation", "date_naissance", "sexe", "email", "telephone_portable",
    "etablissement_origine", "departement_origine", "serie_bac", "voeu_confirme_le",
)  # fmt: skip
CANDIDATE = (
    "campaign_id", "candidate_number", "last_name", "first_name", "birth_date", "sex", "email", "mobile",
    "origin_school", "origin_department", "bac_series", "sort_name", "search_text", "created_at", "updated_at",
)  # fmt: skip
APPLICATION = (
    "campaign_id", "centre_id", "programme_id", "candidate_id", "state", "received_at", "confirmed_at",
    "review_deadline", "auto_retain_at", "deadline_rule", "version", "updated_at",
)  # fmt: skip
AT = "2025-05-26T12:00:00.000000Z"


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return the import's figures on an engine."""
    lines = 100_000 if scale.name == "full" else 500
    peaks: list[float] = []
    with tempfile.TemporaryDirectory(dir=engines.FOLDER) as folder:
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        _write(small, lines // 10, scale)
        _write(large, lines, scale)

        def ours(path: Path) -> float:
            with copy(engine, scale) as url:
                seconds, peak = _import(url, path)
            peaks.append(peak)
            return seconds

        def floor() -> float:
            with copy(engine, scale) as url:
                return wall_of(lambda: _plain(engine, url, large))

        ours(small)
        lowest, mine = by_turns(min(ROUNDS, scale.rounds), floor, lambda: ours(large))
    grown = max(peaks[1:]) - peaks[0]
    return [
        Figure(
            f"import of {lines} rows, all checks: time",
            engine,
            f"{lowest:.1f} s",
            f"{mine:.1f} s",
            times(mine / lowest),
            "≤ 3 ×",
            mine <= 3 * lowest,
        ),
        Figure(
            f"import: memory of {lines} rows over that of {lines // 10}",
            engine,
            f"{peaks[0]:.0f} MiB",
            f"{max(peaks[1:]):.0f} MiB",
            f"+ {grown:.0f} MiB",
            "flat: ≤ + 32 MiB",
            grown <= 32,
        ),
    ]


def _write(path: Path, lines: int, scale: Scale) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for rank in range(lines):
            writer.writerow(
                (
                    8_000_000 + rank, f"LEFÈVRE{rank % 997}", f"Inès{rank % 89}", 34_001 + rank % scale.programmes,
                    "2006-03-04", "F" if rank % 2 else "M", f"ines{rank}@exemple.fr", f"06399812{rank % 90 + 10}",
                    f"Lycée Blaise Pascal {rank % 200}", "63", "Bac général",
                    "2025-03-20 10:15" if rank % 3 else "",
                )
            )  # fmt: skip


def _import(url: str, path: Path) -> tuple[float, float]:
    """Run the product's own command; return its seconds, and the most memory that it or its parser held, in MiB."""
    arguments = ["candidates", "import", str(path), "--campaign", "2025", "--yes"]
    code = "import sys; from bench.imports import run; run(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=engines.ROOT,
        env={**os.environ, **engines.environment(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] + done.stdout[-500:])
    seconds, peak = done.stderr.splitlines()[-1].split()
    return float(seconds), float(peak)


def run(arguments: list[str]) -> None:
    """Run `flask …` here, its clock inside the campaign, and say what memory it took."""
    from bench.product import BEFORE, product

    with product(os.environ["DATABASE_URL"], BEFORE) as app:
        started = perf_counter()
        result: Any = app.test_cli_runner().invoke(args=arguments)
        seconds = perf_counter() - started
    used = max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(result.output[-500:], file=sys.stderr)
    print(f"{seconds} {used / 1024}", file=sys.stderr)
    sys.exit(result.exit_code)


def _peak() -> int:
    """Return the most memory that this program has held, in KiB; `ru_maxrss` counts whoever started it too."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def _plain(engine: str, url: str, path: Path) -> None:
    """Put the same lines into the same tables, believing everything."""
    if engine == "sqlite":
        connection: Any = sqlite3.connect(sqlite_path(url))
        connection.execute("PRAGMA synchronous=FULL")
        mark = "?"
    else:
        connection, mark = psycopg.connect(psycopg_url(url)), "%s"
    programmes = dict(connection.execute("SELECT code, id FROM programme").fetchall())
    centres = dict(connection.execute("SELECT id, centre_id FROM programme").fetchall())
    next_id = int(connection.execute("SELECT max(id) FROM candidate").fetchone()[0]) + 1
    candidates, applications = [], []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        for rank, (
            number,
            last,
            first,
            code,
            born,
            sex,
            email,
            mobile,
            school,
            department,
            bac,
            confirmed,
        ) in enumerate(rows, start=next_id):
            name = f"{last} {first}".lower()
            candidates.append(
                (
                    rank,
                    1,
                    number,
                    last,
                    first,
                    born,
                    sex,
                    email,
                    mobile,
                    school,
                    department,
                    bac,
                    name,
                    name,
                    AT,
                    AT,
                )
            )
            programme = programmes[code]
            deadline = (
                (
                    "confirmed",
                    AT,
                    "2025-03-20T09:15:00.000000Z",
                    "2025-05-28",
                    "2025-06-01T22:00:00.000000Z",
                    "fixed_last_day",
                )
                if confirmed
                else ("unconfirmed", AT, None, None, None, None)
            )
            applications.append((1, centres[programme], programme, rank, *deadline, 1, AT))
    cursor = connection.cursor()
    for table, columns, lines in (
        ("candidate", ("id", *CANDIDATE), candidates),
        ("application", APPLICATION, applications),
    ):
        marks = ", ".join([mark] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", lines)
    connection.commit()
    connection.close()
