"""From the pool to learners: synchronised, confirmed, completed, put together (R6.2)."""

from datetime import date
from typing import TypeVar

from flask import Flask
from sqlalchemy import select, update

from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.learners import actions
from recruitment.learners.actions import Completion
from recruitment.learners.models import (
    Learner,
    LearnerGuardian,
    Registration,
    RegistrationDocument,
    RequiredDocument,
)
from tests import builders
from tests.contracts.desk import MONDAY, clock_at, lines, refused_by
from tests.learners.world import (
    BORN,
    GUARDIAN,
    INE,
    make_admitted,
    make_division,
    make_learner,
    make_registration,
)

Row = TypeVar("Row")
MOTHER = {
    "last_name": "Blanc",
    "first_name": "Rose",
    "email": "rose@exemple.fr",
    "phone": None,
    "address": None,
}


def fresh(model: type[Row], id_: int) -> Row:
    """Read a row as committed."""
    return db.session.get_one(model, id_, populate_existing=True)


def guardians(learner_id: int) -> list[tuple[int, str | None, str | None]]:
    """Return a learner's guardians: rank, first name, e-mail."""
    rows = db.session.execute(
        select(LearnerGuardian.position, LearnerGuardian.first_name, LearnerGuardian.email)
        .where(LearnerGuardian.learner_id == learner_id)
        .order_by(LearnerGuardian.position)
    )
    return [(row.position, row.first_name, row.email) for row in rows]


def say(admitted: Admitted, **changes: object) -> None:
    """Let the platform say something else of somebody admitted."""
    with transaction() as session:
        values = {**changes, "version": Admitted.version + 1}
        session.execute(update(Admitted).where(Admitted.id == admitted.id).values(**values))


def test_a_batch_creates_joins_leaves_to_confirm_and_refuses(app: Flask) -> None:
    """R6.2: new, same INE, alike, registered already, gone, not accepted: each gets its line, the journal too."""
    programme, author = builders.make_programme(), builders.make_account("registrar")
    other = builders.make_programme()
    known = make_learner(programme.centre_id, ine=INE, email="ancien@exemple.fr", nationality="Française")
    alike = make_learner(programme.centre_id, last_name="Costa", first_name="Ana-Lucia")
    with clock_at(MONDAY):
        people = [
            make_admitted(programme, (GUARDIAN,), last_name="Zola", ine="1234567890V", candidate_number="77"),
            make_admitted(other, last_name="Zola", ine="1234567890V", candidate_number="77"),
            make_admitted(
                programme, (GUARDIAN,), first_name="LEO", ine=INE, email="neuf@exemple.fr", nationality="FR"
            ),
            make_admitted(programme, last_name="COSTA", first_name="Ana Lucia"),
            make_admitted(programme, last_name="Parti", gone_at=MONDAY),
            make_admitted(programme, last_name="Attend", situation=0),
        ]
        outcomes = actions.synchronise(author, [one.id for one in people])
        assert [one.result for one in outcomes] == [
            "created",
            "joined",
            "joined",
            "to_confirm",
            "refused",
            "refused",
        ]
        assert [one.refusal for one in outcomes[4:]] == ["admitted_gone", "admitted_not_accepted"]
        assert outcomes[0].learner_id == outcomes[1].learner_id  # one number, one person, two programmes
        assert (outcomes[2].learner_id, outcomes[3].learner_id) == (known.id, alike.id)
        learner = fresh(Learner, known.id)
        assert (learner.first_name, learner.nationality, learner.email) == (
            "Léo",
            "Française",
            "neuf@exemple.fr",
        )
        assert guardians(known.id) == [(1, "Michel", "michel@exemple.fr")]
        assert guardians(outcomes[0].learner_id or 0) == [(1, "Michel", "michel@exemple.fr")]
        (again,) = actions.synchronise(author, [people[0].id])
        assert again.refusal == "already_registered"
    registration = fresh(Registration, outcomes[0].registration_id or 0)
    assert (registration.school_year, registration.programme_id) == (2025, programme.id)
    (_line, details), (_other, joined) = lines("learner_created")[0], lines("learner_joined")[-1]
    assert details == {"learner": outcomes[0].learner_id, "registration": registration.id}
    assert joined["fields"] == ["email", "guardians"]


def test_what_was_typed_here_is_kept_until_the_platform_says_otherwise(app: Flask) -> None:
    """R6.2: synchronised again, a field is taken only where the pool itself changed."""
    programme, author = builders.make_programme(), builders.make_account("registrar")
    with clock_at(MONDAY):
        admitted = make_admitted(
            programme, (GUARDIAN,), email="un@exemple.fr", mobile="+33600000001", town="Issoire"
        )
        (made,) = actions.synchronise(author, [admitted.id])
        learner_id = made.learner_id or 0
        learner = fresh(Learner, learner_id)
        values = {"email": "typed@exemple.fr", "mobile": "+33600000009", "town": "Riom"}
        current = {name: getattr(learner, name) for name in ("last_name", "first_name")}
        assert actions.edit_learner(author, learner_id, current | values) == ["email", "mobile", "town"]
        say(admitted, mobile="+33600000002")
        (again,) = actions.synchronise(author, [admitted.id])
        learner = fresh(Learner, learner_id)
        assert (again.result, again.changed) == ("updated", 1)
        assert (learner.email, learner.mobile, learner.town) == ("typed@exemple.fr", "+33600000002", "Riom")


