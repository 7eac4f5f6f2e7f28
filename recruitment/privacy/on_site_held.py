"""What pre-registrations and the days on site hold of the people admitted: forgotten with them, handed out to them.

What was typed goes whole. Who passed which station and what was paid are facts of the centre's accounts: they stay,
without what was written beside them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from recruitment.labels.pre_registration import METHODS, PAYERS
from recruitment.mail.models import OutboxMail
from recruitment.privacy.masks import Held
from recruitment.stations.actions.invite import to_admitted
from recruitment.stations.models import (
    Arrival,
    Passage,
    Payment,
    PreRegistration,
    PreRegistrationVisit,
    Station,
)
from recruitment.stations.proposals import TAKEN, label_of

UNSYNCHRONISED = {"synchronize_session": False}


def forget(session: Session, admitted_ids: Sequence[int]) -> None:
    """Forget what was typed and written of these people."""
    passages = select(Passage.id).where(Passage.admitted_id.in_(admitted_ids))
    for statement in (
        delete(PreRegistrationVisit).where(PreRegistrationVisit.admitted_id.in_(admitted_ids)),
        delete(PreRegistration).where(PreRegistration.admitted_id.in_(admitted_ids)),
        delete(OutboxMail).where(OutboxMail.recipient.in_([to_admitted(id_) for id_ in admitted_ids])),
        update(Arrival).where(Arrival.admitted_id.in_(admitted_ids)).values(left_reason=None),
        update(Passage).where(Passage.admitted_id.in_(admitted_ids)).values(undo_reason=None),
        update(Payment).where(Payment.passage_id.in_(passages)).values(reference=None),
    ):
        session.execute(statement.execution_options(**UNSYNCHRONISED))


def on_site_of(session: Session, admitted_id: int) -> Held:
    """Return what is held of somebody admitted: their pre-registration, their visits, their days on site."""
    typed = session.get(PreRegistration, admitted_id)
    visits = select(PreRegistrationVisit).where(PreRegistrationVisit.admitted_id == admitted_id)
    arrivals = select(Arrival).where(Arrival.admitted_id == admitted_id).order_by(Arrival.id)
    return {
        "préinscription": None if typed is None else _typed(typed),
        "visites": [
            {"ouverte le": one.opened_at, "dernière page le": one.seen_at, "terminée le": one.ended_at}
            for one in session.scalars(visits.order_by(PreRegistrationVisit.id))
        ],
        "venues": [
            {
                "jour": one.day,
                "ordre": one.rank,
                "arrivée le": one.arrived_at,
                "départ le": one.left_at,
                "motif du départ": one.left_reason,
            }
            for one in session.scalars(arrivals)
        ],
        "postes": _passages(session, admitted_id),
    }


def _typed(row: PreRegistration) -> Held:
    return {
        "invitée le": row.invited_at,
        "enregistré": row.answers,
        "enregistré le": row.saved_at,
        "envoyé": row.sent,
        "envoyé le": row.sent_at,
        "envois": row.sent_times,
        "traitement": {
            label_of(name): "repris" if what == TAKEN else "laissé"
            for name, what in (row.settled or {}).items()
        },
        "traitée le": row.settled_at,
    }


def _passages(session: Session, admitted_id: int) -> list[Held]:
    rows: Any = session.execute(
        select(Passage, Payment, Station.name)
        .join(Station, Station.id == Passage.station_id)
        .outerjoin(Payment, Payment.passage_id == Passage.id)
        .where(Passage.admitted_id == admitted_id)
        .order_by(Passage.id)
    )
    return [
        {
            "poste": name,
            "passé le": one.passed_at,
            "annulé le": one.undone_at,
            "motif de l’annulation": one.undo_reason,
            **({} if paid is None else {"paiement": _paid(paid)}),
        }
        for one, paid, name in rows
    ]


def _paid(row: Payment) -> Held:
    return {
        "reçu": row.receipt_number,
        "moyen": METHODS[row.method],
        "payé par": PAYERS[row.payer],
        "centimes": row.amount_cents,
        "référence": row.reference,
    }
