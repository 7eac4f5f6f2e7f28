"""The nightly check: what should be impossible is told to the administrator, nothing is changed."""

import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from recruitment.core import clock, clock_guard, lease
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.core.snapshot import hold_snapshot
from recruitment.core.transaction import transaction
from recruitment.invariants.queries import INVARIANTS, Breach, all_breaches
from recruitment.journal.actions import INSTALLATION, SYSTEM, Line, record

#: What stops the acts that cannot be taken back, until an operator has looked (I1, I2, I14).
GRAVE = frozenset(
    {
        "seats_counted",
        "capacity_kept",
        "journalled_decision_stands",
        "journal_whole",
        "guards_in_place",
        "no_permit_left",
    }
)
TOLD = 100  # breaches written out of each invariant; the others are counted

log = logging.getLogger("tremplin.invariants")


def check_invariants(run: Run) -> None:
    """Look for every impossible state; `rows` counts those found."""
    session = db.session()
    for invariant in INVARIANTS:
        run.check_stop()
        run.keep()
        hold_snapshot(session)
        found = invariant.breaches(session)
        told = list(islice(found, TOLD))
        more = sum(1 for _ in found)
        session.rollback()
        _tell(run, told, more)
        if told and invariant.name in GRAVE:  # at once: what is left to look at may fail or take long
            _stop_acts(run, invariant.name)
    if not run.rows:
        run.log(f"{len(INVARIANTS)} contrôles, aucun écart.")


def preview_invariants(session: Session, _now: datetime) -> Preview:
    """Return what the check finds now: it only reads."""
    header = ("contrôle", "table", "ligne", "constat")
    hold_snapshot(session)
    found: Iterator[Breach] = all_breaches(session)
    return Preview(header, ((one.invariant, one.table, one.id, one.detail) for one in found))


def _stop_acts(run: Run, invariant: str) -> None:
    """Stop decisions and contracts: written on a state that is not what it must be, they would bury its traces."""
    now = clock.now()
    with transaction() as session:
        lease.fenced(session, run.lease)
        if not clock_guard.stop_acts(session, invariant, now):
            return
        record(session, INSTALLATION, Line("acts_stopped", SYSTEM, now, details={"invariant": invariant}))
    log.critical("acts stopped: %s", invariant)
    run.log("Décisions et contrats suspendus. Après examen : flask jobs allow-acts.")


def _tell(run: Run, told: list[Breach], more: int) -> None:
    run.rows += len(told) + more
    for breach in told:
        log.error("%s: %s %s, %s", breach.invariant, breach.table, breach.id, breach.detail)
        run.log(f"{breach.invariant} : {breach.table} {breach.id}, {breach.detail}")
    if more:
        run.log(f"… et {more} autres.")
