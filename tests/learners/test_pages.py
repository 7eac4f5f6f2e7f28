"""The pages of learners: the list, what is imported, both records side by side, the file, completion (R6.2, R6.5)."""

from datetime import timedelta

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.labels import journal_event
from recruitment.labels.phones import phone
from recruitment.learners import actions, school_years
from recruitment.learners.actions import Completion
from recruitment.learners.models import Registration
from recruitment.learners.validation.cancel import cancel
from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, make_desk
from tests.contracts.pages import of_role
from tests.forms import hidden_fields, submit
from tests.learners.test_actions import MOTHER, fresh, say
from tests.learners.world import (
    GUARDIAN,
    INE,
    make_admitted,
    make_division,
    make_learner,
    make_registration,
)

IMPORTED = "/apprenants/inscriptions-importees"


def office() -> Desk:
    """Return a programme with a registrar."""
    desk = make_desk()
    return Desk(builders.make_account("registrar"), desk.programme, desk.application)


def test_imported_registrations_are_treated_and_each_has_its_line(client: FlaskClient) -> None:
    """R6.2, R6.5: « Traiter inscription(s) importée(s) », searched by origin and import date; one line each."""
    desk = office()
    make_learner(desk.programme.centre_id, last_name="Costa")
    new = make_admitted(desk.programme, last_name="Zola", imported_at=MONDAY)
    alike = make_admitted(desk.programme, last_name="Costa", imported_at=MONDAY - timedelta(days=3))
    own = make_admitted(desk.programme, last_name="Petit", origin="own", imported_at=MONDAY)
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        page = client.get(IMPORTED).text
        assert page.index("Costa") < page.index("Petit") < page.index("Zola")  # to confirm first
        assert 'data-verdict="confirm"' in page
        found = client.get(f"{IMPORTED}?origine=parcoursup&du=2025-05-26&au=2025-05-26").text
        assert [f'data-admitted="{one.id}"' in found for one in (new, alike, own)] == [True, False, False]
        assert f'data-admitted="{alike.id}"' in client.get(f"{IMPORTED}?vue=a-confirmer").text
        sent = {**hidden_fields(page), "c": [new.id, alike.id]}
        done = client.post(IMPORTED, data=sent, follow_redirects=True).text
        assert ('data-result="created"' in done, 'data-result="to_confirm"' in done) == (True, True)
        assert client.post(IMPORTED, data=sent).status_code == 303  # sent twice, done once
        listed = client.get("/apprenants?origine=file&q=zola&du=2025-05-26").text
        assert "Zola Léo" in listed
        assert "Zola Léo" not in client.get("/apprenants?origine=own").text
        assert client.get("/apprenants?page=99&annee=1&du=2025-99-99&situation=x").status_code == 200
        assert 'data-refusal="nothing_selected"' in client.post(IMPORTED, data=hidden_fields(page)).text


def test_both_records_are_shown_side_by_side_and_each_field_is_chosen(client: FlaskClient) -> None:
    """R6.2: same INE under another name; every field that differs, one by one or all at once."""
    desk = office()
    known = make_learner(desk.programme.centre_id, (MOTHER,), ine=INE, town="Issoire")
    admitted = make_admitted(desk.programme, (GUARDIAN,), first_name="Léa", ine=INE, mobile="+33600000001")
    url = f"{IMPORTED}/{admitted.id}"
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        page = client.get(url).text
        for field in ("first_name", "town", "mobile", "guardian1.first_name", "guardian1.email"):
            assert f'data-field="{field}"' in page, field
        assert "Même INE, mais un autre nom" in page
        stale = submit(client, url, geste="choix", version=str(known.version + 4))
        assert (stale.status_code, 'data-refusal="stale_version"' in stale.text) == (409, True)
        chosen = {"f-mobile": "nouveau", "f-first_name": "connu", "f-guardian1.phone": "nouveau"}
        assert submit(client, url, geste="choix", **chosen).status_code == 303
        file = client.get(f"/apprenants/{known.id}").text
        for shown in ("Léo Aubert", phone("+33600000001"), phone("+33471000000"), "Rose"):
            assert shown in file
        say(admitted, mobile="+33600000002", town="Riom")
        assert "Changé depuis" in client.get("/apprenants?situation=modifiees").text
        assert submit(client, url, geste="tout-nouveau").status_code == 303
        assert phone("+33600000002") in client.get(f"/apprenants/{known.id}").text
        assert "Changé depuis" not in client.get("/apprenants").text


