"""The sweep of what is due, beside one transaction of set-based SQL that writes the same rows without the chain;
and the sweep when nothing is due, in a large database, in a small one, and right after a large sweep."""

import sqlite3
from typing import Any

import psycopg

from bench.data import DUE_AT, TEN_THOUSAND, Scale
from bench.engines import copy, psycopg_url, sqlite_path
from bench.measuring import Figure, by_turns, cpu_of, micro, start_child, times, wall_of
from bench.product import AFTER, product
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job

ROUNDS = 3  # each needs two copies of the database
LONGEST_WAIT = 1.0
SWEEP = BY_NAME["sweep-deadlines"]


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return the figures of a large sweep."""
    swept: list[int] = []
    waits: list[float] = []

    def ours() -> float:
        with copy(engine, scale) as url, start_child("write", url, every=0.02) as writer:
            writer.stdout.readline()  # type: ignore[union-attr]
            with product(url, AFTER):
                cpu = cpu_of(engine, lambda: swept.append(_run()))
            waits.append(_longest(writer))
        return cpu / swept[-1]

    def floor() -> float:
        with copy(engine, scale) as url:
            counted: list[int] = []
            cpu = cpu_of(engine, lambda: counted.append(_set_based(engine, url)))
        return cpu / counted[-1]

    lowest, mine = by_turns(min(ROUNDS, scale.rounds), floor, ours)
    return [
        Figure(
            f"sweep of {swept[-1]} due of {scale.applications}: CPU per row",
            engine,
            micro(lowest),
            micro(mine),
            times(mine / lowest),
            "≤ 4 ×",
            mine <= 4 * lowest,
        ),
        Figure(
            "sweep: another writer's longest wait",
            engine,
            "–",
            f"{max(waits) * 1000:.0f} ms",
            "–",
            "< 1 s",
            max(waits) < LONGEST_WAIT,
        ),
    ]


def measure_idle(engine: str, scale: Scale) -> list[Figure]:
    """Return the figures of a sweep that finds nothing."""
    small = min(TEN_THOUSAND, scale, key=lambda one: one.applications)
    with copy(engine, scale) as large_url, copy(engine, small) as small_url:
        with product(small_url, AFTER):
            _run()
            small_time = _idle(scale)
        with product(large_url, AFTER):
            _run()
            after = wall_of(_run)
            large_time = _idle(scale)
    return [
        Figure(
            f"sweep, nothing due: {scale.applications} applications beside {small.applications}",
            engine,
            micro(small_time),
            micro(large_time),
            times(large_time / small_time),
            "≤ 2 ×",
            large_time <= 2 * small_time,
        ),
        Figure(
            "sweep, nothing due, right after a large one",
            engine,
            micro(small_time),
            micro(after),
            times(after / small_time),
            "≤ 2 ×",
            after <= 2 * small_time,
        ),
    ]


def _idle(scale: Scale) -> float:
    """Return how long a sweep takes that finds nothing, the journal of runs already there."""
    (found,) = by_turns(scale.rounds * 4, lambda: wall_of(_run))
    return found


def _run() -> int:
    return run_job(SWEEP, started_by="command").rows


def _longest(writer: Any) -> float:
    import json

    output, _ = writer.communicate()
    return float(json.loads(output.splitlines()[-1])["longest"])


def _set_based(engine: str, url: str) -> int:
    """Write the same rows in one transaction of plain SQL, hashes left empty."""
    if engine == "sqlite":
        connection: Any = sqlite3.connect(sqlite_path(url), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("DROP TRIGGER journal_is_chained")
        now, due, text = "'2025-05-29T08:00:00.000000Z'", f"'{DUE_AT.replace(' ', 'T')}.000000Z'", ""
    else:
        connection = psycopg.connect(psycopg_url(url), autocommit=True)
        connection.execute("DROP TRIGGER journal_is_chained ON journal_entry")
        now, due, text = "'2025-05-29 08:00:00+00'::timestamptz", f"'{DUE_AT}+00'::timestamptz", "::json"
    passed = f"decided_at = {now} AND decision_origin = 'system'"
    connection.execute("BEGIN IMMEDIATE" if engine == "sqlite" else "BEGIN")
    connection.execute(
        f"UPDATE application SET state = 'seeking_contract', decision = 'retained', decided_at = {now},"
        " decision_origin = 'system', decision_rule = deadline_rule, decision_late = false, version = version + 1,"
        f" updated_at = {now} WHERE state = 'confirmed' AND auto_retain_at <= {due}"
    )
    cursor = connection.execute(
        "INSERT INTO journal_entry (chain, seq, at, event, actor_kind, programme_id, candidate_id, application_id,"
        " details, prev_hash, hash) SELECT centre_id, row_number() OVER (PARTITION BY centre_id ORDER BY id),"
        f" {now}, 'auto_retain', 'system', programme_id, candidate_id, id, '{{\"rule\":\"' || decision_rule || '\"}}',"
        f" '{'0' * 64}', '{'0' * 64}' FROM application WHERE {passed}"
    )
    connection.execute(
        "INSERT INTO outbox (event_key, template, recipient, payload, created_at, status, attempts) SELECT"
        " 'application:' || id || ':auto_retain', 'retained', 'candidate:' || candidate_id,"
        f" ('{{\"application\":' || id || '}}'){text}, {now}, 'queued', 0 FROM application WHERE {passed}"
    )
    connection.execute("COMMIT")
    rows = int(cursor.rowcount)
    connection.close()
    return rows
