"""R6.2, retention: a learner is made anonymous with their last session; a registration that stands keeps them."""

from flask import Flask
from sqlalchemy import func, select, update

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.learners import actions
from recruitment.learners.models import Learner, LearnerGuardian, Registration
from recruitment.privacy import learners, registry
from recruitment.privacy.jobs import ANONYMISE, PURGE, anonymise_candidates, preview_purge, purge_sessions
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.contracts.desk import MONDAY, clock_at, lines
from tests.learners.world import GUARDIAN, make_admitted, make_learner
from tests.privacy.test_admitted import LATE, SOON, run


def names() -> list[str]:
    """Return the learners' family names as committed."""
    db.session.rollback()
    return list(db.session.scalars(select(Learner.last_name).order_by(Learner.id)))


def test_the_registry_and_the_neutral_row_say_the_same() -> None:
    """R6.2: exactly the columns that the registry says go."""
    columns = registry.CANDIDATE_TABLES["learner"]
    assert set(learners.NEUTRAL) == {name for name, one in columns.items() if one.erased in registry.GOES}


def test_a_learner_goes_with_the_last_session_and_with_what_was_put_together(app: Flask) -> None:
    """R6.2: never a candidate here, or one who left; a registration that stands keeps the learner meanwhile."""
    programme, author = builders.make_programme(), builders.make_account("registrar")
    left = [
        builders.make_application(
            state=State.REFUSED, programme=programme, candidate=builders.make_candidate()
        )
        for _rank in range(2)
    ]
    with clock_at(MONDAY):
        people = [
            make_admitted(programme, (GUARDIAN,), last_name=name, application_id=file)
            for name, file in (("Stranger", None), ("Standing", left[0].id), ("Gone", left[1].id))
        ]
        made = actions.synchronise(author, [one.id for one in people])
        twin = make_learner(programme.centre_id, (GUARDIAN,), last_name="Twin")
        actions.merge(author, made[0].learner_id or 0, twin.id, taken=())
        end = {"cancelled_at": MONDAY, "cancelled_by_id": author.id, "cancel_reason": "Parti"}
        with transaction() as session:
            gone = Registration.id == made[2].registration_id
            session.execute(update(Registration).where(gone).values(**end))
    run(ANONYMISE, anonymise_candidates, SOON)
    assert names() == ["Stranger", "Standing", "Apprenant", "Twin"]
    told = dict.fromkeys(row[1] for row in preview_purge(db.session(), LATE).rows if row[0] == "apprenants")
    run(PURGE, purge_sessions, LATE)
    assert names() == ["Apprenant"] * 4
    assert db.session.scalar(select(func.count()).select_from(LearnerGuardian)) == 0
    assert set(db.session.scalars(select(Registration.cancel_reason))) == {None, learners.FORGOTTEN}
    assert {one["learner"] for _line, one in lines("learner_erased")} == {made[2].learner_id, *told}
