"""The mails on a candidate's file: to whom, what became of them, what they said, and « Renvoyer »."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Guardian
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.mail.actions import Mail, queue_many, to_candidate, to_guardian
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests.builders import log_in, make_account, make_application, make_candidate, make_centre, make_programme
from tests.contracts.desk import MONDAY, clock_at
from tests.forms import hidden_fields
from tests.mail.post import outbox


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with clock_at(MONDAY):
        yield


@pytest.fixture
def application(session: Session) -> Application:
    """Give an application in contract search, of a minor whose guardian was told too."""
    centre = make_centre(mail_guardians=True)
    candidate = make_candidate(first_name="Inès", birth_date=date(2008, 3, 1), email="ines@exemple.fr")
    made = make_application(
        state=State.SEEKING_CONTRACT, programme=make_programme(centre=centre), candidate=candidate
    )
    with transaction() as own:
        own.add(Guardian(candidate_id=candidate.id, position=1, first_name="Nadia", email="nadia@exemple.fr"))
        own.flush()
        guardian = own.scalars(select(Guardian.id)).one()
        told = {"application": made.id}
        key = f"application:{made.id}:retain"
        queue_many(
            own,
            [
                Mail(key, "retained", to_candidate(candidate.id), clock.now(), told, centre.id),
                Mail(key, "guardian_retained", to_guardian(guardian), clock.now(), told, centre.id),
                Mail(
                    "autre",
                    "refused",
                    to_candidate(candidate.id),
                    clock.now(),
                    {"application": 999},
                    centre.id,
                ),
            ],
        )
    return made


def changed(rank: int, **values: Any) -> int:
    """Change a row of the outbox as sending does; return its id."""
    mail_id = int(outbox()[rank].id)
    with transaction() as own:
        if values:
            own.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(values))
    return mail_id


def page_of(application: Application, mail_id: int) -> str:
    """Return the address of a mail."""
    return f"/candidatures/{application.id}/courriels/{mail_id}"


def again(client: FlaskClient, page: str) -> Any:
    """Press « Renvoyer »."""
    fields = hidden_fields(client.get(page).text)
    return client.post(f"{page}/renvoi", data={name: fields[name] for name in ("csrf_token", "jeton")})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "En attente"),
        ({"status": "sent", "sent_at": MONDAY}, "Parti"),
        ({"status": "sent", "sent_at": MONDAY, "bounced_at": MONDAY, "bounce": "5.2.2"}, "cette boîte est pleine"),
        ({"status": "failed", "failure": "no_address"}, "Aucune adresse mail n’est connue"),
        ({"status": "failed", "failure": "not_needed", "last_error": "Ce vœu a pris fin."}, "Ce vœu a pris fin."),
        ({"status": "failed", "failure": "dropped"}, "Écarté"),
        ({"created_at": MONDAY - timedelta(days=9)}, "Trop ancien pour partir seul"),
    ],
)  # fmt: skip
def test_the_file_says_what_became_of_each_mail(
    client: FlaskClient, application: Application, values: dict[str, Any], words: str
) -> None:
    """R2.6, R2.8: this application's alone, to the candidate and to the guardian, each with its state."""
    changed(0, **values)
    log_in(client, make_account(centre_id=application.centre_id))
    page = client.get(f"/candidatures/{application.id}").text
    section = page.partition('id="courriels"')[2].partition("</section>")[0]
    assert section.count("data-mail=") == 2
    assert "Responsable légal 1, nadia@exemple.fr" in section
    assert "Candidat, ines@exemple.fr" in section
    assert words in section


def test_a_mail_is_read_again_without_the_personal_link(
    client: FlaskClient, application: Application
) -> None:
    """R5.2, R2.8: the link is the candidate's alone; the regional authority reads no contact detail."""
    log_in(client, make_account(centre_id=application.centre_id))
    page = client.get(page_of(application, outbox()[0].id)).text
    assert "Texte recomposé" in page
    assert "lien personnel masqué" in page
    assert "Bonjour Inès Martin" in page
    viewer = client.application.test_client()
    log_in(viewer, make_account(Role.REGIONAL))
    page = viewer.get(page_of(application, outbox()[1].id)).text
    assert "Nadia" not in page
    assert "nadia@exemple.fr" not in page
    assert "Renvoyer" not in page
    assert "nadia@exemple.fr" not in viewer.get(f"/candidatures/{application.id}").text
    assert client.get(page_of(application, outbox()[2].id)).status_code == 404


