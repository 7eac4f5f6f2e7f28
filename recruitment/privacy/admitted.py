"""Make admitted candidates anonymous, and say what the pool holds of a person.

They go with the candidate whom they were; who left the list and was never one of ours, three months after the session;
everybody two years after it. Somebody registered for a year that is not over stays with their registration.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.records import FIELDS, GUARDIAN_FIELDS
from recruitment.applications.erased import digest, listed
from recruitment.applications.models import Application, Candidate
from recruitment.applications.personal_models import ErasedPerson
from recruitment.labels.admissions import ANSWERS, BAC_RESULTS, LEFT, ORIGINS, SITUATIONS
from recruitment.labels.admissions import FIELDS as WORDS
from recruitment.learners.models import Learner, Registration
from recruitment.privacy import due, kept_list, on_site_held
from recruitment.privacy.exchanged import forget_numbers
from recruitment.privacy.learners import of_candidates
from recruitment.privacy.masks import Held
from recruitment.privacy.models import RetentionHold
from recruitment.programmes.models import Programme

WHAT = "identité, coordonnées, responsables de la liste des admis"
FACTS = ("situation", "answer", "answered_at", "bac_result", "gap_year", "boarding")
#: What an admitted candidate's row says once its person is gone: facts of the admission stay.
NEUTRAL: dict[str, Any] = {
    **{name: None for name in FIELDS if name not in FACTS},
    "last_name": "Admis",
    "first_name": "anonymisé",
    "candidate_number": literal("anonyme-", String) + cast(Admitted.id, String),
    "sort_name": "admis anonymise",
    "search_text": "",
}
CODES: dict[str, dict[Any, str]] = {"situation": SITUATIONS, "answer": ANSWERS, "bac_result": BAC_RESULTS}
UNSYNCHRONISED = {"synchronize_session": False}


def forget_admitted(session: Session, candidate_ids: Sequence[int], at: datetime) -> None:
    """Make anonymous what the pool holds of candidates, after the learners they became; before their numbers go."""
    found = select(Admitted.id).where(
        of_candidates(candidate_ids), Admitted.erased_at.is_(None), ~_registered()
    )
    neutralise(session, session.scalars(found.order_by(Admitted.id)).all(), at)


def past(session: Session, now: datetime) -> ColumnElement[bool]:
    """Return the condition on `admitted` for those whose time is over, whether they were candidates here or not."""
    over, left = [], []
    for one in due.campaigns(session):
        if now >= one.steps.purged_at:
            over.append(one.id)
        elif now >= one.steps.anonymised_at:
            left.append(one.id)
    gone = and_(
        Admitted.campaign_id.in_(left), Admitted.gone_at.is_not(None), Admitted.application_id.is_(None)
    )
    due_now = or_(Admitted.campaign_id.in_(over), gone)
    return and_(Admitted.erased_at.is_(None), ~_registered(), ~_on_hold(), due_now)


def brought_back(session: Session) -> list[int]:
    """Return those whom the list of the erased names: a restored backup has brought them back."""
    found: list[int] = []
    for campaign_id, kept in sorted(kept_list.read(session).items()):
        rows = session.execute(
            select(Admitted.candidate_number, Admitted.id).where(
                Admitted.campaign_id == campaign_id, Admitted.erased_at.is_(None)
            )
        ).all()
        again = listed(campaign_id, {row[0] for row in rows}, kept)
        found += [row.id for row in rows if row.candidate_number in again]
    return sorted(found)


def neutralise(session: Session, admitted_ids: Sequence[int], at: datetime) -> int:
    """Take away who these people were, here and in what was exchanged of them; return how many."""
    if not admitted_ids:
        return 0
    mine = Admitted.id.in_(admitted_ids)
    numbers: dict[int, list[str]] = {}
    for campaign_id, number in session.execute(
        select(Admitted.campaign_id, Admitted.candidate_number).where(mine)
    ):
        numbers.setdefault(campaign_id, []).append(number)
    for campaign_id, some in numbers.items():
        _list(session, campaign_id, some, at)
        forget_numbers(session, campaign_id, some)
    on_site_held.forget(session, admitted_ids)
    for statement in (
        delete(AdmittedGuardian).where(AdmittedGuardian.admitted_id.in_(admitted_ids)),
        update(Admitted).where(mine).values(**NEUTRAL, erased_at=at, updated_at=at),
    ):
        session.execute(statement.execution_options(**UNSYNCHRONISED))
    return len(admitted_ids)


def admissions_of(session: Session, candidate_id: int, centre_id: int | None) -> list[Held]:
    """Return what the pool holds of a candidate, in the reader's centre."""
    return admissions_where(session, of_candidates([candidate_id]), centre_id)