def test_the_file_is_changed_completed_and_its_documents_noted(client: FlaskClient) -> None:
    """R6.2: identity, guardians, division and régime, documents; what does not hold is said under its field."""
    desk = office()
    with clock_at(MONDAY):
        row = make_registration(desk.author, desk.programme, guardians=(GUARDIAN,))
        division = make_division(desk.programme, seats=1, code="1ELEC")
        actions.save_document(
            desk.author, row.centre_id, None, {"label": "RIB", "programme_id": None, "blocking": True}
        )
        of_role(client, desk, "registrar")
        url = f"/apprenants/{row.learner_id}"
        typed = {"first_name": "Léo", "sex": ""}
        bad = {"last_name": "", "email": "pas une adresse", "last_school_uai": "0631985V"}
        wrong = submit(client, f"{url}/fiche", **typed, **bad)
        assert wrong.status_code == 422
        assert wrong.text.count("is-invalid") == 3
        assert (
            submit(
                client, f"{url}/fiche", nationality="Française", last_name="Aubert-Roy", **typed
            ).status_code
            == 303
        )
        assert (
            submit(client, f"{url}/responsables", r2_last_name="Roy", r2_phone="04 71 00 00 00").status_code
            == 303
        )
        page = client.get(f"/apprenants/completer?c={row.id}").text
        sent = {"division": str(division.id), "regime": "board", "set_options": "y", "options": "LV2\nSport"}
        sent |= {"ask_documents": "y", "c": str(row.id), **hidden_fields(page, "/apprenants/completer")}
        assert client.post("/apprenants/completer", data=sent).status_code == 303
        (piece,) = [
            one for one in client.get(f"/apprenants/pieces/{row.id}").text.split('"') if one == "piece-1"
        ][:1]
        assert submit(client, f"/apprenants/pieces/{row.id}", **{piece: "received"}).status_code == 303
        file = client.get(url).text
        for shown in (
            "Aubert-Roy",
            "Française",
            "Roy",
            "1ELEC",
            "Interne",
            "LV2, Sport",
            "Reçue",
            "Complétée",
        ):
            assert shown in file, shown
        assert "Fiche de l’apprenant modifiée : nom, nationalité" in file


def test_the_file_shows_the_registrations_that_the_reader_follows(client: FlaskClient) -> None:
    """R8.3: of the others only their number; neither why one was cancelled, nor what happened there."""
    desk, other = office(), builders.make_programme(title="Menuiserie")
    with clock_at(MONDAY):
        mine = make_registration(desk.author, desk.programme, ine=INE)
        theirs = make_registration(desk.author, other, ine=INE)
        assert theirs.learner_id == mine.learner_id
        cancel(desk.author, theirs.id, reason="Parti ailleurs")
        url = f"/apprenants/{mine.learner_id}"
        of_role(client, desk, "registrar")
        page = client.get(url).text
        assert ("Parti ailleurs" in page, "Menuiserie" in page, 'ailleurs">' in page) == (True, True, False)
        limited = client.application.test_client()
        of_role(limited, desk, "registrar", programmes=(desk.programme,))
        page = limited.get(url).text
    assert f'id="inscription-{mine.id}"' in page
    assert "1 autre inscription, dans des formations que vous ne suivez pas" in page
    told = (
        f'id="inscription-{theirs.id}"',
        "Menuiserie",
        "Parti ailleurs",
        journal_event("registration_cancelled"),
    )
    assert [text for text in told if text in page] == []
    assert journal_event("learner_created") in page