def test_who_looks_alike_is_confirmed_field_by_field_or_is_somebody_else(app: Flask) -> None:
    """R6.2: the same INE under another name is confirmed by hand; told apart, the INE stays the first one's."""
    programme, author = builders.make_programme(), builders.make_account("registrar")
    known = make_learner(programme.centre_id, (MOTHER,), ine=INE, email="ancien@exemple.fr")
    with clock_at(MONDAY):
        admitted = make_admitted(programme, (GUARDIAN,), first_name="Léa", ine=INE, email="neuf@exemple.fr")
        (outcome,) = actions.synchronise(author, [admitted.id])
        assert (outcome.result, outcome.registration_id) == ("to_confirm", None)
        with refused_by("stale_version"):
            actions.confirm_same(author, admitted.id, known.id, taken=(), version=known.version + 1)
        taken = ["first_name", *(f"guardian1.{field}" for field in GUARDIAN)]
        confirmed = actions.confirm_same(author, admitted.id, known.id, taken=taken, version=known.version)
        learner = fresh(Learner, known.id)
        assert (learner.first_name, learner.email, learner.sort_name) == (
            "Léa",
            "ancien@exemple.fr",
            "aubert lea",
        )
        assert guardians(known.id) == [(1, "Michel", "michel@exemple.fr")]
        assert confirmed.learner_id == known.id
        twin = make_admitted(programme, first_name="Luc", ine=INE)
        second = actions.confirm_new(author, twin.id)
        assert fresh(Learner, second.learner_id).ine is None
        with refused_by("already_registered"):
            actions.confirm_new(author, twin.id)
        sure = make_admitted(programme, first_name="Léa", ine=INE)
        with refused_by("learner_known"):
            actions.confirm_new(author, sure.id)


def test_two_files_of_one_learner_are_put_together_and_nothing_is_lost(app: Flask) -> None:
    """R6.2: guardians, documents and registrations move; the journal says it; the file that goes can be read."""
    programme, author = builders.make_programme(), builders.make_account("registrar")
    with clock_at(MONDAY):
        kept = make_registration(author, programme, guardians=(MOTHER,), email="un@exemple.fr")
        gone = make_registration(
            author, programme, guardians=(GUARDIAN,), ine=INE, birth_date=date(2006, 4, 4)
        )
        with transaction() as session:
            document = RequiredDocument(centre_id=programme.centre_id, label="RIB", blocking=True, position=1)
            session.add(document)
        actions.set_documents(author, gone.id, {document.id: "received"})
        merged = actions.merge(author, kept.learner_id, gone.learner_id, taken=["ine"])
        assert merged.registrations == 1
        learner, other = fresh(Learner, kept.learner_id), fresh(Learner, merged.merged_id)
        assert (learner.ine, learner.birth_date, other.merged_into_id) == (INE, BORN, learner.id)
        assert fresh(Registration, gone.id).learner_id == learner.id
        assert guardians(learner.id) == [(1, "Rose", "rose@exemple.fr"), (2, "Michel", "michel@exemple.fr")]
        assert guardians(other.id) == [(1, "Michel", "michel@exemple.fr")]
        states = db.session.scalars(select(RegistrationDocument.state))
        assert list(states) == ["received"]
        with refused_by("learner_merged"):
            actions.merge(author, kept.learner_id, merged.merged_id, taken=())
    ((_line, details),) = lines("learners_merged")
    assert details["registrations"] == [gone.id]
    assert set(details["fields"]) == {"ine", "guardians"}


def test_many_are_completed_at_once_and_a_full_division_only_warns(app: Flask) -> None:
    """R6.2: division, régime, options and documents; each gets its line; what cannot be is told."""
    programme, author = builders.make_programme(), builders.make_account("registrar")
    other = builders.make_programme()
    with clock_at(MONDAY):
        rows = [
            make_registration(author, programme, last_name=f"Nom {word}") for word in ("un", "deux", "trois")
        ]
        far = make_registration(author, other, last_name="Ailleurs")
        division = make_division(programme, seats=2)
        with transaction() as session:
            session.add(
                RequiredDocument(centre_id=programme.centre_id, label="RIB", blocking=True, position=1)
            )
        completion = Completion(
            frozenset({"division", "regime", "options", "documents"}), division.id, "board", ("LV2",)
        )
        done = actions.complete(author, [row.id for row in (*rows, far)], completion)
        assert [one.over_seats for one in done] == [0, 0, 1, 0]
        assert [one.refusal for one in done] == [None, None, None, "division_elsewhere"]
        assert done[0].changed == ("division", "regime", "options", "documents")
        first = fresh(Registration, rows[0].id)
        assert (first.division_id, first.regime, first.options) == (division.id, "board", ["LV2"])
        again = actions.complete(author, [rows[0].id], completion)
        assert (again[0].changed, again[0].over_seats) == ((), 0)
    assert len(lines("registration_completed")) == 3