def admissions_where(session: Session, condition: ColumnElement[bool], centre_id: int | None) -> list[Held]:
    """Return the same, of those whom a condition on `admitted` leaves."""
    rows = select(Admitted).where(condition)
    if centre_id is not None:
        rows = rows.where(Admitted.centre_id == centre_id)
    return [_held(session, row) for row in session.scalars(rows.order_by(Admitted.id))]


def _held(session: Session, row: Admitted) -> Held:
    guardians = select(AdmittedGuardian).where(AdmittedGuardian.admitted_id == row.id)
    told = {WORDS[name]: CODES.get(name, {}).get(getattr(row, name), getattr(row, name)) for name in FIELDS}
    return {
        "formation": session.get_one(Programme, row.programme_id).title,
        "numéro d’inscription": row.candidate_number,
        "origine": ORIGINS[row.origin],
        **told,
        "résultat du baccalauréat connu le": row.bac_result_at,
        "reçue le": row.imported_at,
        "modifiée le": row.updated_at,
        "sortie de la liste le": row.gone_at,
        "sortie de la liste parce que": LEFT.get(row.gone_because or "", row.gone_because),
        "effacée le": row.erased_at,
        "responsables": [
            {"rang": one.position, **{_GUARDIAN[name]: getattr(one, name) for name in GUARDIAN_FIELDS}}
            for one in session.scalars(guardians.order_by(AdmittedGuardian.position))
        ],
        **on_site_held.on_site_of(session, row.id),
    }


_GUARDIAN = {
    "last_name": "nom",
    "first_name": "prénom",
    "email": "adresse mail",
    "phone": "téléphone",
    "address": "adresse",
}


def _registered() -> ColumnElement[bool]:
    """Return the condition on `admitted`: a registration stands, of somebody who is not anonymous."""
    found = select(Registration.id).join(Learner, Learner.id == Registration.learner_id)
    found = found.where(
        Registration.admitted_id == Admitted.id,
        Registration.cancelled_at.is_(None),
        Learner.erased_at.is_(None),
    )
    return found.correlate(Admitted).exists()


def _on_hold() -> ColumnElement[bool]:
    """Return the condition on `admitted`: a file of the same person is kept whole while an appeal is open."""
    found = (
        select(RetentionHold.id)
        .join(Application, Application.id == RetentionHold.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(
            RetentionHold.lifted_at.is_(None),
            or_(
                Application.id == Admitted.application_id,
                and_(
                    Candidate.campaign_id == Admitted.campaign_id,
                    Candidate.candidate_number == Admitted.candidate_number,
                ),
            ),
        )
    )
    return found.correlate(Admitted).exists()


def _list(session: Session, campaign_id: int, numbers: Sequence[str], at: datetime) -> None:
    """Keep the keyed hash of each number, so that no file brings the person back."""
    rows = {digest(campaign_id, number) for number in numbers}
    known = set(session.scalars(select(ErasedPerson.digest).where(ErasedPerson.digest.in_(rows))))
    new = [{"digest": one, "campaign_id": campaign_id, "erased_at": at} for one in sorted(rows - known)]
    if new:
        session.execute(insert(ErasedPerson), new)
