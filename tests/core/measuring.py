"""`python -m tests.core.measuring FOLDER NAMES`: read each file in a process of its own, and say its cost."""

import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter

from recruitment.core.tabular import TableRefused, read_table


def verdict(path: Path) -> dict[str, object]:
    """Read without keeping the rows."""
    rows, first = 0, None
    try:
        with read_table(path) as table:
            for line, cells in table.rows:
                rows += 1
                first = first or (line, cells[1])
            return {"rows": rows, "first": first, "ragged": [row.line for row in table.ragged]}
    except TableRefused as refusal:
        return {"refusal": refusal.code, "line": refusal.line, "column": refusal.column}


def peak_kilobytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured(path: Path) -> dict[str, object]:
    """Fork, so that the peak of one file is not the peak of another."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        before, start = peak_kilobytes(), perf_counter()
        said = verdict(path)
        cost = {"seconds": perf_counter() - start, "kilobytes": peak_kilobytes() - before}
        os.write(into, json.dumps(said | cost).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        report: dict[str, object] = json.load(pipe)
    os.waitpid(child, 0)
    return report


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(json.dumps({name: measured(folder / name) for name in sys.argv[2:]}))  # noqa: T201
