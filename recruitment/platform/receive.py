"""Receive those admitted from the platform's web service: whole, or not at all (S0, R6.3, R6.4, R6.6).

The exchange is opened, the platform is called outside any transaction, and everything is written in one. Whatever goes
wrong is told by the exchange alone: « Réception des candidats impossible : Read timed out ».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from recruitment.admissions import pool
from recruitment.admissions.difference import Difference
from recruitment.admissions.difference import difference as compared
from recruitment.admissions.records import AdmittedRecord
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors, log
from recruitment.exchanges.log import LogLine
from recruitment.exchanges.models import Exchange
from recruitment.exchanges.outgoing_errors import OutgoingError
from recruitment.labels import refusal_sentence
from recruitment.labels.admissions import reception
from recruitment.labels.exchanges import outgoing_remedy
from recruitment.platform import messages
from recruitment.platform.messages import BodyRefused
from recruitment.platform.reading import Problem, Received
from recruitment.platform.sorting import Asked, sort
from recruitment.platform.wire import KIND, Wire
from recruitment.programmes.models import Campaign
from recruitment.rules.admissions import check_school_year
from recruitment.rules.errors import RuleViolation

SOURCE, ORIGIN = "platform_pull", "pull"
IMPOSSIBLE = "Réception des candidats impossible : "
TO_THE_SERVICE = "Le suivi des échanges donne chaque erreur : transmettez-les au service appelé."
HELD = "quelqu’un d’autre enregistrait dans les mêmes formations"
AGAIN = "Rien n’a été enregistré. Recommencez la réception."
UNEXPECTED = "elle n’a pas abouti et rien n’a été enregistré, l’erreur est consignée"
INTERRUPTED = f"{IMPOSSIBLE}elle a été interrompue"
ELSEWHERE = "Cette formation n’est pas de celles que vous suivez ici : ce candidat n’est pas repris."
LOST_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of a reception: its exchange, whether it is in, and what is said of it in French."""

    exchange_id: int
    sentence: str
    done: bool = False
    would_go: int | None = None
    remedy: str = ""


def receive(asked: Asked, submission: Submission | None = None) -> Reception:
    """Receive those admitted. Raises RuleViolation: other_school_year, connector_not_ready, key_reused."""
    exchange_id, replayed = _open(asked, submission)
    if replayed:
        return of_exchange(exchange_id)
    try:
        received = _ask(asked)
        found = _write(asked, exchange_id, received)
    except OutgoingError as error:
        return _failed(exchange_id, error.sentence, [], outgoing_remedy(error.kind))
    except BodyRefused as refused:
        return _failed(exchange_id, refused.sentence.rstrip("."), refused.problems, TO_THE_SERVICE)
    except RuleViolation as refusal:
        if refusal.code != "pool_would_shrink":
            return _failed(exchange_id, refusal_sentence(refusal), [])
        sentence = refusal_sentence(refusal)
        _finish(exchange_id, "cancelled", {}, sentence)
        return Reception(exchange_id, sentence, would_go=int(str(refusal.details["gone"])))
    except DBAPIError as error:
        if "lock" not in str(error.orig).lower():
            _failed(exchange_id, UNEXPECTED, [])
            raise
        return _failed(exchange_id, HELD, [], AGAIN)  # somebody else held a row too long
    return Reception(exchange_id, reception(found.candidates, found.guardians), done=True)


def preview(asked: Asked) -> list[tuple[Any, Difference]]:
    """Return what a reception would do to each programme now, and write nothing.

    Raises RuleViolation (other_school_year, connector_not_ready), OutgoingError, BodyRefused.
    """
    _check(db.session(), asked)
    received = _ask(asked)
    session = db.session()
    answer = sort(session, asked, received)
    found = [
        (one, compared(session, one, answer.told.get(one.code, ()), origin=ORIGIN, mode="replace"))
        for one in answer.programmes
    ]
    session.rollback()
    return found


