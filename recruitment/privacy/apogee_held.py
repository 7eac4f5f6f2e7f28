"""What is kept of a person for Apogée: codes and digests under their number, in a session (R7.1, R7.4)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.apogee.models import OpiRow, OpiTold, PaidEnrolment
from recruitment.applications.models import Candidate
from recruitment.labels.apogee import CODES, IA_STATES, STATUSES
from recruitment.privacy.masks import Held

UNSYNCHRONISED = {"synchronize_session": False}
ANONYMOUS = "anonyme-"


def forget_numbers(session: Session, campaign_id: int, numbers: Collection[str]) -> None:
    """Forget what was told of these numbers of a session; that somebody paid stays, without a number."""
    _forget(
        session,
        campaign_id,
        OpiRow.candidate_number.in_(numbers),
        PaidEnrolment.candidate_number.in_(numbers),
    )


def forget_session(session: Session, campaign_id: int, held: Any) -> None:
    """Forget everybody of a session, but the numbers that a statement gives: their files are still held."""
    known = ~PaidEnrolment.candidate_number.startswith(ANONYMOUS)
    _forget(
        session,
        campaign_id,
        OpiRow.candidate_number.not_in(held),
        known & PaidEnrolment.candidate_number.not_in(held),
    )


def told(session: Session, candidate: Candidate | Admitted, centre_id: int | None) -> Held:
    """Return what Apogée was told of a candidate and what it said, for one centre or all."""
    rows = select(OpiRow).where(
        OpiRow.campaign_id == candidate.campaign_id, OpiRow.candidate_number == candidate.candidate_number
    )
    paid = select(PaidEnrolment).where(
        PaidEnrolment.campaign_id == candidate.campaign_id,
        PaidEnrolment.candidate_number == candidate.candidate_number,
    )
    if centre_id is not None:
        rows, paid = (
            rows.where(OpiRow.centre_id == centre_id),
            paid.where(PaidEnrolment.centre_id == centre_id),
        )
    return {
        "envois": [
            {
                "décisions": ", ".join(CODES[wish["code"]] for wish in row.wanted),
                "état": STATUSES[row.status][0],
                "envoyée le": row.sent_at,
                "réponse": row.answer,
            }
            for row in session.scalars(rows.order_by(OpiRow.id))
        ],
        "inscriptions": [
            {"état": IA_STATES[row.platform_state], "du": row.told_on, "reçue le": row.received_at}
            for row in session.scalars(paid.order_by(PaidEnrolment.id))
        ],
    }


def _forget(session: Session, campaign_id: int, rows: ColumnElement[bool], paid: ColumnElement[bool]) -> None:
    going = select(OpiRow.id).where(OpiRow.campaign_id == campaign_id, rows)
    for statement in (
        delete(OpiTold).where(OpiTold.row_id.in_(going)),
        delete(OpiRow).where(OpiRow.campaign_id == campaign_id, rows),
        update(PaidEnrolment)
        .where(PaidEnrolment.campaign_id == campaign_id, paid)
        .values(candidate_number=literal(ANONYMOUS, String) + cast(PaidEnrolment.id, String)),
    ):
        session.execute(statement.execution_options(**UNSYNCHRONISED))
