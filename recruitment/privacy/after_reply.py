"""What is held on a person after their reply: enrolments, and what the platform's list said otherwise."""

import json
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.enrolments.differences import discrepancies_of
from recruitment.enrolments.models import Enrolment, ReplyDiscrepancy
from recruitment.labels.enrolments import DISCREPANCIES
from recruitment.privacy.masks import Held


class Functions(Protocol):
    """The function of colleagues, by account."""

    def of(self, account_id: int | None) -> str: ...


def after_the_reply(session: Session, application_id: int, functions: Functions) -> Held:
    """Return the enrolments and the discrepancies of one application."""
    return {
        "inscriptions administratives": [
            _enrolment(one, functions) for one in _of(session, Enrolment, application_id)
        ],
        "écarts avec la plateforme": [
            _discrepancy(one, functions) for one in _discrepancies(session, application_id)
        ],
    }


def _of(session: Session, model: Any, application_id: int) -> Any:
    statement = select(model).where(model.application_id == application_id)
    return session.scalars(statement.order_by(model.id))


def _discrepancies(session: Session, application_id: int) -> Any:
    """Return those of its programme: one found before the wish came is not tied to it."""
    wish = select(Application.candidate_id, Application.programme_id).where(Application.id == application_id)
    candidate_id, programme_id = session.execute(wish).one()
    theirs = (ReplyDiscrepancy.programme_id == programme_id, discrepancies_of(Candidate.id == candidate_id))
    return session.scalars(select(ReplyDiscrepancy).where(*theirs).order_by(ReplyDiscrepancy.id))


def _enrolment(row: Enrolment, functions: Functions) -> Held:
    return {
        "effectuée le": row.done_at,
        "effectuée par": functions.of(row.done_by_id),
        "annulée le": row.undone_at,
        "annulée par": functions.of(row.undone_by_id) if row.undone_by_id else None,
        "motif de l’annulation": row.undo_reason,
        "transmise le": row.sent_at,
        "avait été transmise le": row.was_sent_at,
    }


def _discrepancy(row: ReplyDiscrepancy, functions: Functions) -> Held:
    return {
        "nature": DISCREPANCIES[row.kind],
        "faits": json.loads(row.facts),
        "trouvé le": row.found_at,
        "vu le": row.seen_at,
        "réglé le": row.settled_at,
        "réglé par": functions.of(row.settled_by_id) if row.settled_at else None,
        "note": row.note,
    }