def of_exchange(exchange_id: int) -> Reception:
    """Return what became of a reception, from its exchange."""
    row = db.session().get_one(Exchange, exchange_id)
    done = row.state == "done"
    counted = (row.counts.get("candidates", 0), row.counts.get("guardians", 0))
    said = reception(*counted) if done else row.error or "Réception en cours."
    return Reception(exchange_id, said, done=done)


def _open(asked: Asked, submission: Submission | None) -> tuple[int, bool]:
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["exchange"]), True
        _check(session, asked)
        now = clock.now()
        close_lost(session, now)
        exchange = log.open_exchange(
            session,
            centre_id=asked.centre_id,
            campaign_id=asked.campaign_id,
            programme_id=None,
            direction="in",
            source=SOURCE,
            school_year=asked.school_year,
            account_id=asked.account_id,
            state="checking",
            now=now,
        )
        remember(session, submission, {"exchange": exchange.id}, now)
        return exchange.id, False


def _check(session: Session, asked: Asked) -> None:
    campaign = session.get(Campaign, asked.campaign_id)
    if campaign is None:
        raise RuleViolation("campaign_unknown")
    check_school_year(campaign.year, asked.school_year)
    connectors.opened_ready(session, asked.centre_id, KIND)


def close_lost(session: Session, now: datetime) -> None:
    """Say of receptions whose process died that they were interrupted: nothing of them is there."""
    lost = select(Exchange).where(
        Exchange.source == SOURCE, Exchange.state == "checking", Exchange.created_at < now - LOST_AFTER
    )
    for exchange in session.scalars(lost).all():
        log.finish(session, exchange, state="failed", counts={}, error=INTERRUPTED, now=now)


def _ask(asked: Asked) -> list[Received]:
    session = db.session()
    connector = connectors.opened_ready(session, asked.centre_id, KIND)
    session.rollback()  # nothing of ours stays open while the platform is called
    received = messages.admitted(Wire(connector).admitted(), now=clock.now())
    for one in received:
        check_school_year(one.session, asked.school_year)
    return received


def _write(asked: Asked, exchange_id: int, received: list[Received]) -> Difference:
    now = clock.now()
    with transaction() as session:
        answer = sort(session, asked, received)
        exchange = session.get_one(Exchange, exchange_id, with_for_update=True)
        whole, asks = Difference(), False
        pool.lock_programmes(session, [one.id for one in answer.programmes])
        done = []
        for programme in answer.programmes:
            told = answer.told.get(programme.code, ())
            found = pool.write(session, exchange, programme, told, mode="replace", now=now)
            asks = asks or found.needs_word
            whole.include(found)
            done.append((programme, found))
        if asks and asked.gone != whole.gone:
            raise RuleViolation("pool_would_shrink", gone=whole.gone, live=whole.live_before)
        for programme, found in done:
            pool.tell(session, exchange, programme, found, now)
        whole.left_out += log.add_lines(session, exchange_id, map(_left, answer.elsewhere))
        exchange.total = exchange.progress = len(received)
        log.finish(session, exchange, state="done", counts=whole.counts(), now=now)
    return whole


def _left(one: AdmittedRecord) -> LogLine:
    payload = {"last_name": one.last_name, "first_name": one.first_name}
    return LogLine(one.line, "left_out", one.candidate_number, payload, ELSEWHERE)


def _failed(exchange_id: int, why: str, problems: Sequence[Problem], remedy: str = "") -> Reception:
    sentence = f"{IMPOSSIBLE}{why}"
    error = f"{sentence}. {remedy}" if remedy else sentence
    _finish(exchange_id, "failed", {"errors": len(problems)} if problems else {}, error, problems)
    return Reception(exchange_id, sentence, remedy=remedy)


def _finish(
    exchange_id: int, state: str, counts: dict[str, int], error: str, problems: Sequence[Problem] = ()
) -> None:
    lines = (
        LogLine(line, "refused", one.candidate_number, {"field": one.field}, one.sentence)
        for line, one in enumerate(problems, 1)
    )
    with transaction() as session:
        exchange = session.get_one(Exchange, exchange_id, with_for_update=True)
        if exchange.state == "checking":
            log.add_lines(session, exchange_id, lines)
            log.finish(session, exchange, state=state, counts=counts, error=error, now=clock.now())
