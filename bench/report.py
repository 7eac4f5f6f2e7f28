"""The table, on the screen and in docs/performance.md."""

import json
import os
import platform
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg

from bench import (
    answers,
    board_page,
    contract_entries,
    counters_poll,
    engines,
    export,
    imports,
    people,
    sweep,
)
from bench.data import FULL, Scale
from bench.measuring import Figure
from recruitment.core.clock import wall

Measure = Callable[[str, Scale], list[Figure]]
PAGE = engines.ROOT / "docs" / "performance.md"
VERDICTS = {True: "reached", False: "**falls short**", None: "–"}
ENGINE_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def measures() -> dict[str, Measure]:
    """Return every measure by its name, in the order of the page."""
    return {
        "board": board_page.measure,
        "poll": counters_poll.measure,
        "people": people.measure,
        "sweep": sweep.measure,
        "idle-sweep": sweep.measure_idle,
        "export": export.measure,
        "import": imports.measure,
        "contracts": contract_entries.measure,
        "answers": answers.measure,
    }


def line(figure: Figure) -> str:
    """Write one line of the table."""
    cells = (
        figure.measure, ENGINE_NAMES[figure.engine], figure.floor, figure.ours, figure.ratio, figure.target,
        VERDICTS[figure.reached],
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def keep(name: str, engine: str, figures: Sequence[Figure]) -> None:
    """Keep the figures of one measure until the page is written, whether or not the others run this time."""
    known = _kept()
    about = {"load": f"{os.getloadavg()[0]:.1f}", "on": wall().date().isoformat()}
    known[f"{name}/{engine}"] = {"figures": [asdict(figure) for figure in figures], **about}
    _store().write_text(json.dumps(known, ensure_ascii=False, indent=1))


def write() -> None:
    """Write the page from what is kept, in its order."""
    known = _kept()
    lines, loads = [], []
    for name in measures():
        for engine in engines.ENGINES:
            found = known.get(f"{name}/{engine}")
            if found:
                lines += [line(Figure(**figure)) for figure in found["figures"]]
                loads.append(float(found["load"]))
    before, _, after = PAGE.read_text(encoding="utf-8").partition("<!-- figures -->\n")
    _old, _, after = after.partition("<!-- end of figures -->\n")
    table = "\n".join(
        [
            f"Last run: {wall().date()}. {_machine()} Load average during the measures: {min(loads)} to {max(loads)}.",
            "",
            "| measure | engine | floor | ours | ratio | target | |",
            "|---|---|---|---|---|---|---|",
            *lines,
            "",
        ]
    )
    PAGE.write_text(f"{before}<!-- figures -->\n{table}<!-- end of figures -->\n{after}", encoding="utf-8")


def _store() -> Path:
    return engines.FOLDER / "figures.json"


def _kept() -> dict[str, dict[str, Any]]:
    return json.loads(_store().read_text()) if _store().exists() else {}


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [text for text in info.read_text().splitlines() if text.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    memory = psutil.virtual_memory().total / 2**30
    with psycopg.connect(engines.psycopg_url(engines.database("postgresql", FULL))) as connection:
        server = connection.info.server_version
    return (
        f"Machine: {os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, {platform.system()}; Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL {server // 10_000}.{server % 100}."
    )
