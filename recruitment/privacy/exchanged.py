"""What the log of exchanges and the queue of the uplink hold of a person: by their number, in a session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, delete, func, literal, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.applications.models import Candidate
from recruitment.exchanges.models import Exchange, ExchangeLine, UplinkEntry
from recruitment.labels.exchanges import ACTIONS, SOURCES, UPLINK_STATES, UPLINK_STATUSES
from recruitment.privacy import apogee_held
from recruitment.privacy.masks import Held
from recruitment.programmes.models import Programme

UNSYNCHRONISED = {"synchronize_session": False}
FORGOTTEN_NAME = "fichier"


def forget_exchanged(session: Session, candidate_ids: Sequence[int]) -> None:
    """Forget what was exchanged of candidates, while their rows still say their numbers."""
    of_session: dict[int, list[str]] = {}
    people = select(Candidate.campaign_id, Candidate.candidate_number).where(Candidate.id.in_(candidate_ids))
    for campaign_id, number in session.execute(people):
        of_session.setdefault(campaign_id, []).append(number)
    for campaign_id, numbers in of_session.items():
        forget_numbers(session, campaign_id, numbers)


def forget_numbers(session: Session, campaign_id: int, numbers: Collection[str]) -> None:
    """Forget what was exchanged of these numbers of a session, whoever they are here."""
    _forget(
        session,
        campaign_id,
        ExchangeLine.candidate_number.in_(numbers),
        UplinkEntry.candidate_number.in_(numbers),
    )
    apogee_held.forget_numbers(session, campaign_id, numbers)


def forget_session(session: Session, campaign_id: int) -> None:
    """Forget everybody in what was exchanged of a session, but whose file is still held; and the names of files."""
    held = select(Candidate.candidate_number).where(
        Candidate.campaign_id == campaign_id, Candidate.erased_at.is_(None)
    )
    numbers = func.coalesce(ExchangeLine.candidate_number, "")
    known = ~UplinkEntry.candidate_number.startswith("anonyme-")
    _forget(
        session, campaign_id, numbers.not_in(held), and_(known, UplinkEntry.candidate_number.not_in(held))
    )
    apogee_held.forget_session(session, campaign_id, held)
    named = (Exchange.campaign_id == campaign_id) & Exchange.file_name.is_not(None)
    session.execute(
        update(Exchange)
        .where(named, Exchange.file_name != FORGOTTEN_NAME)
        .values(file_name=FORGOTTEN_NAME)
        .execution_options(**UNSYNCHRONISED)
    )


def exchanged(session: Session, candidate: Candidate | Admitted, centre_id: int | None) -> Held:
    """Return what was exchanged of a candidate, with the other systems of one centre or of all."""
    own = Exchange.centre_id == centre_id if centre_id is not None else literal(value=True)
    lines = session.execute(
        select(
            Exchange.source,
            Exchange.created_at,
            ExchangeLine.action,
            ExchangeLine.payload,
            ExchangeLine.message,
        )
        .join(Exchange, Exchange.id == ExchangeLine.exchange_id)
        .where(
            Exchange.campaign_id == candidate.campaign_id,
            ExchangeLine.candidate_number == candidate.candidate_number,
            own,
        )
        .order_by(ExchangeLine.exchange_id, ExchangeLine.line)
    )
    told = select(UplinkEntry).where(
        UplinkEntry.campaign_id == candidate.campaign_id,
        UplinkEntry.candidate_number == candidate.candidate_number,
        UplinkEntry.centre_id == centre_id if centre_id is not None else literal(value=True),
    )
    return {
        "échanges": [_line(row) for row in lines],
        "remontées à la plateforme": [_told(row) for row in session.scalars(told.order_by(UplinkEntry.id))],
        "apogée": apogee_held.told(session, candidate, centre_id),
    }


def _line(row: Any) -> Held:
    return {
        "source": SOURCES[row.source],
        "le": row.created_at,
        "devenu": ACTIONS[row.action][0],
        "contenu": row.payload,
        "message": row.message,
    }


def _told(row: UplinkEntry) -> Held:
    return {
        "état": UPLINK_STATES[row.platform_state],
        "écrite le": row.created_at,
        "devenue": UPLINK_STATUSES[row.status],
        "transmise le": row.sent_at,
        "réponse": row.answer,
    }


def _forget(
    session: Session, campaign_id: int, lines: ColumnElement[bool], entries: ColumnElement[bool]
) -> None:
    exchanges = select(Exchange.id).where(Exchange.campaign_id == campaign_id)
    programmes = select(Programme.id).where(Programme.campaign_id == campaign_id)
    gone = delete(ExchangeLine).where(ExchangeLine.exchange_id.in_(exchanges), lines)
    nobody = (
        update(UplinkEntry)
        .where(UplinkEntry.programme_id.in_(programmes), entries)
        .values(
            candidate_number=literal("anonyme-", String) + cast(UplinkEntry.id, String),
            answer=None,
            status=case((UplinkEntry.sent_at.is_not(None), "sent"), else_="withdrawn"),
        )
    )
    for statement in (gone, nobody):
        session.execute(statement.execution_options(**UNSYNCHRONISED))
