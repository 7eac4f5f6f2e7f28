"""R7.1 to R7.5 on the screen: what waits, why, what was answered, and what must be done by hand."""

import io
import zipfile

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from recruitment.apogee.models import OpiProfile, OpiProgramme
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import UplinkEntry
from recruitment.programmes.models import Campaign, TrainingCentre
from recruitment.schedule import runner
from recruitment.schedule.jobs import BY_NAME
from tests import builders
from tests.apogee.world import AFTER, JUNE, RESULTS, World, admit, opened_world, send
from tests.forms import hidden_fields, submit

LIST = "/echanges/apogee"
BAC = f"{LIST}/bac"
PAID = f"{LIST}/inscriptions"


def _client(world: World, role: str = "registrar", **changes: object) -> FlaskClient:
    centre = db.session.get_one(TrainingCentre, world.centre_id)
    client = world.app.test_client()
    builders.log_in(client, builders.make_account(role, centre=centre, **changes))  # type: ignore[arg-type]
    return client


def _send_file(client: FlaskClient, page: str, to: str, text: str) -> TestResponse:
    hidden = hidden_fields(client.get(page).text, to)
    data = {**hidden, "file": (io.BytesIO(text.encode()), "liste.csv")}
    return client.post(to, data=data, follow_redirects=True)


