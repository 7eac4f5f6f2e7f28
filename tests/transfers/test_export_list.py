"""`/formations/<code>/export.csv`: what the screen's filter shows."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests.builders import (
    log_in,
    make_account,
    make_application,
    make_candidate,
    make_centre,
    make_programme,
)
from tests.transfers.exported import downloaded

URL = "/formations/34120/export.csv"
MAY = datetime(2025, 5, 26, 12, 32, tzinfo=UTC)
FEBRUARY = datetime(2025, 2, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def programme(session: Session) -> Programme:
    return make_programme(code="34120")


@pytest.fixture
def manager(client: FlaskClient, programme: Programme) -> FlaskClient:
    log_in(client, make_account(Role.MANAGER))
    return client


def _add(programme: Programme, last_name: str, state: str = State.CONFIRMED, **changes: Any) -> int:
    candidate = make_candidate(last_name=last_name, **changes)
    return make_application(programme=programme, candidate=candidate, state=state).id


@time_machine.travel(MAY, tick=False)
def test_the_file_holds_what_the_filter_shows_in_its_order(
    manager: FlaskClient, programme: Programme
) -> None:
    """R10.2 what is exported is what the screen's filter shows: every page of it, sorted alike."""
    for rank in range(30):
        _add(programme, f"Martin{rank:02d}")
    _add(programme, "Roche", State.REFUSED)

    found = downloaded(manager, f"{URL}?etat=confirmed&tri=-nom&page=2&par=25")

    assert [row["Nom"] for row in found] == [f"Martin{rank:02d}" for rank in reversed(range(30))]
    assert {row["État"] for row in found} == {"Confirmée, non examinée"}


@time_machine.travel(MAY, tick=False)
def test_ticked_rows_are_the_only_ones(manager: FlaskClient, programme: Programme) -> None:
    first, second, _third = (_add(programme, name) for name in ("Roche", "Blanc", "Noir"))
    elsewhere = _add(make_programme(code="9"), "Ailleurs")

    found = downloaded(manager, f"{URL}?c={first}&c={second}&c={elsewhere}")

    assert [row["Nom"] for row in found] == ["Blanc", "Roche"]
    assert downloaded(manager, f"{URL}?c=abc") == []


def test_contact_details_are_masked_with_the_reason(manager: FlaskClient, programme: Programme) -> None:
    """R2.8 the export says why the phone and the e-mail are masked."""
    _add(programme, "Confirmé", mobile="06 39 98 00 01", email="confirme@exemple.fr")
    _add(programme, "Muet", State.UNCONFIRMED, mobile="06 39 98 00 02")
    _add(programme, "Saisi", State.OFFER_PENDING, mobile="+33 6 39 98 00 03")

    with time_machine.travel(MAY, tick=False):
        after = [row["Téléphone mobile"] for row in downloaded(manager, URL)]
        mails = [row["Adresse mail"] for row in downloaded(manager, f"{URL}?etat=confirmed")]

    assert after == ["06 39 98 00 01", "masqué : vœu non confirmé", "'+33 6 39 98 00 03"]
    assert mails == ["confirme@exemple.fr"]


def test_contact_details_are_masked_before_their_day(manager: FlaskClient, programme: Programme) -> None:
    """R2.8 before 14 March not even those of a confirmed wish."""
    _add(programme, "Tôt")

    with time_machine.travel(FEBRUARY, tick=False):
        (row,) = downloaded(manager, URL)

    assert row["Téléphone mobile"] == row["Adresse mail"] == "masqué : pas encore ouvert"


@time_machine.travel(MAY, tick=False)
def test_the_regional_authority_reads_no_contact_details(client: FlaskClient, programme: Programme) -> None:
    """R2.8, I22: a file holds what its reader may see."""
    _add(programme, "Roche")
    log_in(client, make_account(Role.REGIONAL))

    (row,) = downloaded(client, URL)

    assert row["Téléphone mobile"] == row["Adresse mail"] == "masqué : hors de votre rôle"


def test_a_viewer_may_not_export(client: FlaskClient, programme: Programme) -> None:
    log_in(client, make_account(Role.VIEWER))

    answer = client.get(URL)

    assert answer.status_code == 403
    assert "exporter des données" in answer.text


def test_a_programme_out_of_sight_does_not_exist(manager: FlaskClient) -> None:
    make_programme(code="77", centre=make_centre())

    assert manager.get("/formations/77/export.csv").status_code == 404
    assert manager.get("/formations/0/export.csv").status_code == 404


@time_machine.travel(MAY, tick=False)
def test_the_journal_tells_the_filter_but_not_the_name_searched(
    manager: FlaskClient, programme: Programme, session: Session
) -> None:
    """R10.2, I14: who, what, filter, rows."""
    _add(programme, "Roche")
    _add(programme, "Blanc")

    downloaded(manager, f"{URL}?q=roche&etat=confirmed")

    session.rollback()
    (entry,) = session.scalars(select(JournalEntry).where(JournalEntry.event == "exported"))
    assert (entry.chain, entry.actor_kind, entry.programme_id) == (
        programme.centre_id,
        "person",
        programme.id,
    )
    assert json.loads(entry.details) == {
        "file": "liste",
        "rows": 1,
        "filters": {"q": True, "etat": "confirmed"},
    }


@time_machine.travel(MAY, tick=False)
def test_what_a_candidate_typed_computes_nothing(manager: FlaskClient, programme: Programme) -> None:
    """R10.2 cells that begin like a formula are made safe."""
    _add(programme, "=HYPERLINK(0)", first_name='Jo;"', origin_school="@lycée")

    (row,) = downloaded(manager, URL)

    assert (row["Nom"], row["Prénom"]) == ("'=HYPERLINK(0)", 'Jo;"')
    assert row["Établissement d’origine"] == "'@lycée"
