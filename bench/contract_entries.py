"""64 clients who enter contracts at once, on one programme and on a thousand of several centres."""

import json
import sqlite3
from typing import Any

import psycopg

from bench.data import Scale
from bench.engines import copy, psycopg_url, sqlite_path
from bench.measuring import Figure, percent, start_child, times

CLIENTS, PROCESSES = 64, 2
# Acts of each client that are not counted: PostgreSQL has planned each statement for good after ten.
FULL = {"threads": CLIENTS // PROCESSES, "seconds": 5.0, "warming": 12}
SMALL = {"threads": 4, "seconds": 0.3, "warming": 1}
ROUNDS = 3
CROWDED = 900_001  # the programme that everybody wants
ACCEPTED = "SELECT candidate_id FROM application WHERE state = 'accepted'"
# A programme with room for all, and wishes for it, none of them accepted elsewhere.
PROGRAMME = f"""INSERT INTO programme (id, campaign_id, centre_id, code, title, examines, exempt, capacity,
 seats_taken, seat_rule, board_version, created_at, updated_at) SELECT {CROWDED}, 1, 1, '{CROWDED}', 'BTS', examines,
 exempt, 9999, 0, 'active', 1, created_at, updated_at FROM programme WHERE id = 1"""
WISHES = f"""INSERT INTO application (campaign_id, centre_id, programme_id, candidate_id, state, received_at, version,
 updated_at) SELECT 1, 1, {CROWDED}, id, 'unconfirmed', created_at, 1, created_at FROM candidate
 WHERE id NOT IN ({ACCEPTED}) LIMIT 9000"""
ONE = f"SELECT programme_id, id, centre_id FROM application WHERE programme_id = {CROWDED} ORDER BY id"
# Neighbours of the table are of one centre, whose journal they would wait for; a crowd comes in no such order.
MANY = f"""SELECT programme_id, id, centre_id FROM (SELECT programme_id, id, centre_id, row_number()
 OVER (PARTITION BY programme_id ORDER BY id) AS rank FROM application WHERE state = 'seeking_contract'
 AND programme_id BETWEEN 101 AND 1100 AND candidate_id NOT IN ({ACCEPTED})) ranked WHERE rank <= 20
 ORDER BY rank, programme_id * 7919 % 1009"""


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return the rates on an engine, and what the slowest client waits."""
    load = FULL if scale.name == "full" else SMALL
    runs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for _ in range(min(ROUNDS, scale.rounds)):
        with copy(engine, scale) as url:
            _prepare(engine, url)
            places = {
                "one": _rows(engine, url, ONE),
                "many": _rows(
                    engine,
                    url,
                    MANY if scale.programmes > 1_100 else MANY.replace("101 AND 1100", "3 AND 1100"),
                ),
            }
            for name, rows in places.items():
                entries = [[application, centre] for _, application, centre in rows]
                runs.setdefault(("enter", name), []).append(_clients("enter", url, entries, load))
            for name, rows in places.items():
                runs.setdefault(("take_seats", name), []).append(
                    _clients("take_seats", url, [[programme] for programme, _, _ in rows], load)
                )
    best = {key: max(found, key=lambda one: one["rate"]) for key, found in runs.items()}
    errors = [error for found in runs.values() for one in found for error in one["errors"]]
    if errors:
        raise RuntimeError(f"{len(errors)} entries failed: {errors[0]}")
    return _figures(engine, best)


def _figures(engine: str, best: dict[tuple[str, str], dict[str, Any]]) -> list[Figure]:
    figures = []
    for name, words in (("one", "1 programme"), ("many", "1 000 programmes")):
        floor, ours = best["take_seats", name], best["enter", name]
        share = ours["rate"] / floor["rate"]
        figures.append(
            Figure(
                f"contract entries, {CLIENTS} clients on {words}: rate beside the bare UPDATE",
                engine,
                f"{floor['rate']:.0f}/s",
                f"{ours['rate']:.0f}/s",
                percent(share),
                "≥ 20 %" if engine == "postgresql" else "–",
                share >= 0.2 if engine == "postgresql" else None,
            )
        )
    growth = best["enter", "many"]["rate"] / best["enter", "one"]["rate"]
    slowest = max(best["enter", name]["p99"] for name in ("one", "many"))
    figures.append(
        Figure(
            "contract entries: from 1 to 1 000 programmes",
            engine,
            f"{best['enter', 'one']['rate']:.0f}/s",
            f"{best['enter', 'many']['rate']:.0f}/s",
            times(growth),
            "≥ 3 ×" if engine == "postgresql" else "–",
            growth >= 3 if engine == "postgresql" else None,
        )
    )
    figures.append(
        Figure(
            f"contract entries, {CLIENTS} clients: p99",
            engine,
            "–",
            f"{slowest * 1000:.0f} ms",
            "–",
            "< 1 s" if engine == "sqlite" else "–",
            slowest < 1 if engine == "sqlite" else None,
        )
    )
    return figures


def _clients(name: str, url: str, jobs: list[list[int]], load: dict[str, Any]) -> dict[str, Any]:
    """Run the clients in two processes; return their rate together."""
    children = [start_child(name, url, jobs=jobs[rank::PROCESSES], **load) for rank in range(PROCESSES)]
    found = [json.loads(child.communicate()[0].splitlines()[-1]) for child in children]
    waits = sorted(wait for one in found for wait in one["waits"]) or [float("inf")]
    return {
        "rate": sum(one["done"] / one["seconds"] for one in found),
        "p99": waits[int(len(waits) * 0.99)],
        "errors": [error for one in found for error in one["errors"]],
    }


def _connect(engine: str, url: str) -> Any:
    return sqlite3.connect(sqlite_path(url)) if engine == "sqlite" else psycopg.connect(psycopg_url(url))


def _prepare(engine: str, url: str) -> None:
    connection = _connect(engine, url)
    connection.execute(PROGRAMME)
    connection.execute(WISHES)
    connection.commit()
    connection.close()


def _rows(engine: str, url: str, statement: str) -> list[Any]:
    connection = _connect(engine, url)
    rows = connection.execute(statement).fetchall()
    connection.close()
    return list(rows)