def test_the_page_shows_each_row_and_sends_again_what_was_refused(app: Flask) -> None:
    """R7.1: state and answer of each; what a person asks for leaves with the next pass, once."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        refused = admit(world.programme, last_name="L’Hôpital")
        admit(world.programme, candidate_number="123456789012")
        world.apogee.refusals[refused] = "technical.data.nonunique.codOpiIntEpo"
        send()
        client = _client(world)
        page = client.get(LIST).text
        assert f'data-opi="{refused}" data-status="failed"' in page
        assert 'data-opi="123456789012" data-status="blocked"' in page
        assert "technical.data.nonunique.codOpiIntEpo" in page
        assert "plus de 10 caractères" in page
        assert f'data-opi="{refused}"' in client.get(f"{LIST}?q=hopital").text
        assert f'data-opi="{refused}"' not in client.get(f"{LIST}?etat=blocked").text
        detail = f"{LIST}/{world.rows()[refused].id}"
        assert "L&#39;HOPITAL" in client.get(detail).text
        world.apogee.refusals.clear()
        assert submit(client, detail).status_code == 303
        send()
        assert "Pris en compte par Apogée" in client.get(detail).text
        assert world.apogee.taken == [refused]
        other = builders.make_programme(centre=db.session.get_one(TrainingCentre, world.centre_id))
        elsewhere = _client(world, programmes=(other,))
        assert f'data-opi="{refused}"' not in elsewhere.get(LIST).text
        assert elsewhere.get(detail).status_code == 404
        assert _client(world, "viewer").get(LIST).status_code == 403


def test_results_are_entered_one_by_one_or_by_a_file_taken_whole_or_not_at_all(app: Flask) -> None:
    """R7.2: the switch follows what is entered; a file with one wrong line changes nobody."""
    with opened_world(app) as world, time_machine.travel(AFTER, tick=False):
        one, two = admit(world.programme), admit(world.programme)
        client = _client(world)
        assert submit(client, f"{BAC}?session=2025", number=one, result="failed").status_code == 303
        send()
        assert [world.apogee.code_of(number) for number in (one, two)] == ["D", "F"]
        to = f"{BAC}/fichier?session=2025"
        wrong = _send_file(
            client, BAC, to, f"numero_inscription;resultat\n{two};refusé\n{one};peut-être\n99;admis\n"
        )
        assert "Rien n’a été enregistré" in wrong.text
        assert '<td class="num">3</td><td>resultat</td>' in wrong.text
        assert '<td class="num">4</td><td>numero_inscription</td>' in wrong.text
        right = _send_file(client, BAC, to, f"Numéro candidat;Résultat\n{one};Second groupe\n{two};Refusé\n")
        assert "2 résultats enregistrés" in right.text
        send()
        assert [world.apogee.code_of(number) for number in (one, two)] == ["F", "D"]
        assert "Choisissez un fichier" in client.post(to, data=hidden_fields(client.get(BAC).text, to)).text
        assert "Colonnes nécessaires absentes" in _send_file(client, BAC, to, "a;b\n1;2\n").text


def test_what_comes_back_goes_up_each_day_and_a_valid_enrolment_is_told_of(app: Flask) -> None:
    """R7.4: paid, then cancelled, each goes up once; R7.5: unfavourable with a valid enrolment is an alert."""
    with opened_world(app) as world, time_machine.travel(AFTER, tick=False) as clock:
        paid, failed = admit(world.programme), admit(world.programme, bac_result="failed")
        client = _client(world)
        head = "numero_inscription;etape;version_etape;etat;date\n"
        wrong = _send_file(
            client, PAID, f"{PAID}?session=2025", f"{head}{paid};AUTRE;251;1;\n7;BTSEL1;251;1;\n"
        )
        assert wrong.status_code == 422
        assert "Aucune formation de première année" in wrong.text
        assert "pas dans la liste des admis" in wrong.text
        text = f"{head}{paid};BTSEL1;251;payée;10/07/2025\n{failed};BTSEL1;251;1;\n"
        assert "2 états reçus" in _send_file(client, PAID, f"{PAID}?session=2025", text).text
        assert f'data-alert="{failed}"' in client.get(LIST).text
        assert f'data-alert="{paid}"' not in client.get(LIST).text
        runner.run_job(BY_NAME["pass-on-paid"], started_by="command")
        clock.shift(600)
        cancelled = f"{head}{paid};BTSEL1;251;payée;\n{failed};BTSEL1;251;annulée;\n"
        assert "1 état reçu" in _send_file(client, PAID, f"{PAID}?session=2025", cancelled).text
        runner.run_job(BY_NAME["pass-on-paid"], started_by="command")
        runner.run_job(BY_NAME["pass-on-paid"], started_by="command")
        assert "data-alert" not in client.get(LIST).text
        entries = db.session.execute(
            select(UplinkEntry.candidate_number, UplinkEntry.platform_state).order_by(UplinkEntry.id)
        ).all()
        assert [tuple(entry) for entry in entries] == [(paid, 1), (failed, 1), (failed, 3)]


def test_vet_and_profiles_are_settings_and_the_archive_follows_them(app: Flask) -> None:
    """R7.1: a VET per reply; a site's own layout writes its files."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        number = admit(world.programme)
        client = _client(world, "administrator")
        place = f"/parametrage/apogee/{world.programme.code}?session=2025"
        codes = {"cge": "cfa", "etp_yes": "BTSNEW", "vet_yes": "111"}
        assert submit(client, place, **codes, etp_yes_if_3="X").status_code == 422
        assert submit(client, place, **codes).status_code == 303
        db.session.rollback()
        kept = db.session.get_one(OpiProgramme, world.programme.id)
        assert (kept.cge, kept.etp_yes, kept.vet_yes, kept.etp_yes_if_3) == ("CFA", "BTSNEW", "111", None)
        new = "/parametrage/apogee/profils/nouveau"
        layout = {"name": "notre-site", "separator": ";", "end": "crlf", "encoding": "utf-8"}
        wrong = submit(client, new, **layout, persons="nom 30", wishes="code_opi 10")
        assert "la colonne code_opi manque" in wrong.text
        columns = {"persons": "code_opi 10\nnom 12\nprenom 8", "wishes": "code_opi 10\ncge 3\netp 6\nvet 3"}
        assert submit(client, new, **layout, **columns).status_code == 303
        files = f"{LIST}/fichiers?session=2025"
        hidden = hidden_fields(client.get(files).text)
        answer = client.post(files, data={**hidden, "profile": "notre-site"})
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.read("opi-individus.txt") == f"{number:<10};MOREAU      ;ELOISE  \r\n".encode()
            assert archive.read("opi-voeux.txt") == f"{number:<10};CFA;BTSNEW;111\r\n".encode()
        profile_id = db.session.scalars(select(OpiProfile.id)).one()
        own = f"/parametrage/apogee/profils/{profile_id}"
        assert submit(client, own, **layout, **columns).status_code == 303
        hidden = hidden_fields(client.get(own).text, f"{own}/suppression")
        assert client.post(f"{own}/suppression", data=hidden).status_code == 303
        assert client.get(own).status_code == 404


def test_the_day_of_the_results_and_the_test_of_the_connector_are_asked_for(app: Flask) -> None:
    """R7.2, R7.3: what keeps OPI from leaving, or from being right, is said at the head of the page."""
    with opened_world(app, tested=False) as world, time_machine.travel(JUNE, tick=False):
        admit(world.programme)
        client = _client(world, "administrator")
        assert "Rien ne part encore" in client.get(LIST).text
        assert "juillet" in client.get(LIST).text
        url = "/parametrage/connecteurs/apogee"
        page = client.get(url).text
        client.post(f"{url}/essai", data=hidden_fields(page, f"{url}/essai"))
        assert "Apogée répond et accepte les identifiants" in client.get(url).text
        assert world.apogee.people == {}
        send()
        assert len(world.apogee.people) == 1
        assert "Rien ne part encore" not in client.get(LIST).text
        with transaction() as session:
            year = session.get_one(Campaign, world.programme.campaign_id).year
            session.execute(db.text("DELETE FROM school_year WHERE year = :year"), {"year": year})
        assert RESULTS.isoformat() not in client.get(LIST).text
        assert "n’est pas renseigné" in client.get(LIST).text
