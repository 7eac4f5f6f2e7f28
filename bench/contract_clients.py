"""Clients that enter contracts, as threads of one process: the whole action, or the bare conditional UPDATE."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import Any

import psycopg
from stdnum import luhn

from bench.engines import psycopg_url, sqlite_path
from bench.product import product
from recruitment.contracts.actions import enter_contract

TAKE = "UPDATE programme SET seats_taken = seats_taken + 1 WHERE id = {mark} AND seats_taken < capacity"
Act = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Author:
    """The manager of a centre."""

    id: int
    centre_id: int


def enter(url: str, *, jobs: list[list[int]], **load: Any) -> dict[str, Any]:
    """Enter contracts for [application, centre], shared out among the threads, until the time is over."""
    number = valid_siret()
    with product(url) as app:

        def act(rank: int) -> None:
            application, centre = jobs[rank]
            with app.app_context():
                enter_contract(
                    Author(centre, centre), application, employer_name="Boulangerie du Puy", siret=number
                )

        return _together(act, len(jobs), **load)


def valid_siret() -> str:
    """Return a SIRET whose two keys are right."""
    siren = "40000000" + str(luhn.calc_check_digit("40000000"))
    return f"{siren}0001" + str(luhn.calc_check_digit(f"{siren}0001"))


def take_seats(url: str, *, jobs: list[list[int]], **load: Any) -> dict[str, Any]:
    """Take a seat of [programme, …] in a transaction of its own, and nothing else."""
    local = threading.local()

    def act(rank: int) -> None:
        if not hasattr(local, "connection"):
            local.connection = _connection(url)
        connection = local.connection
        if url.startswith("sqlite"):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(TAKE.format(mark="?"), (jobs[rank][0],))
            connection.execute("COMMIT")
        else:
            with connection.transaction():
                connection.execute(TAKE.format(mark="%s"), (jobs[rank][0],))

    return _together(act, len(jobs), **load)


def _connection(url: str) -> Any:
    if not url.startswith("sqlite"):
        return psycopg.connect(psycopg_url(url), autocommit=True)
    connection = sqlite3.connect(sqlite_path(url), isolation_level=None, timeout=60)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _together(act: Act, count: int, *, threads: int, seconds: float, warming: int) -> dict[str, Any]:
    """Let the threads share the work out; what each does first, as any server has long done, is not counted."""
    waits: list[float] = []
    errors: list[str] = []
    warm = threading.Barrier(threads + 1)
    end = [0.0]

    def client(first: int) -> None:
        ranks = iter(range(first, count, threads))
        for rank in islice(ranks, warming):
            _try(act, rank, errors)
        warm.wait()  # all are warm
        warm.wait()  # the time has begun
        for rank in ranks:
            began = perf_counter()
            if began >= end[0]:
                return
            if _try(act, rank, errors):
                waits.append(perf_counter() - began)

    clients = [threading.Thread(target=client, args=(rank,)) for rank in range(threads)]
    for one in clients:
        one.start()
    warm.wait()
    began = perf_counter()
    end[0] = began + seconds
    warm.wait()
    for one in clients:
        one.join()
    return {"done": len(waits), "seconds": perf_counter() - began, "waits": waits, "errors": errors}


def _try(act: Act, rank: int, errors: list[str]) -> bool:
    try:
        act(rank)
    except Exception as error:  # noqa: BLE001 - counted and told
        errors.append(f"{type(error).__name__}: {error}"[:200])
        return False
    return True
