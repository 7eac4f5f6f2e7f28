"""What the entry of a contract reads once its rows are locked, in one statement.

The application is locked already, so nothing that this reads can change before the commit: who accepts an
offer elsewhere withdraws this application first, and who sends the same form again waits for the programme.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from recruitment.contracts.actions.locks import application, contract, tables
from recruitment.core.models import ClockGuard, SubmissionRow
from recruitment.core.prepared import Quick
from recruitment.core.submission import Submission, answered
from recruitment.journal.actions import lock_head
from recruitment.journal.models import JournalChain
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import ApplicationState

chain, submissions = tables[JournalChain.__tablename__], tables[SubmissionRow.__tablename__]
_centre = tables[TrainingCentre.__tablename__]
NOBODY = -1  # whose sending is never found


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read: the answer already given to this sending, if any, and what a new contract depends on."""

    answered: dict[str, Any] | None
    accepted_elsewhere: bool
    last_seen: datetime | None
    stopped_for: str | None
    contract_id: int
    head: tuple[int, str]
    tells_guardians: bool


_TELLS_GUARDIANS = (
    select(_centre.c.mail_guardians).where(_centre.c.id == bindparam("centre_id")).scalar_subquery()
)


def _statement(next_id: Any) -> Select[*tuple[Any, ...]]:
    elsewhere = exists().where(
        application.c.candidate_id == bindparam("candidate_id"),
        application.c.programme_id != bindparam("programme_id"),
        application.c.state == ApplicationState.ACCEPTED,
    )
    same = and_(
        submissions.c.account_id == bindparam("account_id"),
        submissions.c.route == bindparam("route"),
        submissions.c.key == bindparam("key"),
    )
    seen, stopped = (
        select(column).where(ClockGuard.id == 1).scalar_subquery()
        for column in (ClockGuard.last_seen, ClockGuard.stopped_for)
    )
    return (
        select(
            chain.c.seq,
            chain.c.hash,
            submissions.c.body_hash,
            submissions.c.result,
            elsewhere.label("accepted_elsewhere"),
            seen.label("last_seen"),
            stopped.label("stopped_for"),
            next_id.label("contract_id"),
            _TELLS_GUARDIANS.label("tells_guardians"),
        )
        .select_from(chain.outerjoin(submissions, same))
        .where(chain.c.chain == bindparam("centre_id"))
        .with_for_update(of=(chain,))
    )


#: The contract's id is taken beforehand, since the journal's line names it.
_FACTS = Quick(
    {
        "postgresql": _statement(func.nextval(func.pg_get_serial_sequence("contract", "id"))),
        "sqlite": _statement(select(func.coalesce(func.max(contract.c.id), 0) + 1).scalar_subquery()),
    }
)


def read_facts(session: Session, programme: Any, candidate_id: int, submission: Submission | None) -> Facts:
    """Read what the entry depends on. Raises RuleViolation(key_reused)."""
    keys = {
        "candidate_id": candidate_id,
        "programme_id": programme.programme_id,
        "centre_id": programme.centre_id,
        "account_id": submission.account_id if submission else NOBODY,
        "route": submission.route if submission else "",
        "key": submission.key if submission else "",
    }
    row = _FACTS.first(session, **keys)
    if row is None:  # the first line of this centre
        lock_head(session, programme.centre_id)
        row = _FACTS.first(session, **keys)
    answer = answered(submission, row.body_hash, row.result) if submission and row.body_hash else None
    return Facts(
        answered=answer,
        accepted_elsewhere=bool(row.accepted_elsewhere),
        last_seen=row.last_seen,
        stopped_for=row.stopped_for,
        contract_id=row.contract_id,
        head=(row.seq, row.hash),
        tells_guardians=bool(row.tells_guardians),
    )
