"""Learners at the main centre: its school year, some known from before, our acceptances, some registered already."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.admissions.own import take_own
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.demo import moments
from recruitment.demo.admitted import LISTED
from recruitment.demo.authors import Author, Authors
from recruitment.demo.catalogue import MAIN_PROGRAMME, VAL_D_ARTIERE
from recruitment.learners import actions, writing
from recruitment.learners.actions import Completion
from recruitment.learners.models import Division, RegistrationDocument
from recruitment.learners.people import FIELDS, GUARDIAN
from recruitment.learners.validation.calendar import set_dates
from recruitment.programmes.models import Campaign, Programme

WRITTEN = moments.at(5, 26, 13, 48)
FIRST_DAY, BAC_RESULTS = date(moments.YEAR, 9, 1), date(moments.YEAR, 7, 4)
#: Those of this programme are registered and completed; those of the main one wait to be treated.
REGISTERED = "34121"
DIVISIONS = (
    ("1MCO", "BTS MCO, première année", MAIN_PROGRAMME, 24),
    ("1NDRC", "BTS NDRC, première année", REGISTERED, 4),
    ("1GPME", "BTS GPME, première année", "34125", 15),
    ("1PI", "BTS PI, première année", "34130", 15),
    ("1CFA", "Première année, toutes formations", None, None),
)
DOCUMENTS = (
    ("Copie d’une pièce d’identité", True),
    ("Photo d’identité", False),
    ("Relevé de notes du baccalauréat", True),
    ("Attestation d’assurance", False),
)
FORMER = {"last_school": "CFA Val-d’Artière", "bac_year": moments.YEAR - 1}
AUNT = {"last_name": "CHAUVET", "first_name": "Odette", "email": "odette.chauvet@example.org", "phone": None}
#: Known, and admitted nowhere this year.
STRANGERS = (("Delmas", "Corentin", date(2005, 3, 6)), ("Fayolle", "Inès", date(2004, 11, 19)))


def write() -> None:
    """Write them, as the administrator, then the registrar, do that day."""
    moments.stand_at(WRITTEN)
    authors = Authors(db.session())
    programmes = _programmes()
    centre_id = programmes[MAIN_PROGRAMME].centre_id
    _school_year(authors.administrator(VAL_D_ARTIERE), centre_id, programmes)
    moments.stand_at(WRITTEN + timedelta(minutes=7))
    registrar = authors.registrar()
    taken = [programmes[code].id for code in (MAIN_PROGRAMME, REGISTERED)]
    take_own(registrar.id, taken, moments.YEAR)
    _known(_admitted(programmes[LISTED].id), centre_id)
    moments.stand_at(WRITTEN + timedelta(minutes=15))
    _register(registrar, _admitted(programmes[REGISTERED].id), centre_id)


def _programmes() -> dict[str, Any]:
    codes = [goal.code for goal in VAL_D_ARTIERE.programmes]
    rows = db.session().execute(
        select(Programme.id, Programme.code, Programme.centre_id)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(Programme.code.in_(codes), Campaign.year == moments.YEAR)
    )
    return {row.code: row for row in rows}


def _school_year(author: Author, centre_id: int, programmes: dict[str, Any]) -> None:
    set_dates(author, centre_id, moments.YEAR, first_day=FIRST_DAY, bac_results_day=BAC_RESULTS)
    for code, name, programme, seats in DIVISIONS:
        values = {"code": code, "name": name, "seats": seats, "year": moments.YEAR}
        of = programmes[programme].id if programme else None
        actions.save_division(author, centre_id, None, {**values, "programme_id": of})
    for label, blocking in DOCUMENTS:
        values = {"label": label, "blocking": blocking, "programme_id": None}
        actions.save_document(author, centre_id, None, values)


def _admitted(programme_id: int) -> Sequence[Any]:
    return (
        db.session()
        .execute(
            select(*Admitted.__table__.c)
            .where(Admitted.programme_id == programme_id, Admitted.gone_at.is_(None))
            .order_by(Admitted.sort_name, Admitted.id)
        )
        .all()
    )


def _known(people: Sequence[Any], centre_id: int) -> None:
    """Know some from before: under the same INE, under the same name spelt otherwise, under another name."""
    numbered = [person for person in people if person.ine]
    others = [person for person in people if person not in numbered[:2]]
    if len(numbered) < 2 or len(others) < 2:
        return
    (same, renamed), (spelt, twice) = numbered[:2], others[:2]
    with transaction() as session:
        make = partial(_learner, session, centre_id, clock.now())
        make(same, ine=same.ine, email="ancienne.adresse@example.org")
        make(renamed, ine=renamed.ine, last_name="Vigouroux", nationality="Française")
        plain = {"last_name": fold(spelt.last_name).upper(), "first_name": fold(spelt.first_name).upper()}
        aunt = make(spelt, **plain, town="Issoire")
        writing.write_guardians(session, aunt, {1: dict.fromkeys(GUARDIAN) | AUNT})
        make(twice, mobile="+33600000031")
        make(twice, last_name=twice.first_name, first_name=twice.last_name, town="Riom")
        for last_name, first_name, born in STRANGERS:
            values = {"last_name": last_name, "first_name": first_name, "birth_date": born}
            writing.create_learner(
                session, centre_id, {**dict.fromkeys(FIELDS), **values, **FORMER}, clock.now()
            )


def _learner(session: Session, centre_id: int, now: datetime, person: Any, **changes: Any) -> int:
    values = {"last_name": person.last_name, "first_name": person.first_name, "birth_date": person.birth_date}
    return writing.create_learner(
        session, centre_id, {**dict.fromkeys(FIELDS), **FORMER, **values, **changes}, now
    )


def _register(author: Author, people: Sequence[Any], centre_id: int) -> None:
    """Register those, place them in a division that is soon full, note the documents of the first ones."""
    outcomes = actions.synchronise(author, [person.id for person in people])
    ids = [one.registration_id for one in outcomes if one.registration_id is not None]
    division = db.session().scalars(
        select(Division.id).where(Division.centre_id == centre_id, Division.code == "1NDRC")
    )
    placed = Completion(frozenset({"division", "regime", "documents"}), division.one(), "half_board")
    actions.complete(author, ids[:-2], placed)
    for registration_id in ids[: len(ids) // 2]:
        actions.set_documents(author, registration_id, _received(registration_id))


def _received(registration_id: int) -> dict[int, str]:
    rows = db.session().scalars(
        select(RegistrationDocument.document_id).where(
            RegistrationDocument.registration_id == registration_id
        )
    )
    return dict.fromkeys(rows, "received")
