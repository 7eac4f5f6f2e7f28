"""The pages of enrolments (R6.1): the file, the list, the worklist, the home page, the files handed out."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from recruitment.contracts import actions as contracts
from recruitment.core.transaction import transaction
from recruitment.enrolments import actions
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges.moments import UplinkMoment
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, contracts_of, make_desk
from tests.contracts.pages import of_role
from tests.forms import hidden_fields, submit
from tests.transfers.exported import rows, written


def accepted(*names: str) -> tuple[Desk, list[int]]:
    """Return a desk and the ids of candidates of these names who accepted."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    ids = [
        builders.make_application(
            state=ApplicationState.ACCEPTED,
            programme=desk.programme,
            candidate=builders.make_candidate(last_name=name, first_name="Lou"),
        ).id
        for name in names
    ]
    return desk, ids


def test_from_the_file_it_is_done_then_undone(client: FlaskClient) -> None:
    """R6.1: by a registrar; the file says by whom and when, and keeps the reason."""
    desk, (id_,) = accepted("Aubert")
    url = f"/candidatures/{id_}"
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        assert "Non renseigné" in client.get(url).text
        assert submit(client, f"{url}/inscription").status_code == 303
        assert "Effectuée le 26\u00a0mai\u00a02025" in client.get(url).text
        again = submit(client, f"{url}/inscription")
        assert (again.status_code, 'data-refusal="already_enrolled"' in again.text) == (409, True)
        assert submit(client, f"{url}/inscription/annulation", reason="").status_code == 422
        assert submit(client, f"{url}/inscription/annulation", reason="Mauvaise personne").status_code == 303
        assert "Mauvaise personne" in client.get(url).text


def test_one_that_was_sent_is_cancelled_from_the_file(client: FlaskClient) -> None:
    """R6.1: undoing is refused and leads there; the page says that the platform will know."""
    desk, (id_,) = accepted("Aubert")
    url = f"/candidatures/{id_}/inscription"
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        actions.enrol(desk.author, id_)
        with transaction() as session:
            session.execute(update(Enrolment).values(sent_at=MONDAY))
        assert f"{url}/annulation-transmise" in client.get(f"/candidatures/{id_}").text
        assert f"{url}/annulation-transmise" in client.get("/inscriptions?vue=done").text
        assert f'href="{url}/annulation-transmise"' in client.get(f"{url}/annulation").text
        assert "elle apprendra aussi" in client.get(f"{url}/annulation-transmise").text
        assert submit(client, f"{url}/annulation-transmise", reason="Désistement").status_code == 303
        assert "transmise le 26\u00a0mai\u00a02025" in client.get(f"/candidatures/{id_}").text


def test_many_are_marked_done_from_the_worklist(client: FlaskClient) -> None:
    """R6.1: those ticked; what cannot be is said by name."""
    desk, (first, second, third) = accepted("Aubert", "Blanc", "Costa")
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        assert "3 inscriptions administratives à faire" in client.get("/").text
        page = client.get("/inscriptions").text
        assert page.index("Aubert") < page.index("Blanc")
        actions.enrol(desk.author, second)
        sent = {**hidden_fields(page, "/inscriptions?vue=to_do"), "c": [first, second]}
        after = client.post("/inscriptions?vue=to_do", data=sent, follow_redirects=True).text
        assert "1 inscription administrative effectuée" in after
        assert "Lou Blanc" in after
        assert f'data-application="{third}"' in after
        assert f'data-application="{first}"' not in after
        assert f'data-application="{first}"' in client.get("/inscriptions?vue=done").text


def test_where_the_platform_is_told_in_the_evening_the_pages_say_so(client: FlaskClient) -> None:
    """R6.1, R6.8: before the mark, in the list and in the file; nowhere else."""
    desk, (id_, other) = accepted("Aubert", "Blanc")
    banner, waits = "n’informe pas la plateforme", "attend d’être validée et payée"
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        assert banner not in client.get("/inscriptions").text
        with transaction() as session:
            centre_id = desk.programme.centre_id
            session.add(UplinkMoment(centre_id=centre_id, moment="end_of_day", updated_at=MONDAY))
        assert banner in client.get("/inscriptions").text
        assert "pas informée tout de suite" in client.get(f"/candidatures/{id_}/inscription").text
        actions.enrol(desk.author, id_)
        actions.enrol(desk.author, other)
        with transaction() as session:
            one = Enrolment.application_id == other
            session.execute(update(Enrolment).where(one).values(sent_at=MONDAY))
        assert client.get("/inscriptions?vue=done").text.count(waits) == 1
        assert "quand l’inscription de l’apprenant sera validée" in client.get(f"/candidatures/{id_}").text
        assert "sera validée" not in client.get(f"/candidatures/{other}").text


def test_a_broken_contract_is_listed_to_be_undone(client: FlaskClient) -> None:
    """R4.8, R6.1: the file and the list offer to undo it."""
    desk, (id_,) = accepted("Aubert")
    with clock_at(MONDAY):
        of_role(client, desk, "administrator")
        actions.enrol(desk.author, id_)
        (contract,) = [one for one in contracts_of(desk.programme.id) if one.application_id == id_]
        assert f"/contrats/{contract.id}/rupture" in client.get(f"/candidatures/{id_}").text
        contracts.break_contract(desk.author, contract.id, broken_on=date(2025, 5, 26), cause="Accord")
        assert f"/candidatures/{id_}/inscription/annulation" in client.get("/inscriptions?vue=to_undo").text
        assert "1 inscription administrative à annuler" in client.get("/").text
        assert "À annuler" in client.get(f"/candidatures/{id_}").text


def test_the_list_shows_it_filters_by_it_and_exports_it(client: FlaskClient) -> None:
    """R6.1, R10.2: in the words of the platform's list."""
    desk, (first, second) = accepted("Aubert", "Blanc")
    url = f"/formations/{desk.programme.code}"
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        actions.enrol(desk.author, first)
        done = client.get(f"{url}?ia=done").text
        assert f'id="c-{first}"' in done
        assert f'id="c-{second}"' not in done
        assert f'id="c-{second}"' in client.get(f"{url}?ia=to_do&groupe=with_contract").text
        export = client.get(f"{url}/export.csv?ia=to_do").text
    assert "Non renseigné" in export
    assert "Blanc" in export
    assert "Aubert" not in export


def test_the_file_of_the_region_counts_it(app: Flask) -> None:
    """R10.1, R6.1: `ia` per programme, and per contract."""
    desk, (first, _second) = accepted("Aubert", "Blanc")
    with clock_at(MONDAY):
        actions.enrol(desk.author, first)
    (programme,) = rows(written(app, "draio", "--campaign", "2025", "--detail", "programmes"))
    assert programme["ia"] == "1"
    lines = rows(written(app, "draio", "--campaign", "2025", "--detail", "contracts"))
    assert sorted(line["ia"] for line in lines) == ["", "done", "to_do"]
