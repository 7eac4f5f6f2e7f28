"""One holder at a time for each job, and a token that only grows (I15).

A holder that was paused and lost its lease cannot write later: each of its transactions begins with
`fenced()`, which locks the lease's row and finds another token there. Leases age with the machine, not with
the procedure.
"""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import UTCDateTime
from recruitment.core.models import JobLease

LEASE = timedelta(seconds=60)

# What is left behind by a process of this machine that died is taken at once; elsewhere the lease has to run
# out.
_TAKE = text(
    """INSERT INTO job_lease (job, holder, token, lease_until) VALUES (:job, :holder, 1, :until)
    ON CONFLICT (job) DO UPDATE
       SET holder = excluded.holder, token = job_lease.token + 1, lease_until = excluded.lease_until
     WHERE job_lease.lease_until IS NULL OR job_lease.lease_until <= :at OR job_lease.holder = :dead
    RETURNING token"""
).bindparams(bindparam("until", type_=UTCDateTime), bindparam("at", type_=UTCDateTime))

_ROW = JobLease.__table__
_HELD = update(_ROW).where(  # type: ignore[arg-type]
    _ROW.c.job == bindparam("j"), _ROW.c.holder == bindparam("h"), _ROW.c.token == bindparam("t")
)
_RENEW = _HELD.values(lease_until=bindparam("until")).returning(_ROW.c.token)
_RELEASE = _HELD.values(holder=None, lease_until=None)


class LeaseLost(Exception):  # noqa: N818 - it is a fact about the lease, met in the normal course of things
    """Somebody else holds the job now: what was under way must not be written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write for a job, until it is released or runs out and somebody else takes it."""

    job: str
    holder: str
    token: int
    length: timedelta = LEASE


def take(session: Session, job: str, *, length: timedelta = LEASE) -> Lease | None:
    """Take the lease of a job, or return None when a living process holds it."""
    holder = f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"
    at = clock.wall()
    values = {
        "job": job,
        "holder": holder,
        "until": at + length,
        "at": at,
        "dead": _dead_holder(session, job),
    }
    token = session.execute(_TAKE, values).scalar()
    return None if token is None else Lease(job, holder, token, length)


def fenced(session: Session, lease: Lease) -> None:
    """Renew the lease in the transaction it guards, or raise LeaseLost. Call it first in each batch.

    The row stays locked until the commit: nobody can take the lease between this check and the last write.
    """
    values = {"j": lease.job, "h": lease.holder, "t": lease.token, "until": clock.wall() + lease.length}
    if session.execute(_RENEW, values).first() is None:
        raise LeaseLost(lease.job)


def release(session: Session, lease: Lease) -> None:
    """Give the lease back; one that was lost is left to its holder."""
    session.execute(_RELEASE, {"j": lease.job, "h": lease.holder, "t": lease.token})


def holder(session: Session, job: str) -> tuple[str, datetime] | None:
    """Return who holds a job and until when, unless nobody alive does."""
    found = session.execute(select(JobLease.holder, JobLease.lease_until).where(JobLease.job == job)).first()
    if (
        found is None
        or found.holder is None
        or found.lease_until is None
        or found.lease_until <= clock.wall()
    ):
        return None
    return None if _is_dead(found.holder) else (found.holder, found.lease_until)


def _dead_holder(session: Session, job: str) -> str | None:
    found = session.scalar(select(JobLease.holder).where(JobLease.job == job))
    return found if found and _is_dead(found) else None


def _is_dead(name: str) -> bool:
    """Tell whether a holder was a process of this machine that is no more; wrong at worst, the token still
    guards."""
    host, _, rest = name.rpartition(":")[0].rpartition(":")
    if os.name != "posix" or host != socket.gethostname()[:80] or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
