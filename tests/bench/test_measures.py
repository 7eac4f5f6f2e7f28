"""Every measure runs, on a few thousand applications; what it finds there says nothing of speed."""

import os
import subprocess
import sys

import pytest
from filelock import FileLock

from bench import report
from tests import databases


@pytest.mark.parametrize("name", list(report.measures()))
def test_a_measure_runs_on_both_engines(name: str) -> None:
    folder = databases.run_dir() / "bench"
    environment = {**os.environ, "TREMPLIN_BENCH_DIR": str(folder), "TREMPLIN_BENCH_OFFLINE": "1"}
    command = [sys.executable, "-m", "bench", name, "--scale", "small"]

    with FileLock(databases.run_dir() / "bench.lock"):  # one folder, and one server in it, for all of them
        done = subprocess.run(
            command, cwd=databases.ROOT, env=environment, capture_output=True, text=True, check=False
        )

    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert {line.split(" | ")[1] for line in lines} == {"SQLite", "PostgreSQL"}
