"""The export of every application of the campaign, beside `sqlite3 -csv` and `COPY TO` of the same columns."""

import shutil

from bench import engines
from bench.data import Scale
from bench.exporting import export_sql
from bench.measuring import Figure, by_turns, child, percent
from bench.product import product

LARGEST_GROWTH = 64  # MiB


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return the export's figures on an engine: speed, first byte, memory."""
    url = engines.database(engine, scale)
    if engine == "sqlite" and shutil.which("sqlite3") is None:
        return [Figure("export", engine, "no sqlite3 on this machine", "–", "–", "≥ 60 %", None)]
    with product(url):
        sql = export_sql()
    kind = "cpu" if engine == "sqlite" else "wall"
    first, grown, rows = [], [], 0

    def ours() -> float:
        nonlocal rows
        found = child("export", url)
        first.append(found["first"])
        grown.append(found["grown"])
        rows = found["rows"]
        return float(found[kind])

    floor, mine = by_turns(scale.rounds, lambda: float(child("copy_out", url, sql=sql)[kind]), ours)
    share = floor / mine
    tool, target = ("sqlite3 -csv, CPU", 0.6) if engine == "sqlite" else ("COPY TO, rows per second", 0.8)
    return [
        Figure(
            f"export of {rows} rows beside {tool}",
            engine,
            f"{floor:.1f} s",
            f"{mine:.1f} s",
            percent(share),
            f"≥ {target:.0%}",
            share >= target,
        ),
        Figure(
            "export: first byte", engine, "–", f"{max(first) * 1000:.0f} ms", "–", "< 1 s", max(first) < 1
        ),
        Figure(
            "export: memory over idle",
            engine,
            "–",
            f"{max(grown):.0f} MiB",
            "–",
            f"≤ {LARGEST_GROWTH} MiB",
            max(grown) <= LARGEST_GROWTH,
        ),
    ]
