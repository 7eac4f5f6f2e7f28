"""Make learners anonymous: once nothing of theirs stands in a session that is still kept.

A learner goes with the candidate whom they were, but for one who is registered for a year that is not over yet: that
one goes with the last of their sessions, two years after it; one without any registration, two years after the last
change. The same happens to whoever was never a candidate here.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.applications.models import Application, Candidate
from recruitment.journal.actions import Actor, Line, record_by_chain
from recruitment.learners.models import Learner, LearnerGuardian, Registration
from recruitment.learners.people import FIELDS
from recruitment.privacy import due
from recruitment.privacy.permit import permit
from recruitment.programmes.models import Campaign
from recruitment.returns.models import ReturnDetail

ERASED = "learner_erased"
WHAT = "fiche d’apprenant, responsables, textes"
FORGOTTEN = "effacé"
KEPT_YEARS = 2
#: What a learner's row says once its person is gone.
NEUTRAL: dict[str, Any] = {
    **dict.fromkeys(FIELDS),
    "last_name": "Apprenant",
    "first_name": "anonymisé",
    "ine_origin": None,
    "ine_doubtful": False,
    "match_key": literal("anonyme-", String) + cast(Learner.id, String),
    "sort_name": "apprenant anonymise",
    "search_text": "",
}
UNSYNCHRONISED = {"synchronize_session": False}


def of_candidates(candidate_ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition on `admitted` for candidates: tied to their wish, or known by their number."""
    numbers = select(Candidate.campaign_id, Candidate.candidate_number).where(Candidate.id.in_(candidate_ids))
    wishes = select(Application.id).where(Application.candidate_id.in_(candidate_ids))
    return or_(
        Admitted.application_id.in_(wishes),
        tuple_(Admitted.campaign_id, Admitted.candidate_number).in_(numbers),
    )


def forget_learners(session: Session, candidate_ids: Sequence[int], at: datetime, by: Actor) -> None:
    """Make anonymous the learners that these candidates became, where nothing keeps them; before their numbers go."""
    found = session.scalars(
        select(Registration.learner_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .where(of_candidates(candidate_ids))
        .distinct()
    ).all()
    if found:
        gone = Learner.id.in_(found) & Learner.erased_at.is_(None) & ~_registered_in(running(session, at))
        neutralise(
            session, session.scalars(select(Learner.id).where(gone).order_by(Learner.id)).all(), at, by
        )


def past(session: Session, now: datetime) -> ColumnElement[bool]:
    """Return the condition on `learner` for those whose time is over.

    Whoever is a candidate here too goes with the candidate, or stays as long: an appeal keeps both.
    """
    any_ = select(Registration.id).where(Registration.learner_id == Learner.id).correlate(Learner).exists()
    kept = _registered_in(running(session, now), standing=False)
    old = Learner.updated_at < now.replace(year=now.year - KEPT_YEARS, day=min(now.day, 28))
    return and_(
        Learner.erased_at.is_(None),
        Learner.merged_into_id.is_(None),
        ~_tied(Candidate.erased_at.is_(None)),
        or_(and_(any_, ~kept), and_(~any_, old)),
    )


def running(session: Session, now: datetime) -> list[int]:
    """Return the campaigns whose data are still kept: those that end later, or whose end is not known."""
    over = {one.id for one in due.campaigns(session) if now >= one.steps.purged_at}
    return [id_ for id_ in session.scalars(select(Campaign.id)) if id_ not in over]


def neutralise(session: Session, learner_ids: Sequence[int], at: datetime, by: Actor) -> int:
    """Take away who these learners were, with the files put together with theirs; return how many."""
    if not learner_ids:
        return 0
    whole = [
        *learner_ids,
        *session.scalars(select(Learner.id).where(Learner.merged_into_id.in_(learner_ids))),
    ]
    theirs = select(Registration.id).where(Registration.learner_id.in_(whole))
    for statement in (
        delete(ReturnDetail).where(ReturnDetail.registration_id.in_(theirs)),
        delete(LearnerGuardian).where(LearnerGuardian.learner_id.in_(whole)),
        update(Learner).where(Learner.id.in_(whole)).values(**NEUTRAL, erased_at=at, updated_at=at),
    ):
        session.execute(statement.execution_options(**UNSYNCHRONISED))
    _empty_registrations(session, whole)
    _tell(session, learner_ids, at, by)
    return len(learner_ids)


def _empty_registrations(session: Session, learner_ids: Collection[int]) -> None:
    of = Registration.learner_id.in_(learner_ids)
    with permit(session):
        session.execute(
            update(Registration)
            .where(of)
            .values(options=[], findings=[], admitted_seen=None)
            .execution_options(**UNSYNCHRONISED)
        )
        session.execute(
            update(Registration)
            .where(of, Registration.cancel_reason.is_not(None))
            .values(cancel_reason=FORGOTTEN)
            .execution_options(**UNSYNCHRONISED)
        )


def _tied(candidate: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether a learner is registered for a wish of such a candidate."""
    found = (
        select(Registration.id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .outerjoin(Application, Application.id == Admitted.application_id)
        .join(
            Candidate,
            or_(
                Candidate.id == Application.candidate_id,
                and_(
                    Candidate.campaign_id == Admitted.campaign_id,
                    Candidate.candidate_number == Admitted.candidate_number,
                ),
            ),
        )
        .where(Registration.learner_id == Learner.id, candidate)
    )
    return found.correlate(Learner).exists()


def _registered_in(campaign_ids: Iterable[int], *, standing: bool = True) -> ColumnElement[bool]:
    found = select(Registration.id).where(
        Registration.learner_id == Learner.id, Registration.campaign_id.in_(list(campaign_ids))
    )
    return (
        (found.where(Registration.cancelled_at.is_(None)) if standing else found).correlate(Learner).exists()
    )


def _tell(session: Session, learner_ids: Sequence[int], at: datetime, by: Actor) -> None:
    rows = session.execute(select(Learner.id, Learner.centre_id).where(Learner.id.in_(learner_ids)))
    chains: dict[int, list[Line]] = {}
    for id_, centre_id in rows:
        chains.setdefault(centre_id, []).append(Line(ERASED, by, at, details={"learner": id_}))
    record_by_chain(session, chains)


def registrations_of(session: Session, learner_id: int) -> int:
    """Return how many registrations a learner has."""
    count = select(func.count()).where(Registration.learner_id == learner_id)
    return int(session.scalar(count) or 0)
