"""One's deadlines at a secret address (R8.3, R8.4)."""

import re
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts.actions import close_account
from recruitment.agenda import actions
from recruitment.agenda.models import AgendaFeed
from recruitment.agenda.throttle import PER_KEY, Throttle
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import OPERATOR
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import submit

NOW = "2025-05-26T12:32:00Z"


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme with two files to examine and one reply awaited."""
    programme = builders.make_programme(capacity=24, title="BTS – Commerce – Négociation, en apprentissage")
    for _ in range(2):
        builders.make_application(state=State.CONFIRMED, programme=programme)
    builders.make_application(state=State.OFFER_PENDING, programme=programme)
    return programme


def events(client: FlaskClient, token: str) -> dict[str, dict[str, str]]:
    """Return what a calendar program reads, by UID."""
    answer = client.get(f"/agenda/{token}.ics")
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/calendar; charset=utf-8"
    read = Calendar.from_ical(answer.data)
    return {
        str(event["uid"]): {
            "title": str(event["summary"]),
            "start": str(event.decoded("dtstart")),
            "url": str(event["url"]),
        }
        for event in read.walk("VEVENT")
    }


@time_machine.travel(NOW)
def test_a_feed_counts_by_programme_and_day_and_names_nobody(
    client: FlaskClient, programme: Programme
) -> None:
    token = actions.open_feed(builders.make_account(Role.MANAGER).id)
    found = events(client, token)
    code = programme.code
    titles = {uid: event["title"] for uid, event in found.items()}
    assert titles[f"examen-2025-{code}-20250528T000000@tremplin"].startswith("2 dossiers à examiner : ")
    assert found[f"examen-2025-{code}-20250528T000000@tremplin"]["start"] == "2025-05-28"
    assert found[f"passage-2025-{code}-20250601T220000@tremplin"]["start"] == "2025-06-01 22:00:00+00:00"
    assert titles[f"reponse-2025-{code}-20250605T215959@tremplin"].startswith("1 réponse de candidat : ")
    assert found["contracts_until-2025@tremplin"]["start"] == "2025-10-13"
    text = client.get(f"/agenda/{token}.ics").text
    assert not re.search("martin|camille|boulangerie", text, re.IGNORECASE)


@time_machine.travel(NOW, tick=False)
def test_what_did_not_change_is_not_sent_again(client: FlaskClient, programme: Programme) -> None:
    address = f"/agenda/{actions.open_feed(builders.make_account(Role.MANAGER).id)}.ics"
    first = client.get(address)
    assert "no-referrer" in first.headers["Referrer-Policy"]
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    builders.make_application(state=State.CONFIRMED, programme=programme)
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@time_machine.travel(NOW)
def test_the_address_is_in_no_log(
    client: FlaskClient, programme: Programme, caplog: pytest.LogCaptureFixture
) -> None:
    token = actions.open_feed(builders.make_account(Role.MANAGER).id)
    with caplog.at_level("INFO"):
        client.get(f"/agenda/{token}.ics")
        client.get(f"/agenda/{token}x.ics")
    assert "/agenda/<token>.ics" in caplog.text
    assert token not in caplog.text


@time_machine.travel(NOW)
def test_rights_are_those_of_the_moment(client: FlaskClient, programme: Programme) -> None:
    """R8.3, R8.4: a limited person, another centre, another académie; a closed account reads nothing."""
    other = builders.make_programme()
    limited = builders.make_account(Role.MANAGER, programmes=(other,))
    elsewhere = builders.make_account(Role.REGIONAL, academie="Lyon", centre_id=None)
    regional = builders.make_account(Role.REGIONAL)
    found = {
        person: events(client, actions.open_feed(person.id)) for person in (limited, elsewhere, regional)
    }
    assert not any(programme.code in uid for uid in found[limited])
    assert found[elsewhere] == {}
    assert found[regional]["examen-2025-ensemble-20250528T000000@tremplin"]["title"] == (
        "2 dossiers à examiner : 1 formation"
    )
    token = actions.open_feed(limited.id)
    close_account(limited.id, OPERATOR)
    assert client.get(f"/agenda/{token}.ics").status_code == 404


@time_machine.travel(NOW)
def test_an_academie_reads_one_line_per_session_and_day(client: FlaskClient, app: Flask) -> None:
    """R9: two sessions that wait for the same day are two lines, each with its own UID and its own sums."""
    campaigns = {year: builders.make_campaign(year) for year in (2025, 2024)}
    for code, year in (("1", 2025), ("2", 2024), ("3", 2025)):
        programme = builders.make_programme(campaign=campaigns[year], code=code)
        builders.make_application(state=State.CONFIRMED, programme=programme)
    token = actions.open_feed(builders.make_account(Role.REGIONAL).id)
    answer = client.get(f"/agenda/{token}.ics")
    uids = [str(event["uid"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]
    assert len(uids) == len(set(uids))
    found = {uid[:20]: event["title"] for uid, event in events(client, token).items() if "examen" in uid}
    assert found == {
        "examen-2025-ensemble": "2 dossiers à examiner : 2 formations",
        "examen-2024-ensemble": "1 dossier à examiner : 1 formation",
    }


@time_machine.travel(NOW)
def test_whoever_works_there_does_not_wait_for_a_new_address(
    app: Flask, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only another address of the same person waits: what names the account, a contract or a note, goes on."""
    account = builders.make_account(Role.MANAGER)
    meanwhile = f"SET LOCAL lock_timeout = '1s'; SELECT 1 FROM account WHERE id = {account.id} FOR KEY SHARE"
    told = []

    def tell(*_arguments: object) -> None:
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as other:
                other.exec_driver_sql(meanwhile)
        told.append("told")

    monkeypatch.setattr(actions, "_tell", tell)
    actions.open_feed(account.id)
    assert told == ["told"]


