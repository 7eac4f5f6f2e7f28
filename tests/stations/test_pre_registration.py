"""R6.8 pre-registration by a personal link: who enters, steps saved as one goes, sent once, then corrected."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.learners.models import RequiredDocument
from recruitment.mail.models import OutboxMail
from recruitment.mail.registry import NoLongerNeeded, addressees, find
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from recruitment.stations.actions.invite import Invited, invite_many, renew
from recruitment.stations.models import PreRegistration, PreRegistrationVisit
from tests import builders
from tests.forms import hidden_fields
from tests.learners.world import make_admitted
from tests.portal.visitor import words
from tests.stations.visitor import NOW, enter, fill, form_of, knock, link_of, send, send_again

pytestmark = pytest.mark.usefixtures("_at_the_hour")
MISS = "Ces renseignements n’ouvrent pas cette page."


@pytest.fixture
def _at_the_hour() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def make_gone(admitted: Admitted) -> None:
    """Let a refresh of the pool leave a tombstone."""
    with transaction() as session:
        session.get_one(Admitted, admitted.id).gone_at = datetime(2025, 7, 8, tzinfo=UTC)


def test_steps_are_saved_sent_once_and_corrected(client: FlaskClient, session: Session) -> None:
    """R6.8: each step leads to the next, all are asked for, two sendings of one form count once."""
    programme = builders.make_programme()
    admitted = make_admitted(programme, town="Vichy", ine="0494004062M")
    with transaction() as writing:
        paper = RequiredDocument(
            centre_id=programme.centre_id, label="Pièce d’identité", blocking=True, position=1
        )
        writing.add(paper)
    path = enter(client, admitted)
    assert "à remplir" in client.get(path).text
    shown = client.get(f"{path}/etapes/coordonnees").text
    assert 'value="Vichy"' in shown  # what the platform says comes first
    assert fill(client, path, "identite") == [f"{path}/etapes/coordonnees"]
    early = {**hidden_fields(client.get(path).text), "jeton": "a" * 32, "exact": "y"}
    refused = client.post(f"{path}/verification", data=early)
    assert 'data-refusal="pre_registration_incomplete"' in refused.text
    led = fill(
        client, path, "coordonnees", "responsables", "pieces", "paiement", **{f"piece_{paper.id}": "later"}
    )
    assert led[-1] == f"{path}/verification"
    page = words(client.get(f"{path}/verification").text)
    assert "Je l’aurai plus tard" in page
    assert "Par chèque" in page
    fields = form_of(client, path)
    assert [send_again(client, path, fields).location for _ in range(2)] == [f"{path}/recu"] * 2
    assert "Votre préinscription est arrivée" in words(client.get(f"{path}/recu").text)
    row = session.scalars(select(PreRegistration)).one()
    assert (row.sent_times, row.sent) == (1, row.answers)
    fill(client, path, "identite")
    assert row.sent is not None
    assert send(client, path).status_code == 303
    session.expire_all()
    assert session.scalars(select(PreRegistration.sent_times)).one() == 2
    events = session.scalars(select(JournalEntry.event)).all()
    assert events.count("pre_registration_sent") == 2
    assert session.get_one(Admitted, admitted.id).town == "Vichy"  # never overwritten


def test_a_step_says_what_is_wrong_and_keeps_what_was_typed(client: FlaskClient) -> None:
    """R6.8: needed cases, spelling of addresses and telephones; a minor names a guardian; never an error 500."""
    admitted = make_admitted(builders.make_programme(), birth_date=date(2009, 4, 3))
    path = link_of(admitted)
    assert knock(client, path, admitted.candidate_number, "03/04/2009").status_code == 303
    for slug, typed, told in (
        ("identite", {"last_name": "x" * 900}, "Cette case est nécessaire."),
        ("coordonnees", {"email": "leo", "mobile": "12", "postal_code": "??"}, "adresse électronique"),
        ("coordonnees", {"postal_code": "63", "country": "France"}, "En France, un code postal a 5 chiffres"),
        ("coordonnees", {"postal_code": "ABCDE"}, "En France, un code postal a 5 chiffres"),
        ("responsables", {"guardian_2_email": "?"}, "Cette case est nécessaire."),
        ("responsables", {"guardian_2_last_name": "Roy"}, "Indiquez le nom et le prénom de ce responsable"),
        ("paiement", {"method": "4970100000000154", "payer": "me"}, "Choisissez une réponse."),
    ):
        page = client.get(f"{path}/etapes/{slug}")
        fields = {**hidden_fields(page.text, f"{path}/etapes/{slug}"), **typed}
        answer = client.post(f"{path}/etapes/{slug}", data=fields)
        assert answer.status_code == 422, slug
        assert told in words(answer.text), slug
    assert client.get(f"{path}/etapes/autre").status_code == 404


def test_only_those_in_the_pool_and_who_say_who_they_are(client: FlaskClient, session: Session) -> None:
    """R6.8: every miss gets one answer; whoever is gone reads why; a renewed link ends the old one and its visit."""
    programme = builders.make_programme()
    one, gone, unborn = (
        make_admitted(programme),
        make_admitted(programme),
        make_admitted(programme, birth_date=None),
    )
    doors = {words(client.get(path).text) for path in (link_of(one), "/preinscription/nothing")}
    assert len(doors) == 1
    told = set()
    for path, number, born in (
        (link_of(one), "9999999", "03/04/2006"),
        (link_of(one), one.candidate_number, "04/04/2006"),
        (link_of(one), gone.candidate_number, "03/04/2006"),
        ("/preinscription/WzEsMF0.made-up", one.candidate_number, "03/04/2006"),
        (link_of(unborn), unborn.candidate_number, "03/04/2006"),
    ):
        answer = knock(client, path, number, born)
        assert answer.status_code == 422
        told.add(words(answer.text))
    assert len(told) == 1
    assert MISS in told.pop()
    assert session.scalar(select(func.count()).select_from(PreRegistrationVisit)) == 0
    path = enter(client, gone)
    make_gone(gone)
    for address in (path, f"{path}/etapes/identite", f"{path}/verification", f"{path}/recu"):
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert "Vous n’êtes plus dans la liste des admis" in answer.text
    colleague = builders.make_account(Role.REGISTRAR)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        path = enter(client, one)
        renew(colleague, one.id)
        assert "Terminer" not in client.get(path).text
        assert enter(client, one) != path
    with time_machine.travel(datetime(2026, 1, 1, 0, 0, 1, tzinfo=NOW.tzinfo), tick=False):
        assert MISS in words(knock(client, link_of(one), one.candidate_number).text)


def test_a_link_is_sent_five_times_a_day_and_not_after_its_end(session: Session) -> None:
    """R6.8: neither a colleague nor a loop writes to somebody all day long; what would open nothing is not sent."""
    one = make_admitted(builders.make_programme(), email="leo@exemple.fr")
    colleague = builders.make_account(Role.REGISTRAR)
    with time_machine.travel(NOW, tick=False):
        assert invite_many(colleague, [one.id]) == [Invited(one.id)]
        for _ in range(4):
            renew(colleague, one.id)
        with pytest.raises(RuleViolation, match="too_many_invitations"):
            renew(colleague, one.id)
        assert invite_many(colleague, [one.id]) == [Invited(one.id, "too_many_invitations")]
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        renew(colleague, one.id)
    with (
        time_machine.travel(datetime(2026, 1, 1, tzinfo=NOW.tzinfo), tick=False),
        pytest.raises(RuleViolation, match="links_ended"),
    ):
        renew(colleague, one.id)
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 6


def test_the_address_is_kept_to_itself(client: FlaskClient) -> None:
    """Neither referrer nor cache; the cookie goes to these pages alone; attempts wait longer and longer."""
    admitted = make_admitted(builders.make_programme())
    path = link_of(admitted)
    for _ in range(3):
        knock(client, path, "9999999")
    assert knock(client, f"{path}!!!!", admitted.candidate_number).status_code == 429
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        answer = knock(client, path, admitted.candidate_number)
        cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("pre="))
        assert f"Path={path};" in f"{cookie};"
        for page in (
            answer,
            client.get(path),
            client.get(f"{path}/recu"),
            client.post(f"{path}/verification"),
        ):
            assert page.headers["Referrer-Policy"] == "no-referrer"
            assert page.headers["Cache-Control"] == "no-store"


def test_links_leave_by_mail_to_who_is_in_the_pool(app: Flask, session: Session) -> None:
    """R6.8: one mail each, whoever cannot be invited is told; what left too late is not sent."""
    programme = builders.make_programme()
    colleague = builders.make_account(Role.REGISTRAR)
    one = make_admitted(programme, email="leo@exemple.fr")
    gone, unborn = make_admitted(programme), make_admitted(programme, birth_date=None)
    make_gone(gone)
    done = {each.admitted_id: each.refusal for each in invite_many(colleague, [one.id, gone.id, unborn.id])}
    assert done == {one.id: None, gone.id: "not_in_pool", unborn.id: "birth_date_unknown"}
    row = session.scalars(select(OutboxMail)).one()
    assert addressees(session, [row.recipient])[row.recipient].address == "leo@exemple.fr"
    template = find(row.template)
    assert template is not None
    assert template.variables(session, row.payload)["values"]["lien"] == link_of(one)
    make_gone(one)
    session.expire_all()
    with pytest.raises(NoLongerNeeded):
        template.variables(session, row.payload)


def test_a_page_that_is_not_there_leads_back_to_ones_own(client: FlaskClient) -> None:
    """R6.8: never to the team's pages; the address stays secret there too."""
    path = enter(client, make_admitted(builders.make_programme()))
    answer = client.get(f"{path}/rien")
    assert (answer.status_code, f'href="{path}"' in answer.text, 'href="/"' in answer.text) == (
        404,
        True,
        False,
    )
    assert answer.headers["Referrer-Policy"] == "no-referrer"
