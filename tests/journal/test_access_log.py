"""R2.8: who saw a candidate's contact details leaves a line, by whatever outlet they left (I14, I19)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.access_log import MOST_FILES, Reader, note_access
from recruitment.journal.models import AccessAlert, AccessEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders
from tests.forms import hidden_fields

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


@pytest.fixture
def manager(client: FlaskClient) -> Account:
    """Give a manager who is signed in."""
    account = builders.make_account(Role.MANAGER)
    with time_machine.travel(NOW, tick=False):
        builders.log_in(client, account)
    return account


@pytest.fixture
def programme(client: FlaskClient) -> Programme:
    """Give a programme."""
    return builders.make_programme()


def lines(session: Session, kind: str) -> list[tuple[int, int]]:
    rows = session.execute(
        select(AccessEntry.account_id, AccessEntry.application_id)
        .where(AccessEntry.kind == kind)
        .order_by(AccessEntry.application_id, AccessEntry.id)
    )
    return [(row.account_id, row.application_id) for row in rows]


def test_a_list_of_25_leaves_25_lines(
    client: FlaskClient, session: Session, manager: Account, programme: Programme
) -> None:
    """R2.8."""
    files = [builders.make_application(programme=programme) for _ in range(26)]
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/formations/{programme.code}?par=25")
    assert page.text.count("06 39 98 12 34") == 25
    shown = lines(session, "list")
    assert len(shown) == 25
    assert {application_id for _, application_id in shown} < {file.id for file in files}


def test_the_same_list_looked_at_again_soon_after_adds_nothing(
    client: FlaskClient, session: Session, manager: Account, programme: Programme
) -> None:
    file = builders.make_application(programme=programme)
    for minutes, known in ((0, 1), (14, 1), (16, 2)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.get(f"/formations/{programme.code}")
            client.get(f"/formations/{programme.code}/lignes?c={file.id}")
        assert len(lines(session, "list")) == known


def test_masked_details_leave_no_line(
    client: FlaskClient, session: Session, manager: Account, programme: Programme
) -> None:
    """R2.8: unconfirmed, or before the day: nothing was seen."""
    builders.make_application(programme=programme, state=ApplicationState.UNCONFIRMED)
    with time_machine.travel(NOW, tick=False):
        client.get(f"/formations/{programme.code}")
        client.get(f"/formations/{programme.code}/export.csv").get_data()
    assert lines(session, "list") == lines(session, "export") == []


def test_opening_and_printing_a_file_leave_a_line_each(
    client: FlaskClient, session: Session, manager: Account
) -> None:
    file = builders.make_application()
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/candidatures/{file.id}")
        token = hidden_fields(page.text)["csrf_token"]
        answer = client.post(f"/candidatures/{file.id}/impression", headers={"X-CSRFToken": token})
    assert answer.status_code == 204
    assert lines(session, "file") == lines(session, "print") == [(manager.id, file.id)]
    assert session.scalars(select(AccessEntry.login_id)).first() is not None


def test_a_print_without_its_token_or_of_another_centre_is_refused(
    client: FlaskClient, session: Session, manager: Account
) -> None:
    own = builders.make_application()
    elsewhere = builders.make_application(programme=builders.make_programme(centre=builders.make_centre()))
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/candidatures/{own.id}")
        headers = {"X-CSRFToken": hidden_fields(page.text)["csrf_token"]}
        assert client.post(f"/candidatures/{own.id}/impression").status_code == 400
        assert client.post(f"/candidatures/{elsewhere.id}/impression", headers=headers).status_code == 404
    assert lines(session, "print") == []


def test_an_export_leaves_a_line_for_each_candidate_whose_details_it_holds(
    client: FlaskClient, session: Session, manager: Account, programme: Programme
) -> None:
    """R10.2, I22: the ticked rows, the filtered list or the whole session."""
    confirmed = [builders.make_application(programme=programme) for _ in range(2)]
    builders.make_application(programme=programme, state=ApplicationState.UNCONFIRMED)
    with time_machine.travel(NOW, tick=False):
        client.get(f"/formations/{programme.code}/export.csv?c={confirmed[0].id}").get_data()
        assert lines(session, "export") == [(manager.id, confirmed[0].id)]
        text = client.get("/exports/candidatures.csv?session=2025").text
        client.get("/exports/contrats.csv?session=2025").get_data()
    assert text.count("06 39 98 12 34") == 2
    ids = [confirmed[0].id, confirmed[0].id, confirmed[1].id]
    assert [application_id for _, application_id in lines(session, "export")] == ids


def test_the_dialog_of_a_contract_that_names_the_address_leaves_a_line(
    client: FlaskClient, session: Session, manager: Account
) -> None:
    file = builders.make_application(state=ApplicationState.SEEKING_CONTRACT)
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/candidatures/{file.id}/contrat")
    assert "@exemple.fr" in page.text
    assert lines(session, "act") == [(manager.id, file.id)]


def test_a_decision_that_shows_the_details_leaves_a_line(
    client: FlaskClient, session: Session, manager: Account
) -> None:
    file = builders.make_application()
    with time_machine.travel(NOW, tick=False):
        form = hidden_fields(client.get(f"/candidatures/{file.id}/retenue").text)
        client.post(f"/candidatures/{file.id}/retenue", data=form, headers={"HX-Request": "true"})
    assert lines(session, "act") == [(manager.id, file.id)]


def test_more_than_200_files_in_an_hour_leave_one_alert(session: Session, manager: Account) -> None:
    """Very many files opened are told to the administrator."""
    file = builders.make_application()
    common = {"account_id": manager.id, "centre_id": file.centre_id, "kind": "file"}
    with transaction() as own:
        rows = [
            {**common, "at": NOW - timedelta(minutes=59), "application_id": file.id + n}
            for n in range(1, MOST_FILES)
        ]
        own.execute(insert(AccessEntry), rows)
    alerts = []
    for application_id in (file.id, file.id, file.id + MOST_FILES, file.id + MOST_FILES + 1):
        with time_machine.travel(NOW, tick=False):
            opened = Application(id=application_id, centre_id=file.centre_id)
            note_access(Reader(manager.id), opened, "file")
        alerts.append(session.scalars(select(AccessAlert.files)).all())
    assert alerts == [[], [], [201], [201]]


def test_the_trace_is_never_rewritten(session: Session, client: FlaskClient, manager: Account) -> None:
    """I14: migration 0007 made the table anew, its guard is still there."""
    file = builders.make_application()
    note_access(Reader(manager.id), file, "file")
    with pytest.raises(Exception, match="access_no_update"), transaction() as own:
        own.execute(AccessEntry.__table__.update().values(account_id=0))  # type: ignore[attr-defined]
