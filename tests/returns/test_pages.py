"""R6.4: the pages of the exports: controls, filters, files, and what exports ask for."""

import json

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.exchanges.models import Exchange
from recruitment.journal.models import JournalEntry
from recruitment.returns.controls import Filter, control
from recruitment.returns.files import file_of
from recruitment.returns.models import ReturnDetail, ReturnSetting
from recruitment.returns.queries import Wanted
from tests.builders import log_in, make_account
from tests.forms import hidden_fields, submit
from tests.returns.world import (
    OF_CENTRE,
    OF_PERSON,
    OF_PROGRAMME,
    SEPTEMBER,
    make_desk,
    make_desk_elsewhere,
    make_registered,
)

URL = "/echanges/exports"


@time_machine.travel(SEPTEMBER, tick=False)
def test_errors_are_shown_then_the_file_says_who_is_left_out(client: FlaskClient, session: Session) -> None:
    """R6.4 every error by person and column, filtered; the file of those without any; its line in the log."""
    desk = make_desk()
    make_registered(desk, sort_name="a")
    make_registered(desk, last_name="Martin", first_name="Sacha", sort_name="b", sex=None, mobile="rien")
    log_in(client, desk.author)

    assert client.get("/exports").text.count("/echanges/exports") == 1
    assert "2 inscriptions" in client.get(URL).text
    page = client.get(f"{URL}/pegase").text
    assert "1 personne sera écartée" in page
    assert "Martin Sacha." in page
    assert page.count('data-error="') == 2
    filtered = client.get(f"{URL}/pegase?colonne=sexe&gravite=bloquante").text
    assert filtered.count('data-error="') == 1
    assert client.get(f"{URL}/pegase?colonne=%3Cb%3E&gravite=x&page=99999&session=abc").status_code == 200

    errors = client.get(f"{URL}/pegase/erreurs.csv?colonne=sexe").data.decode("utf-8-sig").splitlines()
    assert len(errors) == 2
    told = json.loads(
        session.scalars(select(JournalEntry.details).where(JournalEntry.event == "exported")).one()
    )
    assert told == {"file": "pegase_errors", "filters": {"campaign": 2025, "by": ["column"]}}
    answer = client.get(f"{URL}/pegase/fichier.csv")
    assert len(answer.data.splitlines()) == 2
    assert 'filename="inscription-20250915.csv"' in answer.headers["Content-Disposition"]
    whole = client.get(f"{URL}/tableau-de-bord").text
    assert "1 personne sera écartée" in whole
    assert session.scalars(select(Exchange.counts)).one() == {"rows": 1, "refused": 1, "left_out": 0}


@time_machine.travel(SEPTEMBER, tick=False)
def test_what_exports_ask_for_is_given_on_three_pages(client: FlaskClient, session: Session) -> None:
    """R9.2, R6.4 settings of the centre and of a programme, details of a person; the journal names no value."""
    desk = make_desk(complete=False)
    row = make_registered(desk, detail={}, contract=False)
    log_in(client, make_account("administrator", centre=desk.centre))

    wrong = submit(client, f"{URL}/reglages", site_uai="0631985V", centre_type="09")
    assert wrong.status_code == 422
    assert "sa clé ou sa forme est fausse" in wrong.text
    assert submit(client, f"{URL}/reglages", admission_origin="x" * 201).status_code == 422
    assert submit(client, f"{URL}/reglages", **OF_CENTRE).status_code == 303
    assert submit(client, f"{URL}/reglages/{desk.programme.code}", **OF_PROGRAMME).status_code == 303
    typed = {**OF_PERSON, "contract_1_siret": desk.centre.siret or ""}
    assert submit(client, f"{URL}/personnes/{row.id}", **typed).status_code == 303
    assert submit(client, f"{URL}/personnes/{row.id}", **typed).status_code == 303

    assert session.scalars(select(ReturnDetail.facts)).one() == typed
    assert len(session.scalars(select(ReturnSetting.id)).all()) == 2
    told = session.execute(select(JournalEntry.event, JournalEntry.details)).all()
    ours = [entry for entry in told if entry.event in ("returns_set", "return_detail_set")]
    assert len(ours) == 3  # the same again is told once
    assert "2025-09-01" not in str(ours)
    assert "Aucune erreur bloquante" in client.get(f"{URL}/sifa").text


@time_machine.travel(SEPTEMBER, tick=False)
def test_many_are_given_the_same_fact_at_once(client: FlaskClient, session: Session) -> None:
    """R6.4, R8.3 those ticked, of programmes where one enrols; nothing ticked is said; the same again is told once."""
    desk = make_desk()
    rows = [make_registered(desk, sort_name=f"m{rank}", detail={}, contract=False) for rank in range(3)]
    elsewhere = make_registered(make_desk_elsewhere(), detail={}, contract=False)
    log_in(client, desk.author)
    address = f"{URL}/completer?fait=last_situation"

    assert "manque à 3 personnes sur 3" in client.get(address).text
    token = hidden_fields(client.get(address).text, address)
    for typed, ids, status in (("3033", [], 422), ("0000", [rows[0].id], 422), ("", [rows[0].id], 422)):
        data = {**token, "last_situation": typed, "c": ids}
        assert client.post(address, data=data).status_code == status
    data = {**token, "last_situation": "3033", "c": [rows[0].id, rows[1].id, elsewhere.id]}
    assert client.post(address, data=data).status_code == 303
    assert client.post(f"{address}&vue=tous", data=data).status_code == 303

    kept = session.scalars(select(ReturnDetail).order_by(ReturnDetail.registration_id)).all()
    assert [row.facts for row in kept] == [{"last_situation": "3033"}] * 2 + [{}] * 2
    assert session.scalars(select(JournalEntry.event)).all().count("return_detail_set") == 2
    assert "manque à 1 personne sur 3" in client.get(address).text


@time_machine.travel(SEPTEMBER, tick=False)
def test_a_page_holds_its_own_errors_only(app: Flask) -> None:
    """R6.4 the list of errors is paged, whatever the number of people."""
    desk = make_desk()
    for rank in range(7):
        make_registered(desk, sort_name=f"m{rank}", sex=None, contract=False)
    wanted = Wanted(desk.centre.id, desk.programme.campaign_id, 2025)
    report = control(file_of("pegase"), wanted, SEPTEMBER.date(), Filter(), 2)
    assert (report.shown, report.errors) == (7, [])
