"""What candidates and the regional authority do in the demonstration's history, before their own pages exist.

Each act is one transaction, by the same table of moves, under the same constraints and with the same journal
as the product's other acts (R5.2 to R5.7, R4.9).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, func, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Actor, Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import allowed, next_state
from recruitment.rules.vocabulary import ACTIVE_STATES, ContractStatus, Event
from recruitment.rules.vocabulary import ApplicationState as State

GONE_ELSEWHERE = "Le candidat a accepté définitivement une autre proposition."
_application: Table = Application.__table__  # type: ignore[assignment]
_contract: Table = Contract.__table__  # type: ignore[assignment]
STATUS = {
    Event.ACCEPT: ContractStatus.ACCEPTED,
    Event.ACCEPT_KEEPING_WISHES: ContractStatus.ACCEPTED_KEEPING_WISHES,
    Event.DECLINE: ContractStatus.DECLINED,
    Event.EXPIRE: ContractStatus.EXPIRED,
}


def reply(application_id: int, event: Event) -> None:
    """Let a candidate answer an offer; accepting for good ends every other open wish (R5.4)."""
    with transaction() as session:
        wish = _locked(session, application_id)
        now = clock.now()
        actor = Actor("candidate", wish.candidate_id)
        if event is Event.ACCEPT:
            _leave_the_others(session, wish, actor, now)
        _answer(session, wish, event, actor, now)


def expire(application_id: int) -> None:
    """End an offer that was not answered in time (R5.6)."""
    with transaction() as session:
        _answer(session, _locked(session, application_id), Event.EXPIRE, SYSTEM, clock.now())


def withdraw(application_id: int) -> None:
    """Let a candidate leave a wish (R5.7)."""
    with transaction() as session:
        wish = _locked(session, application_id)
        _leave(session, wish, Actor("candidate", wish.candidate_id), clock.now(), {})


def grant_closure(account_id: int, programme_id: int, answer: str) -> None:
    """Grant the open request to close a recruitment (R4.9)."""
    with transaction() as session:
        centre_id = session.scalars(
            select(Programme.centre_id).where(Programme.id == programme_id).with_for_update()
        ).one()
        now = clock.now()
        asked = (
            RegionalRequest.programme_id == programme_id,
            RegionalRequest.kind == "closure",
            RegionalRequest.status == "open",
        )
        given = {"status": "granted", "answered_at": now, "answered_by_id": account_id, "answer": answer}
        request_id = session.scalars(
            update(RegionalRequest).where(*asked).values(given).returning(RegionalRequest.id)
        ).one()
        session.execute(
            update(Programme).where(Programme.id == programme_id).values(closed_at=now, updated_at=now)
        )
        details = {"request": request_id, "changed": ["closed_at"]}
        line = Line("programme_changed", person(account_id), now, programme_id, details=details)
        record(session, centre_id, line)


def _locked(session: Session, application_id: int) -> Row[Any]:
    """Lock the programme, then the application."""
    found = session.execute(select(_application).where(_application.c.id == application_id)).one()
    session.execute(select(Programme.id).where(Programme.id == found.programme_id).with_for_update())
    return session.execute(
        select(_application).where(_application.c.id == application_id).with_for_update()
    ).one()


def _answer(session: Session, wish: Row[Any], event: Event, actor: Actor, now: datetime) -> None:
    """Give the contract its status and the wish its state; triggers free the seat."""
    state = next_state(State(wish.state), event)
    contract = _active_contract(session, wish.id)
    if event is Event.EXPIRE:
        if now <= contract.reply_until:
            raise RuleViolation("contract_not_pending", status=contract.status)
        values: dict[str, Any] = {"ended_at": now}
    else:
        values = {"replied_at": now} | ({"ended_at": now} if event is Event.DECLINE else {})
    session.execute(
        update(_contract).where(_contract.c.id == contract.id).values(status=STATUS[event], **values)
    )
    _move(session, wish, state, now)
    about = (wish.programme_id, wish.candidate_id, wish.id, contract.id)
    record(session, wish.centre_id, Line(event, actor, now, *about))


def _leave_the_others(session: Session, accepted: Row[Any], actor: Actor, now: datetime) -> None:
    others = session.scalars(
        select(_application.c.id)
        .where(_application.c.candidate_id == accepted.candidate_id, _application.c.id != accepted.id)
        .order_by(_application.c.programme_id)
    ).all()
    for application_id in others:
        wish = _locked(session, application_id)
        if allowed(State(wish.state), Event.WITHDRAW):
            _leave(session, wish, actor, now, {"accepted": accepted.id})


def _leave(session: Session, wish: Row[Any], actor: Actor, now: datetime, details: dict[str, Any]) -> None:
    """Leave a wish; a contract that it had comes to an end, and keeps the answer given before."""
    contract_id = None
    if wish.state in ACTIVE_STATES:
        contract_id = _active_contract(session, wish.id).id
        end = {"status": ContractStatus.DECLINED, "ended_at": now, "end_reason": GONE_ELSEWHERE}
        session.execute(update(_contract).where(_contract.c.id == contract_id).values(end))
    _move(session, wish, next_state(State(wish.state), Event.WITHDRAW), now)
    about = (wish.programme_id, wish.candidate_id, wish.id, contract_id)
    record(session, wish.centre_id, Line(Event.WITHDRAW, actor, now, *about, details=details))


def _move(session: Session, wish: Row[Any], state: State, now: datetime) -> None:
    left = state in (State.WITHDRAWN, State.WITHDRAWN_WITH_CONTRACT)
    session.execute(
        update(_application)
        .where(_application.c.id == wish.id)
        .values(
            state=state,
            withdrawn_at=func.coalesce(_application.c.withdrawn_at, now) if left else wish.withdrawn_at,
            version=_application.c.version + 1,
            updated_at=now,
        )
    )


def _active_contract(session: Session, application_id: int) -> Row[Any]:
    return session.execute(
        select(_contract).where(_contract.c.application_id == application_id, _contract.c.ended_at.is_(None))
    ).one()
