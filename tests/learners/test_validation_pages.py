"""The pages of INE, controls and validation (R6.2): lists, bulk acts with their report, what is said of Parcoursup."""

from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions import enrol
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import UplinkMoment
from recruitment.learners.models import SchoolYear
from recruitment.learners.validation.control import control
from recruitment.learners.validation.validate import validate, validate_many
from tests import builders
from tests.contracts.desk import clock_at
from tests.forms import hidden_fields, submit
from tests.learners.registered import (
    AUGUST,
    INES,
    OPENING,
    TERM,
    Office,
    learner_of,
    make_office,
    make_ready,
    make_registration,
    registration,
)


def controlled(office: Office, *ids: int) -> None:
    """Run the controls, before the first day."""
    control(office.author, ids, centre_id=office.centre_id, school_year=2025)


def test_controls_then_validation_with_a_report_per_person(client: FlaskClient) -> None:
    """R6.2: all are controlled in August; on the first day the ready ones are validated, Parcoursup will be told."""
    office = make_office()
    ready, without = make_ready(office), make_registration(office)
    with clock_at(AUGUST):
        builders.log_in(client, office.author)
        page = client.get("/apprenants/controles").text
        assert "La validation s’ouvre le 1er\u00a0septembre\u00a02025" in page
        sent = {**hidden_fields(page, "/apprenants/controles?annee=2025"), "tout": "1"}
        report = client.post("/apprenants/controles?annee=2025", data=sent, follow_redirects=True).text
        assert "2 inscriptions contrôlées" in report
        assert "L’INE manque." in report
        blocked = client.get("/apprenants/controles?vue=bloquees").text
        assert f'data-registration="{without}"' in blocked
        assert f'data-registration="{ready}"' not in blocked
        waiting = client.get("/apprenants/validation").text
        assert f'data-registration="{ready}"' in waiting
        assert "Valider la sélection" not in waiting
        here = "/apprenants/validation?annee=2025&vue=pretes"
        early = client.post(here, data={**hidden_fields(waiting, here), "c": ready, "nature": "1"})
        assert 'data-outcome="before_first_day"' in client.get(early.location).text
    with clock_at(OPENING):
        builders.log_in(client, office.author)
        page = client.get("/apprenants/validation").text
        assert "La validation est ouverte" in page
        sent = MultiDict(
            [*hidden_fields(page, here).items(), ("c", str(ready)), ("c", str(without)), ("nature", "1")]
        )
        report = client.post(here, data=sent, follow_redirects=True).text
        assert "1 inscription validée" in report
        assert "Parcoursup sera informé." in report
        assert 'data-outcome="registration_blocked"' in report
        assert client.post(here, data=sent, follow_redirects=True).text.count("1 inscription validée") == 1
        twice = client.post(
            here, data={**hidden_fields(page, here), "jeton": "k" * 32, "c": ready, "nature": "1"}
        )
        assert "Déjà validée" in client.get(twice.location).text, "not « Non validée »"
        assert "Sera informé" in client.get("/apprenants/validation?vue=validees").text
    assert registration(ready).validated_on == TERM
    assert registration(without).validated_at is None


def test_what_parcoursup_knows_already_waits_for_no_payment(client: FlaskClient) -> None:
    """R6.2, R6.8: told by the mark of the enrolment, it is « informé » before, in and after the report."""
    office = make_office()
    application = builders.make_application(state="accepted", programme=office.programme)
    known, other = make_ready(office, application=application), make_ready(office, INES[1])
    with clock_at(AUGUST):
        enrol(office.author, application.id)
    with transaction() as session:
        session.execute(update(UplinkEntry).values(status="sent", sent_at=AUGUST))
        session.add(UplinkMoment(centre_id=office.centre_id, moment="end_of_day", updated_at=AUGUST))
    with clock_at(OPENING):
        builders.log_in(client, office.author)
        asked = client.get(f"/apprenants/validation/{known}").text
        report = client.get(f"/apprenants/validation/rapports/{validate(office.author, known)}").text
        both = client.get(f"/apprenants/validation/rapports/{validate_many(office.author, [other])}").text
        page = client.get("/apprenants/validation?vue=validees").text
    since = "depuis le 25\u00a0août\u00a02025, par l’inscription administrative"
    assert f"<b>Parcoursup est informé</b> {since}" in asked
    assert f"Parcoursup est informé {since}" in report
    assert "Parcoursup le sait déjà" in report
    assert "fin de la journée" not in report
    assert "Parcoursup sera informé à la fin de la journée, une fois payée" in both
    said = {id_: page.split(f'data-registration="{id_}"')[1].split("</tr>")[0] for id_ in (known, other)}
    assert "Informé" in said[known]
    assert "Après le paiement" not in said[known]
    assert "Après le paiement" in said[other]