def test_an_address_is_made_shown_once_replaced_and_ended(
    client: FlaskClient, session: Session, programme: Programme
) -> None:
    account = builders.make_account(Role.MANAGER)
    builders.log_in(client, account)
    assert "pas encore d’adresse" in client.get("/compte/agenda").text
    tokens = []
    for _ in range(2):
        shown = submit(client, "/compte/agenda").text
        tokens.append(re.findall(r"/agenda/([\w-]{43})\.ics", shown)[0])
    first, second = tokens
    assert second not in client.get("/compte/agenda").text
    assert client.get(f"/agenda/{first}.ics").status_code == 404
    assert client.get(f"/agenda/{second}.ics").status_code == 200
    assert session.scalar(select(func.count()).where(AgendaFeed.token_hash.contains(second))) == 0
    assert actions.end_feed(account.id)
    assert not actions.end_feed(account.id)
    assert client.get(f"/agenda/{second}.ics").status_code == 404
    session.rollback()
    told = session.scalars(
        select(JournalEntry.event).where(JournalEntry.event.startswith("feed")).order_by(JournalEntry.id)
    )
    assert list(told) == ["feed_opened", "feed_renewed", "feed_ended"]


@pytest.mark.parametrize("token", ["x", "%20", "é" * 300, "a" * 43])
def test_an_address_that_leads_nowhere_does_not_exist(client: FlaskClient, token: str) -> None:
    assert client.get(f"/agenda/{token}.ics").status_code == 404


def test_a_calendar_that_asks_all_the_time_waits() -> None:
    throttle, at = Throttle(), clock.wall()
    assert [throttle.wait("a", at) for _ in range(PER_KEY)] == [0] * PER_KEY
    assert throttle.wait("a", at) == 600
    assert throttle.wait("b", at) == 0
    later = datetime.fromtimestamp(at.timestamp() + 600, at.tzinfo)
    assert throttle.wait("a", later) == 0