def test_many_are_completed_with_one_line_each(client: FlaskClient) -> None:
    """R6.2: a full division is a warning; nothing is a refusal but what cannot be."""
    desk = office()
    with clock_at(MONDAY):
        rows = [
            make_registration(desk.author, desk.programme, last_name=f"Nom {word}") for word in ("un", "deux")
        ]
        division = make_division(desk.programme, seats=1)
        of_role(client, desk, "registrar")
        page = client.get("/apprenants/completer", query_string={"c": [row.id for row in rows]}).text
        sent = {
            **hidden_fields(page),
            "c": [row.id for row in rows],
            "division": str(division.id),
            "regime": "day",
        }
        done = client.post("/apprenants/completer", data=sent, follow_redirects=True).text
        assert (done.count('data-result="done"'), done.count('data-result="over"')) == (1, 1)
        assert {fresh(Registration, row.id).regime for row in rows} == {"day"}
        assert client.get("/apprenants/completer?c=999999").status_code == 303
        every = client.get("/apprenants/completer?tous=1&q=nom").text
        assert [f'data-registration="{row.id}"' in every for row in rows] == [True, True]


def test_two_files_are_put_together_and_the_other_can_be_read_back(client: FlaskClient) -> None:
    """R6.2: found among the duplicates, chosen field by field; the address of the file that went leads to the other."""
    desk = office()
    with clock_at(MONDAY):
        kept = make_registration(desk.author, desk.programme, town="Riom")
        gone = make_learner(desk.programme.centre_id, (MOTHER,), town="Issoire", first_name="LEO")
        of_role(client, desk, "registrar")
        assert f'data-pair="{kept.learner_id}-{gone.id}"' in client.get("/apprenants/doublons").text
        assert "Issoire" in client.get("/apprenants/connus").text
        found = client.get(f"/apprenants/{kept.learner_id}/fusion").text
        url = f"/apprenants/{kept.learner_id}/fusion?avec={gone.id}"
        assert url in found
        sent = {"geste": "choix", "f-town": "connu"}
        assert submit(client, url, **sent).headers["Location"] == f"/apprenants/{kept.learner_id}#reunies"
        back = client.get(f"/apprenants/{gone.id}", follow_redirects=True).text
        assert ("Riom" in back, f'data-merged="{gone.id}"' in back, "Issoire" in back) == (True, True, True)
        assert "Deux fiches d’un même apprenant réunies" in back


def test_the_administrator_sets_divisions_and_documents(client: FlaskClient) -> None:
    """R6.2: one in use is retired and can come back, one never used goes; a code is one division's."""
    desk = office()
    home = "/parametrage/annee-scolaire"
    with clock_at(MONDAY):
        row = make_registration(desk.author, desk.programme)
        of_role(client, desk, "administrator")

        def send(url: str, form: str, **fields: str) -> TestResponse:
            sent = hidden_fields(client.get(f"{home}?annee=2025").text, form)
            return client.post(url, data={**sent, **fields}, follow_redirects=True)

        typed = {"code": "1ELEC", "name": "Première année", "programme": "", "seats": "24"}
        add = f"{home}/divisions?annee=2025"
        assert "1ELEC" in send(add, add, **typed).text
        assert 'data-refusal="division_taken"' in send(add, add, **typed).text
        assert send(add, add, **(typed | {"code": "", "seats": "0"})).status_code == 422
        (used,) = school_years.divisions(desk.programme.centre_id, 2025)
        assert (
            submit(
                client, f"{home}/divisions/{used.id}", **(typed | {"name": "Électrotechnique"})
            ).status_code
            == 303
        )
        actions.complete(desk.author, [row.id], Completion(frozenset({"division"}), used.id))
        retire = f"{home}/divisions/{used.id}/retirer"
        assert "retirée. Ce qui est noté reste" in send(retire, retire).text
        back = f"{home}/divisions/{used.id}/remettre"
        assert "de nouveau dans la liste" in send(back, back).text
        piece = f"{home}/pieces?annee=2025"
        assert "RIB" in send(piece, piece, label="RIB", programme="", blocking="y").text
        (document,) = school_years.documents(desk.programme.centre_id)
        retire = f"{home}/pieces/{document.id}/retirer"
        assert "supprimée, elle n’a jamais servi" in send(retire, retire).text
