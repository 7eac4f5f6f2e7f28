"""Every measure runs, on a few thousand applications; what it finds there says nothing of speed."""

import os

import pytest

from bench import report
from tests import databases, warm


@pytest.mark.parametrize("name", list(report.measures()))
def test_a_measure_runs_on_both_engines(name: str) -> None:
    folder = (
        databases.run_dir() / f"bench_{os.getpid()}"
    )  # with a server in it, that the measures of a worker share
    env = {"TREMPLIN_BENCH_DIR": str(folder), "TREMPLIN_BENCH_OFFLINE": "1"}

    done = warm.run("bench", name, "--scale", "small", env=env, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert {line.split(" | ")[1] for line in lines} == {"SQLite", "PostgreSQL"}
