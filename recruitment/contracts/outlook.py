"""What the page of a contract says before anything is done: what would follow, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.applications.contact import contact
from recruitment.contracts import queries
from recruitment.core.database import db
from recruitment.programmes.queries import calendar_of
from recruitment.rules import capacity, deadlines, regional_requests
from recruitment.rules.calendar import Calendar
from recruitment.rules.contracts import check_candidate, check_moment, check_programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import after_cancelled_contract
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, Decision, RequestKind


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a contract entered now would do; `email` and `reply_until` are None when they cannot be said."""

    seat: int
    capacity: int
    left: int
    email: str | None
    reply_until: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose contract, in which programme, on which day."""

    programme: Any
    application: Any
    candidate: Any
    calendar: Calendar
    now: datetime


def standing(programme: Any, candidate: Any, application: Any, now: datetime) -> Standing:
    """Return where a contract for that candidate stands now; `application` is None without one."""
    return Standing(programme, application, candidate, calendar_of(programme.campaign_id), now)


def consequences(at: Standing, *, contacts: bool) -> Consequences:
    """Return what entering the contract would do; `contacts`: the reader may see contact details at all."""
    programme = at.programme
    left = capacity.seats_left(programme.capacity, programme.seats_taken)
    return Consequences(
        seat=programme.seats_taken + 1,
        capacity=programme.capacity if left else 0,
        left=max(left - 1, 0),
        email=_email(at, contacts=contacts),
        reply_until=_reply_until(at),
    )


def obstacle(at: Standing) -> RuleViolation | None:
    """Return why no contract can be entered now, with the facts of the sentence; None when one can."""
    try:
        _check(at)
    except RuleViolation as refusal:
        return refusal
    return None


def state_before_contract(application: Any, *, earlier_contract: bool) -> ApplicationState:
    """Return what an application is again once its contract is cancelled (R4.8)."""
    return after_cancelled_contract(
        Decision(application.decision) if application.decision else None,
        application.confirmed_at,
        withdrawn_at=application.withdrawn_at,
        earlier_contract=earlier_contract,
    )


def obstacle_to_cancel(contract: Any) -> RuleViolation | None:
    """Return why a contract cannot be cancelled, if it cannot (R4.8)."""
    if contract.status == ContractStatus.PENDING:
        return None
    return RuleViolation("contract_not_pending", status=contract.status)


def obstacle_to_break(contract: Any) -> RuleViolation | None:
    """Return why a contract cannot be recorded as broken, if it cannot (R4.8)."""
    if contract.status in (ContractStatus.ACCEPTED, ContractStatus.ACCEPTED_KEEPING_WISHES):
        return None
    return RuleViolation("contract_not_accepted", status=contract.status)


def obstacle_to_request(
    programme: Any, kind: RequestKind | None, made: Sequence[Any]
) -> RuleViolation | None:
    """Return why nothing, or nothing of that kind, can be asked of the regional authority now (R4.9)."""
    try:
        regional_requests.check_programme(programme.capacity, programme.seats_taken, programme.closed_at)
    except RuleViolation as refusal:
        return refusal
    same = next((row for row in made if row.kind == kind and row.status == "open"), None)
    return RuleViolation("request_already_open", agent=same.agent, at=same.made_at) if same else None


def _check(at: Standing) -> None:
    programme, application = at.programme, at.application
    state = ApplicationState(application.state) if application else None
    elsewhere = queries.accepted_elsewhere(db.session(), at.candidate.id, programme.id)
    try:
        check_candidate(state, accepted_elsewhere=elsewhere)
    except RuleViolation as refusal:
        held = queries.contract_entry(db.session(), application.id) if application else None
        raise queries.with_facts(refusal, held) from None
    check_programme(programme.closed_at, programme.capacity, programme.seats_taken)
    check_moment(at.calendar, at.now)


def _email(at: Standing, *, contacts: bool) -> str | None:
    """Return the address that the mail goes to, where R2.8 lets it show."""
    if at.application is None:
        return None
    application, candidate = at.application, at.candidate
    row = _Contact(
        application.confirmed_at, application.state, candidate.mobile, candidate.phone, candidate.email
    )
    return contact(row, at.calendar, at.now, allowed=contacts).email


def _reply_until(at: Standing) -> datetime | None:
    try:
        return deadlines.reply(at.calendar, at.now).until
    except RuleViolation:
        return None


@dataclass(frozen=True, slots=True)
class _Contact:
    """The columns that `applications.contact` reads."""

    confirmed_at: datetime | None
    state: str
    mobile: str | None
    phone: str | None
    email: str | None
