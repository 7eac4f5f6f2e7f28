"""`/exports`: the files of a centre, of an académie, of a campaign."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.journal.models import JournalEntry
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests.builders import log_in, make_account, make_application, make_campaign, make_centre, make_programme
from tests.transfers.exported import downloaded
from tests.transfers.test_export_list import MAY


@pytest.fixture
def three_centres(session: Session) -> None:
    """Two centres of one académie, one of another; a programme and a contract in each."""
    for code, academie in (("1", "Clermont-Ferrand"), ("2", "Clermont-Ferrand"), ("3", "Lyon")):
        centre = make_centre(uai=f"063000{code}A", academie=academie)
        make_application(programme=make_programme(code=code, centre=centre), state=State.ACCEPTED)


def _codes(client: FlaskClient, address: str) -> list[str]:
    return [row["cod_aff_form"] for row in downloaded(client, address)]


@time_machine.travel(MAY, tick=False)
def test_a_centre_takes_its_own(client: FlaskClient, three_centres: None) -> None:
    """R10.1 per centre."""
    log_in(client, make_account(Role.MANAGER))

    page = client.get("/exports").text

    assert "Exporter les candidatures" in page
    assert 'name="centre"' not in page
    assert _codes(client, "/exports/formations.csv") == ["1"]
    assert _codes(client, "/exports/contrats.csv?session=2025") == ["1"]
    assert [row["Code formation"] for row in downloaded(client, "/exports/candidatures.csv")] == ["1"]
    assert client.get("/exports/formations.csv?centre=0630002A").status_code == 404


@time_machine.travel(MAY, tick=False)
def test_an_account_limited_to_a_programme_takes_no_other(client: FlaskClient) -> None:
    """R8.3 rights per programme hold for files too."""
    mine, _other = make_programme(code="1"), make_programme(code="2")
    log_in(client, make_account(Role.MANAGER, programmes=(mine,)))

    assert _codes(client, "/exports/formations.csv") == ["1"]


@time_machine.travel(MAY, tick=False)
def test_the_regional_authority_takes_its_academie_or_one_of_its_centres(
    client: FlaskClient, three_centres: None
) -> None:
    """R10.1 for an académie."""
    log_in(client, make_account(Role.REGIONAL))

    page = client.get("/exports").text

    assert "0630001A" in page
    assert "0630003A" not in page
    assert "Exporter les candidatures" not in page
    assert _codes(client, "/exports/formations.csv") == ["1", "2"]
    assert _codes(client, "/exports/contrats.csv?centre=0630002A") == ["2"]
    assert client.get("/exports/contrats.csv?centre=0630003A").status_code == 404
    assert _codes(client, "/exports/contrats.csv?academie=Lyon") == []
    assert client.get("/exports/candidatures.csv").status_code == 404


@time_machine.travel(MAY, tick=False)
def test_the_installation_takes_the_campaign(
    client: FlaskClient, three_centres: None, session: Session
) -> None:
    """R10.1 for a campaign."""
    account = make_account(Role.ADMINISTRATOR, centre_id=None)
    log_in(client, account)

    assert 'name="academie"' in client.get("/exports").text
    assert _codes(client, "/exports/formations.csv") == ["1", "2", "3"]
    assert _codes(client, "/exports/formations.csv?academie=Lyon") == ["3"]
    assert len(downloaded(client, "/exports/candidatures.csv?centre=0630003A")) == 1

    session.rollback()
    told = select(JournalEntry.actor_id, JournalEntry.chain).where(JournalEntry.event == "exported")
    assert [tuple(row) for row in session.execute(told.order_by(JournalEntry.id))][:2] == [
        (account.id, 0)
    ] * 2


@time_machine.travel(MAY, tick=False)
def test_another_campaign_has_its_own_files(client: FlaskClient, three_centres: None) -> None:
    make_campaign(year=2024)
    log_in(client, make_account(Role.MANAGER))

    assert downloaded(client, "/exports/formations.csv?session=2024") == []
    assert client.get("/exports/formations.csv?session=2019").status_code == 404


def test_a_viewer_has_no_page_of_exports(client: FlaskClient, three_centres: None) -> None:
    log_in(client, make_account(Role.VIEWER))

    assert client.get("/exports").status_code == 403
    assert client.get("/exports/formations.csv").status_code == 403


def test_a_file_that_is_not_offered_does_not_exist(client: FlaskClient, three_centres: None) -> None:
    log_in(client, make_account(Role.MANAGER))

    assert client.get("/exports/tout.csv").status_code == 404
