"""Counts of wishes, decisions and contracts as they stood at an instant, by SQL alone.

What ended since had not ended then: a contract counts from its entry to its end, an acceptance from its reply to
its end. The row keeps the first answer and the last word only: when an answer became one for good, and whether the
one of a contract that ended was, is read in the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.enrolments.models import Enrolment
from recruitment.journal.models import JournalEntry
from recruitment.pictures.scopes import Scope
from recruitment.pictures.sql import hour, median_days, seconds
from recruitment.rules.vocabulary import ContractStatus, Decision, Origin

Hours = Mapping[str, int]
_MAY_HAVE_BEEN_ACCEPTED = tuple(
    map(str, (ContractStatus.ACCEPTED, ContractStatus.BROKEN, ContractStatus.DECLINED))
)


@dataclass(frozen=True, slots=True)
class Funnel:
    """From the wish to the enrolment: how many applications have come that far."""

    wishes: int
    confirmed: int
    retained: int
    contracts: int
    accepted: int
    enrolled: int


@dataclass(frozen=True, slots=True)
class Medians:
    """Days, half of the cases being quicker: from the confirmation to a person's decision, from there to a contract."""

    decide: float | None
    contract: float | None


def funnel(session: Session, scope: Scope, at: datetime) -> Funnel:
    """Count the applications of each stage; a contract cancelled as a mistake does not count."""
    retained = and_(Application.decision == str(Decision.RETAINED), Application.decided_at <= at)
    stages = (Application.received_at <= at, Application.confirmed_at <= at, retained)
    wishes = session.execute(
        select(*(func.count().filter(stage) for stage in stages)).where(*_wishes(scope))
    ).one()
    contract = _contracts(scope).c
    mistake = and_(contract.status == str(ContractStatus.CANCELLED), contract.ended_at <= at)
    held = or_(contract.ended_at.is_(None), contract.ended_at > at)
    reached = (
        and_(contract.entered_at <= at, ~mistake),
        and_(contract.accepted_at <= at, held),
    )
    contracts = session.execute(
        select(*(func.count(contract.application_id.distinct()).filter(stage) for stage in reached))
    ).one()
    return Funnel(*wishes[:3], *contracts[:2], _enrolled(session, scope, at))


def medians(session: Session, scope: Scope, at: datetime) -> Medians:
    """Measure how long people took to decide, and candidates that were retained to have a first contract."""
    decide = select(seconds(Application.decided_at) - seconds(Application.confirmed_at)).where(
        *_wishes(scope), Application.decided_at <= at, Application.decision_origin == str(Origin.PERSON)
    )
    first = (
        select(Contract.application_id, func.min(Contract.entered_at).label("entered_at"))
        .where(
            Contract.campaign_id == scope.campaign_id,
            scope.within(Contract.programme_id),
            Contract.entered_at <= at,
            Contract.status != str(ContractStatus.CANCELLED),
        )
        .group_by(Contract.application_id)
        .subquery()
    )
    contract = (
        select(seconds(first.c.entered_at) - seconds(Application.decided_at))
        .join(first, first.c.application_id == Application.id)
        .where(Application.decision == str(Decision.RETAINED), first.c.entered_at >= Application.decided_at)
    )
    return Medians(median_days(session, decide), median_days(session, contract))


def decisions_by_hour(session: Session, scope: Scope, at: datetime) -> Mapping[str, Hours]:
    """Count the decisions by hour, those of persons and those of the system."""
    when = hour(Application.decided_at)
    statement = (
        select(Application.decision_origin, when, func.count())
        .where(*_wishes(scope), Application.decided_at <= at)
        .group_by(Application.decision_origin, when)
    )
    found: dict[str, dict[str, int]] = {str(origin): {} for origin in Origin}
    for origin, moment, count in session.execute(statement):
        found[str(origin)][moment] = count
    return found


def contract_moves(session: Session, scope: Scope, at: datetime) -> tuple[Hours, Hours]:
    """Count by hour what was added less what was taken away: of active contracts, of accepted ones."""
    contract = _contracts(scope).c
    active = _moves(session, contract, contract.entered_at, at)
    return active, _moves(session, contract, contract.accepted_at, at)


def _moves(session: Session, contract: Any, begins: ColumnElement[Any], at: datetime) -> Hours:
    found: dict[str, int] = {}
    for moment, sign in ((begins, 1), (contract.ended_at, -1)):
        when = hour(moment)
        statement = select(when, func.count()).where(begins <= at, moment <= at).group_by(when)
        for key, count in session.execute(statement):
            found[key] = found.get(key, 0) + sign * count
    return found


def _wishes(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return Application.campaign_id == scope.campaign_id, scope.within(Application.programme_id)


def _contracts(scope: Scope) -> Subquery:
    """Return the contracts of a scope with the instant at which each was accepted for good, if it ever was."""
    line = and_(
        JournalEntry.application_id == Contract.application_id, JournalEntry.contract_id == Contract.id
    )
    told = select(func.max(JournalEntry.at)).where(line, JournalEntry.event == "accept").correlate(Contract)
    kept = select(JournalEntry.id).where(line, JournalEntry.event == "accept_keeping_wishes")
    at_once = and_(Contract.status == str(ContractStatus.ACCEPTED), ~kept.correlate(Contract).exists())
    accepted_at = case(
        (at_once, Contract.replied_at),  # a file of replies says it better than the line of its import
        (Contract.status.in_(_MAY_HAVE_BEEN_ACCEPTED), told.scalar_subquery()),
    )
    return (
        select(
            Contract.application_id,
            Contract.status,
            Contract.entered_at,
            Contract.ended_at,
            accepted_at.label("accepted_at"),
        )
        .where(Contract.campaign_id == scope.campaign_id, scope.within(Contract.programme_id))
        .subquery()
    )


def _enrolled(session: Session, scope: Scope, at: datetime) -> int:
    """Count the enrolments that stood, and whose contract did."""
    ends = (Enrolment.undone_at, Contract.ended_at)
    statement = (
        select(func.count(Enrolment.application_id.distinct()))
        .join(Contract, Contract.id == Enrolment.contract_id)
        .where(Enrolment.done_at <= at, scope.within(Enrolment.programme_id))
        .where(*(or_(end.is_(None), end > at) for end in ends))
    )
    return session.scalar(statement) or 0
