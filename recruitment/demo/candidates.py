"""The few whose own pages a visitor of the demonstration may open: nobody else is shown a link."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from recruitment.admissions.models import Admitted
from recruitment.applications.links import path_of
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.vocabulary import ApplicationState, ContractStatus
from recruitment.stations import links
from recruitment.stations.models import PreRegistration
from recruitment.stations.pool import in_pool


@dataclass(frozen=True, slots=True)
class Example:
    """An invented candidate, what opens their pages, and what is to see there."""

    path: str
    name: str
    number: str
    birth_date: date
    what: str
    siret: str = ""  # of the contract, which an acceptance asks for


def examples() -> list[Example]:
    """Return who has an offer to answer now, who is in search of a contract, who pre-registers."""
    waiting = exists().where(
        Contract.application_id == Application.id,
        Contract.status == ContractStatus.PENDING,
        Contract.reply_until > clock.now(),
    )
    found = (
        _example(waiting, "une proposition d’admission attend sa réponse"),
        _example(
            Application.state == ApplicationState.SEEKING_CONTRACT,
            "en recherche de contrat, avec d’autres vœux",
        ),
    )
    return [one for one in (*found, _pre_registration()) if one is not None]


def _pre_registration() -> Example | None:
    """Return somebody admitted who has begun their pre-registration, and not sent it."""
    session = db.session()
    row: Any = session.execute(
        select(
            Admitted.id,
            Admitted.first_name,
            Admitted.last_name,
            Admitted.candidate_number,
            Admitted.birth_date,
        )
        .join(PreRegistration, PreRegistration.admitted_id == Admitted.id)
        .where(in_pool, PreRegistration.saved_at.is_not(None), PreRegistration.sent_at.is_(None))
        .order_by(Admitted.id)
        .limit(1)
    ).first()
    if row is None or row.birth_date is None:
        return None
    name = f"{row.first_name} {row.last_name}"
    path = links.path_of(session, row.id)
    return Example(path, name, row.candidate_number, row.birth_date, "préinscription commencée")


def _example(condition: ColumnElement[bool], what: str) -> Example | None:
    session = db.session()
    wishes = (
        select(func.count())
        .where(Application.candidate_id == Candidate.id)
        .correlate(Candidate)
        .scalar_subquery()
    )
    mine = exists().where(Application.candidate_id == Candidate.id, condition)
    row: Any = session.execute(
        select(
            Candidate.id, Candidate.first_name, Candidate.last_name, Candidate.candidate_number,
            Candidate.birth_date,
        )
        .where(mine, Candidate.birth_date.is_not(None), Candidate.erased_at.is_(None))
        .order_by(wishes.desc(), Candidate.id)
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return None
    name = f"{row.first_name} {row.last_name}"
    siret = session.scalar(
        select(Contract.siret)
        .join(Application, Application.id == Contract.application_id)
        .where(Application.candidate_id == row.id, Contract.status == ContractStatus.PENDING)
        .order_by(Contract.reply_until)
        .limit(1)
    )
    return Example(path_of(session, row.id), name, row.candidate_number, row.birth_date, what, siret or "")