def test_a_mail_is_sent_again_as_a_mail_of_its_own(
    client: FlaskClient, application: Application, session: Session
) -> None:
    """I13: its own event, in the journal, once per press; a failure is dealt with by it."""
    mail_id = changed(0, status="failed", failure="no_address", failed_at=MONDAY)
    log_in(client, make_account(centre_id=application.centre_id))
    page = page_of(application, mail_id)
    fields = hidden_fields(client.get(page).text)
    sent = {name: fields[name] for name in ("csrf_token", "jeton")}
    assert [client.post(f"{page}/renvoi", data=sent).status_code for _ in range(2)] == [303, 303]
    rows = outbox()
    assert [(row.event_key, row.template) for row in rows[3:]] == [(f"resent:{mail_id}", "retained")]
    assert rows[0].settled_at is not None
    session.rollback()
    assert session.scalars(select(JournalEntry.event).where(JournalEntry.event == "mail_resent")).all() == [
        "mail_resent"
    ]
    assert again(client, page).status_code == 409
    assert "Courriel renvoyé" in client.get(f"/candidatures/{application.id}").text


def test_nobody_is_written_to_again_and_again(client: FlaskClient, application: Application) -> None:
    """Three times a day to one person, and never what means nothing any more."""
    log_in(client, make_account(centre_id=application.centre_id))
    page = page_of(application, changed(0, status="sent", sent_at=MONDAY))
    answers = []
    for rank in range(4):
        answers.append(again(client, page).status_code)
        if rank < 3:
            changed(3 + rank, status="sent", sent_at=MONDAY)
    assert answers == [303, 303, 303, 429]
    keys = [row.event_key.rpartition("resent:")[2] for row in outbox()[3:]]
    first = outbox()[0].id
    assert keys == [f"{first}", f"{first}:2", f"{first}:3"]


def test_what_means_nothing_any_more_is_not_sent_again(client: FlaskClient, application: Application) -> None:
    page = page_of(application, changed(0, status="sent", sent_at=MONDAY))
    log_in(client, make_account(centre_id=application.centre_id))
    fields = hidden_fields(client.get(page).text)
    with transaction() as own:
        own.execute(update(Application).where(Application.id == application.id).values(state=State.WITHDRAWN))
    assert "Renvoyer ce courriel" not in client.get(page).text
    answer = client.post(f"{page}/renvoi", data={name: fields[name] for name in ("csrf_token", "jeton")})
    assert answer.status_code == 409
    assert "Ce vœu a pris fin." in answer.text
    assert len(outbox()) == 3


def test_the_desk_of_mails_names_whose_guardian_it_is(client: FlaskClient, application: Application) -> None:
    """R2.8: a guardian's own name is a contact detail."""
    changed(1, status="failed", failure="bad_address", failed_at=MONDAY)
    log_in(client, make_account(Role.ADMINISTRATOR, centre_id=application.centre_id))
    page = client.get("/parametrage/courriels").text
    assert "Responsable légal d’Inès Martin" in page
    assert "Nadia" not in page


def test_only_who_decides_writes_again(client: FlaskClient, application: Application) -> None:
    """R8.3."""
    page = page_of(application, outbox()[0].id)
    log_in(client, make_account(Role.REGISTRAR, centre_id=application.centre_id))
    token = hidden_fields(client.get("/").text)["csrf_token"]
    assert client.post(f"{page}/renvoi", data={"csrf_token": token}).status_code == 403
    stranger = client.application.test_client()
    log_in(stranger, make_account(centre=make_centre()))
    assert stranger.get(page).status_code == 404
