"""The mails about contracts, to candidates: the offer, and what puts an end to it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.mails import about
from recruitment.contracts.models import Contract
from recruitment.core import clock
from recruitment.labels import STATES
from recruitment.mail.registry import NoLongerNeeded, template
from recruitment.rules.vocabulary import ApplicationState, ContractStatus

Variables = dict[str, Any]
_EXAMPLE = {
    "programme": "BTS Électrotechnique",
    "centre": "CFA des Volcans",
    "town": "Clermont-Ferrand",
    "employer": "Volta Énergies",
    "employer_siret": "40000000100011",
}


@template(
    "offer",
    title="Au candidat : proposition d’admission",
    example={**_EXAMPLE, "until": datetime(2025, 5, 28, 21, 59, 59, tzinfo=UTC)},
)
def offer(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R4.7, R5.1 to R5.3: who must answer, by when, and what each answer does."""
    found = _contract(session, payload)
    if found["status"] != ContractStatus.PENDING:
        raise NoLongerNeeded("La proposition n’attend plus de réponse.")
    if found["until"] < clock.now():
        raise NoLongerNeeded("Le délai de réponse est passé.")
    return found


@template(
    "contract_cancelled",
    title="Au candidat : contrat annulé par le CFA",
    example={**_EXAMPLE, "state_words": STATES[ApplicationState.SEEKING_CONTRACT].long},
)
def contract_cancelled(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R4.8: there is no offer any more; the reason stays in the CFA's history."""
    found = _contract(session, payload)
    return {**found, "state_words": STATES[ApplicationState(found["state"])].long}


@template(
    "contract_broken",
    title="Au candidat : rupture du contrat",
    example={**_EXAMPLE, "broken_on": date(2025, 9, 30)},
)
def contract_broken(session: Session, payload: Mapping[str, Any]) -> Variables:
    """R4.8: the day of the break; it does not reopen the wish."""
    return _contract(session, payload)


def _contract(session: Session, payload: Mapping[str, Any]) -> Variables:
    statement = select(
        Contract.employer_name.label("employer"),
        Contract.siret.label("employer_siret"),
        Contract.reply_until.label("until"),
        Contract.status,
        Contract.broken_on,
    ).where(Contract.id == payload["contract"])
    found = session.execute(statement).first()
    if found is None:
        raise NoLongerNeeded("Ce contrat n’existe plus.")
    return {**about(session, payload["application"]), **found._mapping}
