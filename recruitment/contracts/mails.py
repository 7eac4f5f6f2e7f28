"""The mails about contracts: the letters to candidates, and what managers learn of their answers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.mails import about
from recruitment.contracts import letters
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.mail.registry import NoLongerNeeded, template
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import RequestKind

__all__ = ["letters"]
Variables = dict[str, Any]
_EXAMPLE = {"programme": "BTS Électrotechnique", "centre": "CFA des Volcans", "town": "Clermont-Ferrand"}


@template(
    "reply_received",
    title="Aux gestionnaires : réponse d’un candidat",
    example={**_EXAMPLE, "reply": "accept", "siret_differs": False, "path": "/candidatures/2418"},
)
def reply_received(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R5.2, R5.3, R5.6: what was answered, and whether an employer is to be checked; no name, the page shows it."""
    differs = False
    if payload.get("contract") is not None:
        row = session.execute(
            select(Contract.siret, Contract.reply_siret).where(Contract.id == payload["contract"])
        ).first()
        differs = row is not None and row.reply_siret is not None and row.reply_siret != row.siret
    found = about(session, payload["application"])
    path = f"/candidatures/{payload['application']}"
    return {**found, "reply": str(payload["reply"]), "siret_differs": differs, "path": path}


@template(
    "request_answered",
    title="Aux gestionnaires : réponse à une demande à la DRAIO",
    example={
        "programme": "BTS Électrotechnique",
        "code": "34120",
        "kind": RequestKind.CAPACITY,
        "granted": True,
        "capacity": 18,
        "answer": "Accordé pour la rentrée.",
        "answered_at": datetime(2025, 5, 26, 12, 32, tzinfo=UTC),
    },
)
def request_answered(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R4.9: granted or declined, with the authority's message."""
    statement = (
        select(
            Programme.title.label("programme"),
            Programme.code,
            RegionalRequest.granted_capacity.label("capacity"),
            RegionalRequest.kind,
            RegionalRequest.status,
            RegionalRequest.answer,
            RegionalRequest.answered_at,
        )
        .join(Programme, Programme.id == RegionalRequest.programme_id)
        .where(RegionalRequest.id == payload["request"])
    )
    found = session.execute(statement).first()
    if found is None or found.answered_at is None:
        raise NoLongerNeeded("Cette demande n’a pas de réponse.")
    return {**found._mapping, "granted": found.status == "granted", "answer": found.answer or ""}
