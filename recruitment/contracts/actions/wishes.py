"""The wishes of candidates, locked together: what an answer to an offer changes lies in several centres.

The order is everybody's: programmes, then applications, each by ascending id, then (by whoever writes them)
the chains of the journal. Between programmes and applications stands one lock per candidate: no contract
adds a wish to a candidate whose wishes are being ended.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from recruitment.contracts.actions.locks import Read, application, contract, lock_application, programme
from recruitment.core.bulk import among, ids_value
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import allowed
from recruitment.rules.vocabulary import ApplicationState, Event

Result = TypeVar("Result")
OPEN = tuple(sorted(state for state in ApplicationState if allowed(state, Event.WITHDRAW)))
ATTEMPTS = 5
DEADLOCK = "40P01"  # PostgreSQL's code
WISHES_OF = 5_004  # the class of the advisory locks on a candidate's wishes, PostgreSQL's alone
PARTS = 2_048  # candidates share so many of them: a file may hold tens of thousands, PostgreSQL's memory for locks not

_APPLICATION = tuple(
    application.c[name]
    for name in (
        "id", "programme_id", "centre_id", "campaign_id", "candidate_id", "state", "received_at", "withdrawn_at",
        "version",
    )
)  # fmt: skip
_CONTRACT = tuple(
    contract.c[name]
    for name in (
        "id", "application_id", "status", "siret", "employer_name", "entered_at", "reply_until", "replied_at",
    )
)  # fmt: skip


class WishesChanged(Exception):  # noqa: N818 - not a fault: the act begins again
    """A wish was opened between the reading of its programme and its lock."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A locked application, with its active contract if it has one."""

    id: int
    programme_id: int
    centre_id: int
    candidate_id: int
    state: ApplicationState
    received_at: datetime
    withdrawn_at: datetime | None
    version: int
    contract: Read | None

    @property
    def contract_id(self) -> int | None:
        """The active contract's id."""
        return self.contract.id if self.contract is not None else None


def until_they_stay(act: Callable[[], Result]) -> Result:
    """Carry out an act, again from its beginning when a wish was opened under its hands.

    And when PostgreSQL gave it up for somebody else's: a file of replies locks the programmes of its own centre
    before those of its candidates' other wishes, so the two may wait for each other.
    Raises RuleViolation(stale_version) when wishes are opened each time.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return act()
        except WishesChanged:
            continue
        except OperationalError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) != DEADLOCK:
                raise
    raise RuleViolation("stale_version")


def in_time(now: datetime, offer: Read | None) -> datetime:
    """Return the instant that an answer is stored with: of one given within the last second, that second (R5.1)."""
    return now if offer is None else min(now, offer.reply_until)


def hold_wishes(
    session: Session, candidate_ids: Collection[int], programme_ids: Iterable[int] = ()
) -> dict[int, list[Wish]]:
    """Lock every wish of those candidates, and the programmes of the open ones beside the given ones.

    Return the wishes by candidate. Raises WishesChanged when one was opened in the meantime: the act begins
    again, in a new transaction.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    ids = {"ids": ids_value(sorted(candidate_ids), sqlite=sqlite)}
    ours = among(application.c.candidate_id, sqlite=sqlite)
    opened = select(application.c.programme_id).where(ours, application.c.state.in_(OPEN)).distinct()
    programmes = set(session.scalars(opened, ids)) | set(programme_ids)
    _lock_programmes(session, programmes, sqlite=sqlite)
    hold_candidates(session, candidate_ids)
    locked = select(*_APPLICATION).where(ours).order_by(application.c.id).with_for_update(key_share=True)
    rows = session.execute(locked, ids).all()
    if any(row.state in OPEN and row.programme_id not in programmes for row in rows):
        raise WishesChanged
    return _held(session, rows)


def hold_wish(session: Session, application_id: int) -> Wish:
    """Lock one wish alone, its programme first."""
    row = lock_application(session, application_id)
    found = _contracts(session, [application_id]).get(application_id)
    return Wish(
        row.application_id, row.programme_id, row.centre_id, row.candidate_id, ApplicationState(row.state),
        row.received_at, row.withdrawn_at, row.version, found,
    )  # fmt: skip


def hold_candidates(session: Session, candidate_ids: Iterable[int]) -> None:
    """Let nobody else give a new wish to these candidates, nor end theirs, until the commit."""
    _hold_parts(session, {candidate_id % PARTS for candidate_id in candidate_ids})


def hold_everybody(session: Session) -> None:
    """The same for all candidates: who takes chains of the journal may wait for no candidate any more."""
    _hold_parts(session, range(PARTS))


def _hold_parts(session: Session, parts: Iterable[int]) -> None:
    if session.get_bind().dialect.name == "sqlite":  # its one lock is already ours
        return
    ids = func.unnest(bindparam("ids", type_=ARRAY(Integer))).column_valued("id")
    statement = select(func.pg_advisory_xact_lock(WISHES_OF, ids))
    session.execute(statement, {"ids": sorted(parts)})


def _lock_programmes(session: Session, programme_ids: Collection[int], *, sqlite: bool) -> None:
    if sqlite:  # its one lock is already ours
        return
    statement = (
        select(programme.c.id)
        .where(among(programme.c.id, sqlite=False))
        .order_by(programme.c.id)
        .with_for_update(key_share=True)
    )
    session.execute(statement, {"ids": ids_value(sorted(programme_ids), sqlite=False)})


def _held(session: Session, rows: Sequence[Read]) -> dict[int, list[Wish]]:
    """Return the rows as wishes; contracts are read now, as they are since the locks."""
    contracts = _contracts(session, [row.id for row in rows])
    held: dict[int, list[Wish]] = defaultdict(list)
    for row in rows:
        wish = Wish(
            row.id, row.programme_id, row.centre_id, row.candidate_id, ApplicationState(row.state),
            row.received_at, row.withdrawn_at, row.version, contracts.get(row.id),
        )  # fmt: skip
        held[row.candidate_id].append(wish)
    return held


def _contracts(session: Session, application_ids: Sequence[int]) -> dict[int, Read]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    statement = select(*_CONTRACT).where(
        among(contract.c.application_id, sqlite=sqlite), contract.c.ended_at.is_(None)
    )
    rows = session.execute(statement, {"ids": ids_value(application_ids, sqlite=sqlite)})
    return {row.application_id: row for row in rows}