def test_one_is_validated_then_cancelled_with_a_reason(client: FlaskClient) -> None:
    """R6.2: the page says beforehand what stops it, and what cancelling does."""
    office = make_office()
    id_ = make_ready(office)
    url = f"/apprenants/validation/{id_}"
    with clock_at(AUGUST):
        builders.log_in(client, office.author)
        assert "Validation impossible avant le jour de la rentrée" in client.get(url).text
        early = submit(client, url, nature="1")
        assert (early.status_code, 'data-refusal="before_first_day"' in early.text) == (423, True)
    with clock_at(OPENING):
        builders.log_in(client, office.author)
        assert submit(client, url, nature="7").status_code == 422
        assert submit(client, url, nature="2").status_code == 303
        assert registration(id_).platform_state == 2
        assert "Cette inscription est validée" in client.get(url).text
        assert submit(client, f"{url}/annulation", reason="").status_code == 422
        assert submit(client, f"{url}/annulation", reason="Ne viendra pas").status_code == 303
        assert "Ne viendra pas" in client.get("/apprenants/validation?vue=annulees").text
        again = submit(client, f"{url}/annulation", reason="Encore")
    assert (again.status_code, 'data-refusal="registration_cancelled"' in again.text) == (409, True)


def test_the_first_day_is_the_centre_s_own(client: FlaskClient) -> None:
    """R6.2: set by its administrator, of the right year, never behind a validation; nobody else's business."""
    office = make_office(first_day=None, role="administrator")
    id_ = make_ready(office)
    url = "/parametrage/annee-scolaire/calendrier"
    with clock_at(AUGUST):
        builders.log_in(client, office.author)
        assert "Le jour de la rentrée n’est pas renseigné" in client.get("/").text
        assert "n’est pas renseigné" in client.get("/apprenants/validation").text
        for wrong in ("2024-09-02", "2026-09-01", "demain"):
            assert submit(client, f"{url}?annee=2025", first_day=wrong).status_code == 422
        kept = submit(client, f"{url}?annee=2025", first_day="2025-09-01", bac_results_day="2025-07-04")
        assert kept.status_code == 303
        assert 'value="2025-09-01"' in client.get(url).text
    with clock_at(OPENING):
        builders.log_in(client, office.author)
        validate(office.author, id_)
        moved = submit(client, f"{url}?annee=2025", first_day="2025-09-02", bac_results_day="2025-07-04")
        assert (moved.status_code, 'data-refusal="first_day_passed_by"' in moved.text) == (409, True)
    assert db.session.get_one(SchoolYear, (office.centre_id, 2025)).first_day == TERM


def test_an_ine_is_typed_or_asked_for_and_answered(client: FlaskClient) -> None:
    """R6.2: the request is downloaded, its answer sent back; errors are shown by line and column."""
    office = make_office()
    typed, batch = make_registration(office), make_registration(office)
    with clock_at(AUGUST):
        builders.log_in(client, office.author)
        url = f"/apprenants/{learner_of(typed).id}/ine"
        assert submit(client, url, ine="0494004062A").status_code == 422
        assert "Tapez l’INE, ses 11 caractères." in submit(client, url, ine=" ").text
        other = learner_of(make_ready(office, INES[2]))
        taken = submit(client, url, ine=INES[2])
        assert (taken.status_code, f'href="/apprenants/{other.id}"' in taken.text) == (409, True)
        assert submit(client, url, ine=INES[0]).status_code == 303
        page = client.get("/apprenants/immatriculation").text
        assert f'data-learner="{learner_of(batch).id}"' in page
        assert f'data-learner="{learner_of(typed).id}"' not in page
        ask = "/apprenants/immatriculation/demandes?annee=2025"
        client.post(ask, data={**hidden_fields(page, ask), "tout": "1"})
        page = client.get("/apprenants/immatriculation").text
        number = page.split('data-request="')[1].split('"')[0]
        request = client.get(f"/apprenants/immatriculation/demandes/{number}.csv").text
        assert request.splitlines()[1].startswith(f"{number}-1;Martin ")
        send = "/apprenants/immatriculation/reponses?annee=2025"
        hidden = hidden_fields(page, send)
        wrong = {**hidden, "file": (BytesIO(f"ligne;ine\n{number}-1;x\n".encode()), "reponse.csv")}
        answer = client.post(send, data=wrong, follow_redirects=True).text
        assert "Rien n’a été enregistré" in answer
        assert "<td>ine</td><td>Cet INE n’est pas valable" in answer
        page = client.get("/apprenants/immatriculation").text
        right = {
            **hidden_fields(page, send),
            "file": (BytesIO(f"ligne;ine\n{number}-1;{INES[1]}\n".encode()), "r.csv"),
        }
        assert "1 INE enregistré" in client.post(send, data=right, follow_redirects=True).text
        assert client.post(send, data={**hidden_fields(page, send)}).status_code == 422
    assert (learner_of(typed).ine, learner_of(batch).ine) == (INES[0], INES[1])


def test_another_centre_sees_none_of_it(app: Flask, client: FlaskClient) -> None:
    """R8.3: neither its registrations, nor its reports, requests and answers."""
    mine, other = make_office(), make_office()
    id_ = make_ready(other)
    with clock_at(OPENING):
        report = validate(other.author, id_)
        builders.log_in(client, mine.author)
        for url in (
            f"/apprenants/validation/{id_}", f"/apprenants/validation/{id_}/annulation",
            f"/apprenants/validation/rapports/{report}", f"/apprenants/{learner_of(id_).id}/ine",
            "/apprenants/immatriculation/demandes/1.csv", "/apprenants/immatriculation/reponses/1",
        ):  # fmt: skip
            assert client.get(url).status_code == 404, url
        assert f'data-registration="{id_}"' not in client.get("/apprenants/validation?vue=validees").text
