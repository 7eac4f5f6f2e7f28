"""The jobs on offers: those left without an answer run out; the day before, their candidates are reminded (R5.6)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, String, cast, exists, literal, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate
from recruitment.contracts.actions.locks import application, contract, programme, tables
from recruitment.contracts.expiry import batches, candidates_due, expire_batch, run_out
from recruitment.core import clock, clock_guard, lease
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.core.sweeping import Sweep
from recruitment.core.transaction import transaction
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.mail.models import OutboxMail
from recruitment.programmes.families import with_guardians
from recruitment.rules.paris import last_second, midnight
from recruitment.rules.vocabulary import ContractStatus

SWEEP_OFFERS = "sweep-offers"
REMIND_OFFERS = "remind-offers"
REMINDER = "offer_reminder"
AT_A_TIME = 500  # reminders queued in one statement

_candidate, _outbox = tables[Candidate.__tablename__], tables[OutboxMail.__tablename__]
_REMINDED = exists().where(
    _outbox.c.template == REMINDER,
    _outbox.c.event_key == literal("contract:").concat(cast(contract.c.id, String)).concat(":remind"),
)
_HEADER = ("candidat", "formation", "employeur", "réponse attendue jusqu’au")


def sweep_offers(run: Run) -> None:
    """End every offer whose last second is over without an answer (R5.6)."""
    started = clock.now()
    with transaction() as session:
        clock_guard.note_instant(session, started)
    found = candidates_due(db.session(), started)
    Sweep(run, partial(expire_batch, run.lease), "Candidats").over(batches(found))


def preview_offers(session: Session, now: datetime) -> Preview:
    """Return the offers that would run out now, without doing it."""
    return _preview(session, _offers().where(run_out(now)))


def remind_offers(run: Run) -> None:
    """Queue today's reminders, in one transaction: made again, none leaves twice."""
    with transaction() as session:
        lease.fenced(session, run.lease)
        now = clock.now()
        found = session.execute(_to_remind(now)).all()
        for start in range(0, len(found), AT_A_TIME):
            mails = [_reminder(row, now) for row in found[start : start + AT_A_TIME]]
            queue_many(session, with_guardians(session, mails))
        run.rows = len(found)


def preview_reminders(session: Session, now: datetime) -> Preview:
    """Return the offers whose candidates would be reminded now."""
    return _preview(session, _to_remind(now))


def _to_remind(now: datetime) -> Select[*tuple[Any, ...]]:
    """Return the offers to be answered today or tomorrow, made before today, not yet reminded of.

    The day before is the rule; the last day makes up for a day without a run, and serves the offers that are
    made on the eve of their last day.
    """
    today = clock.in_paris(now).date()
    return _offers().where(
        contract.c.status == ContractStatus.PENDING,
        contract.c.reply_until.between(now, last_second(today + timedelta(days=1))),
        contract.c.entered_at < midnight(today),
        ~_REMINDED,
    )


def _offers() -> Select[*tuple[Any, ...]]:
    return (
        select(
            _candidate.c.candidate_number,
            programme.c.code,
            contract.c.employer_name,
            contract.c.reply_until,
            contract.c.id,
            contract.c.application_id,
            contract.c.centre_id,
            application.c.candidate_id,
        )
        .select_from(contract)
        .join(application, application.c.id == contract.c.application_id)
        .join(_candidate, _candidate.c.id == application.c.candidate_id)
        .join(programme, programme.c.id == contract.c.programme_id)
        .order_by(contract.c.reply_until, programme.c.code, _candidate.c.candidate_number, contract.c.id)
    )


def _preview(session: Session, statement: Select[*tuple[Any, ...]]) -> Preview:
    rows = (
        (row.candidate_number, row.code, row.employer_name, clock.in_paris(row.reply_until))
        for row in session.execute(statement.execution_options(yield_per=1000))
    )
    return Preview(_HEADER, rows)


def _reminder(row: Any, now: datetime) -> Mail:
    payload = {"application": row.application_id, "contract": row.id}
    key, to = f"contract:{row.id}:remind", to_candidate(row.candidate_id)
    return Mail(key, REMINDER, to, now, payload, row.centre_id)
