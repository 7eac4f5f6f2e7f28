"""R6.8 what was typed is proposed beside what the platform says: taken or left field by field, never by itself."""

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.journal.models import JournalEntry
from recruitment.learners.actions import synchronise
from recruitment.learners.models import Learner, LearnerGuardian
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import Role
from recruitment.stations.models import PreRegistration
from tests import builders
from tests.forms import hidden_fields
from tests.learners.world import make_admitted
from tests.portal.visitor import words
from tests.stations.visitor import NOW, enter, fill, send
from tests.stations.world import validate

pytestmark = pytest.mark.usefixtures("_at_the_hour")


@pytest.fixture
def _at_the_hour() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_registrar_takes_or_leaves_each_difference(client: FlaskClient, session: Session) -> None:
    """R6.8: beside the platform's value; what is ticked goes to the learner's file; a new sending asks again."""
    programme = builders.make_programme()
    admitted = make_admitted(programme, town="Vichy", mobile="06 39 98 00 00", nationality="Française")
    path = enter(client, admitted)
    fill(client, path)
    assert send(client, path).status_code == 303
    team = client.application.test_client()
    account = builders.make_account(Role.REGISTRAR)
    builders.log_in(team, account)
    url = f"/admis/{admitted.id}/preinscription"
    assert "Aubert" in team.get("/preinscriptions").text
    page = team.get(url)
    assert "traitez d’abord l’inscription importée" in words(page.text)
    assert "Vichy" in page.text
    (outcome,) = synchronise(account, [admitted.id])
    page = team.get(url)
    assert "take_nationality" not in page.text  # the same on both sides
    fields = hidden_fields(page.text, url)
    taken = {"take_town": "y", "take_guardian_1": "y", "take_birth_date": "y", "take_ine": "y"}
    for _ in range(2):
        assert team.post(url, data={**fields, **taken}).status_code == 303
    shown = team.get(url).text
    number = shown.count(" : repris</li>")
    assert f"{number} renseignement{'s' if number > 1 else ''} repris" in shown, "as many as the list has"
    learner = session.scalars(select(Learner)).one()
    assert (learner.town, learner.mobile, learner.birth_date) == (
        "Thiers",
        "06 39 98 00 00",
        admitted.birth_date,
    )
    assert session.scalars(select(LearnerGuardian.last_name)).all() == ["Aubert"]
    row = session.scalars(select(PreRegistration)).one()
    assert row.settled is not None
    assert (row.settled["town"], row.settled["mobile"]) == ("taken", "left")
    stale = team.post(url, data={**fields, "jeton": "b" * 32})
    assert 'data-refusal="pre_registration_settled"' in stale.text
    assert send(client, path).status_code == 303
    assert "take_mobile" in team.get(url).text
    validate(account, outcome.registration_id or 0, NOW)
    assert "Votre inscription est validée" in words(client.get(path).text)
    assert client.get(f"{path}/etapes/identite").status_code == 303
    token = hidden_fields(client.get(path).text)
    typed = {
        **token,
        "last_name": "A",
        "first_name": "B",
        "birth_town": "C",
        "birth_country": "D",
        "nationality": "E",
    }
    late = client.post(f"{path}/etapes/identite", data=typed)
    assert (late.status_code, 'data-refusal="pre_registration_closed"' in late.text) == (409, True)
    assert "take_mobile" not in team.get(url).text
    told = session.scalars(
        select(JournalEntry.details).where(JournalEntry.event == "pre_registration_settled")
    ).all()
    assert "Thiers" not in "".join(told)


def test_a_guardian_is_taken_whole_and_a_town_without_the_old_code(
    client: FlaskClient, session: Session
) -> None:
    """R6.8: another guardian takes the place with all cells, emptied ones too; the code of the old town goes."""
    known = tuple(
        {"last_name": "Aubert", "first_name": name, "email": f"{name}@exemple.fr", "phone": "+33471000000"}
        for name in ("Jean", "Rose")
    )
    admitted = make_admitted(builders.make_programme(), known, town="Vichy", town_code="03310")
    path = enter(client, admitted)
    fill(client, path)  # a first guardian of whom only the names are said, no second one
    assert send(client, path).status_code == 303
    team, account = client.application.test_client(), builders.make_account(Role.REGISTRAR)
    builders.log_in(team, account)
    synchronise(account, [admitted.id])
    url = f"/admis/{admitted.id}/preinscription"
    page = team.get(url)
    assert "take_guardian_1_email" not in page.text
    assert "Michel Aubert · adresse mail : vidé · téléphone : vidé" in words(page.text)
    assert "Retiré" in words(page.text)
    fields = hidden_fields(page.text, url)
    cell = {"take_guardian_2_email": "y"}  # no longer a choice
    taken = {"take_town": "y", "take_postal_code": "y", "take_guardian_1": "y"}
    assert team.post(url, data={**fields, **cell, **taken}).status_code == 303
    rows = session.execute(
        select(LearnerGuardian.first_name, LearnerGuardian.email, LearnerGuardian.phone).order_by(
            LearnerGuardian.position
        )
    )
    assert [tuple(row) for row in rows] == [
        ("Michel", None, None),
        ("Rose", "Rose@exemple.fr", "+33471000000"),
    ]
    learner = session.scalars(select(Learner)).one()
    assert (learner.town, learner.town_code) == ("Thiers", None)


def test_links_are_sent_from_the_list(client: FlaskClient, session: Session) -> None:
    """R6.8: those ticked get a mail; renewing says so; who only looks gets no list."""
    programme = builders.make_programme()
    people = [make_admitted(programme, email=f"p{rank}@exemple.fr") for rank in range(2)]
    builders.log_in(client, builders.make_account(Role.REGISTRAR))
    page = "/preinscriptions?vue=not_invited"
    fields = hidden_fields(client.get(page).text, page)
    assert client.post(page, data={**fields, "c": [str(one.id) for one in people]}).status_code == 303
    assert len(session.scalars(select(OutboxMail.id)).all()) == 2
    link = f"/admis/{people[0].id}/preinscription/lien"
    assert client.post(link, data=hidden_fields(client.get(link).text, link)).status_code == 303
    assert session.scalars(
        select(PreRegistration.link_generation).order_by(PreRegistration.admitted_id)
    ).all() == [1, 0]
    viewer = client.application.test_client()
    builders.log_in(viewer, builders.make_account(Role.VIEWER))
    assert viewer.get("/preinscriptions").status_code == 403
    assert viewer.get(f"/admis/{people[0].id}/preinscription").status_code == 403
