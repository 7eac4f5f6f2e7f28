"""The letters to candidates about contracts: the offer, its reminder, what was answered, what puts an end to it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.letters import row_of, said
from recruitment.contracts.models import Contract
from recruitment.core import clock
from recruitment.labels import STATES
from recruitment.labels import letters as words
from recruitment.labels.dates import day_long
from recruitment.labels.deadlines import why_this_reply_date
from recruitment.mail.letters import Said, letter
from recruitment.mail.registry import NoLongerNeeded
from recruitment.rules.deadlines import ReplyDeadline, reply_expired
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, ReplyRule

EMPLOYER = ("employeur", "siret")
DEADLINE = ("date_limite", "pourquoi_cette_date")
TO_ANSWER = ("lien", "date_limite", "reponses")
CHANGED = "La situation de cette proposition a changé depuis."


@letter(
    "offer",
    title="proposition d’admission",
    variables=(*EMPLOYER, *DEADLINE, "reponses"),
    needed=TO_ANSWER,
    urgent=True,
)
def offer(session: Session, payload: Mapping[str, Any]) -> Said:
    """R4.7, R5.1 to R5.3: who must answer, by when, and what each answer does."""
    return _to_answer(session, payload)


@letter(
    "offer_reminder",
    title="rappel, la veille de la date limite",
    variables=(*EMPLOYER, *DEADLINE, "reponses"),
    needed=TO_ANSWER,
    urgent=True,
)
def offer_reminder(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.6: the day before."""
    return _to_answer(session, payload)


@letter(
    "offer_expired",
    title="proposition retirée, faute de réponse",
    variables=(*EMPLOYER, *DEADLINE, "decision_automatique"),
    needed=("decision_automatique",),
)
def offer_expired(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.6: by the passage of a date, which the letter says."""
    return _ended(session, payload, ContractStatus.EXPIRED, decision_automatique=words.EXPIRED)


@letter("offer_accepted", title="proposition acceptée définitivement", variables=EMPLOYER, needed=("lien",))
def offer_accepted(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.4: what the answer did, and what comes next."""
    return _ended(session, payload, ContractStatus.ACCEPTED)


@letter(
    "offer_accepted_keeping", title="proposition acceptée en gardant les vœux en attente", variables=EMPLOYER
)
def offer_accepted_keeping(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.2, R5.5: the seat is kept; another acceptance gives it up."""
    return _ended(session, payload, ContractStatus.ACCEPTED_KEEPING_WISHES)


@letter("offer_declined", title="proposition refusée par le candidat", variables=EMPLOYER)
def offer_declined(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.2: given up."""
    return _ended(session, payload, ContractStatus.DECLINED)


@letter("contract_cancelled", title="contrat annulé par l’établissement", variables=(*EMPLOYER, "etat"))
def contract_cancelled(session: Session, payload: Mapping[str, Any]) -> Said:
    """R4.8: there is no offer any more; the reason stays in the history of the centre."""
    row, contract = row_of(session, payload), _contract(session, payload)
    state = STATES[ApplicationState(row.state)].long
    return said(session, row, **_employer(contract), etat=state)


@letter(
    "contract_broken",
    title="rupture du contrat",
    variables=(*EMPLOYER, "date_rupture"),
    needed=("date_rupture",),
)
def contract_broken(session: Session, payload: Mapping[str, Any]) -> Said:
    """R4.8: the day of the break; it does not reopen the wish."""
    contract = _contract(session, payload)
    if contract.broken_on is None:
        raise NoLongerNeeded(CHANGED)
    day = day_long(contract.broken_on)
    return said(session, row_of(session, payload), **_employer(contract), date_rupture=day)


def _to_answer(session: Session, payload: Mapping[str, Any]) -> Said:
    contract = _contract(session, payload)
    if contract.status != ContractStatus.PENDING:
        raise NoLongerNeeded("La proposition n’attend plus de réponse.")
    if reply_expired(contract.reply_until, clock.now()):
        raise NoLongerNeeded("Le délai de réponse est passé.")
    values = {**_employer(contract), **_deadline(contract), "reponses": words.ANSWERS}
    return said(session, row_of(session, payload), **values)


def _ended(session: Session, payload: Mapping[str, Any], status: ContractStatus, **values: str) -> Said:
    contract = _contract(session, payload)
    if contract.status != status:
        raise NoLongerNeeded(CHANGED)
    return said(session, row_of(session, payload), **_employer(contract), **_deadline(contract), **values)


def _employer(contract: Any) -> dict[str, str]:
    siret = contract.siret
    return {
        "employeur": contract.employer_name,
        "siret": f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}",
    }


def _deadline(contract: Any) -> dict[str, str]:
    deadline = ReplyDeadline(contract.reply_until, ReplyRule(contract.reply_rule))
    return {
        "date_limite": words.last_instant(contract.reply_until),
        "pourquoi_cette_date": why_this_reply_date(deadline)[-1],
    }


def _contract(session: Session, payload: Mapping[str, Any]) -> Any:
    columns = (
        Contract.employer_name,
        Contract.siret,
        Contract.reply_until,
        Contract.reply_rule,
        Contract.status,
        Contract.broken_on,
    )
    found = session.execute(select(*columns).where(Contract.id == payload["contract"])).first()
    if found is None:
        raise NoLongerNeeded("Ce contrat n’existe plus.")
    return found
