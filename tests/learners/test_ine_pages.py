"""Who reads what of requests and answers about INE, and that the file taken leaves a line (R8.3, R10.2, I14)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.learners.ine.queries import SHOWN
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.asked import statements
from tests.contracts.desk import clock_at
from tests.forms import hidden_fields
from tests.learners.registered import AUGUST, INES, Office, learner_of, make_office, make_registration
from tests.learners.test_ine import asked, put_together

LIST = "/apprenants/immatriculation"


@dataclass(frozen=True)
class Two:
    """Two programmes of a centre: the registrar of the first is limited to it, the other's has the whole centre."""

    mine: Office
    other: Office


def make_two() -> Two:
    """Make them."""
    other = make_office()
    centre = db.session.get_one(TrainingCentre, other.centre_id)
    programme = builders.make_programme(centre=centre)
    limited = builders.make_account(Role.REGISTRAR, centre=centre, programmes=(programme,))
    return Two(Office(limited, programme, other.division_id), other)


@pytest.fixture(autouse=True)
def in_august() -> Iterator[None]:
    """Have it all happen one morning."""
    with clock_at(AUGUST):
        yield


def browser(app: Flask, author: Account) -> FlaskClient:
    """Sign in with a browser of one's own."""
    client = app.test_client()
    builders.log_in(client, author)
    return client


def sent(client: FlaskClient, *rows: str) -> int:
    """Send these lines as an answer; return its id."""
    url = f"{LIST}/reponses?annee=2025"
    file = BytesIO("\n".join(["ligne;ine;motif", *rows]).encode())
    data = {**hidden_fields(client.get(LIST).text, url), "file": (file, "reponse.csv")}
    return int(client.post(url, data=data).location.rsplit("/", 1)[1])


def number_of(registration_id: int) -> str:
    """Return the candidate's number, which the name of a learner holds."""
    return learner_of(registration_id).last_name.removeprefix("Martin ")


def test_an_answer_is_read_by_whose_learners_it_is_about(app: Flask) -> None:
    """R8.3: their lines alone, and what is counted of them, even through a merge; the whole centre reads all."""
    two = make_two()
    mine, twin, other = (make_registration(of) for of in (two.mine, two.mine, two.other))
    request = asked(two.other, mine, twin, other)
    whole, limited = browser(app, two.other.author), browser(app, two.mine.author)
    rows = (f"{request}-1;{INES[0]};", f"{request}-2;;Doublon", f"{request}-3;;Mineur sous tutelle")
    answer = sent(whole, *rows)
    put_together(two.other, twin, mine)
    page = limited.get(f"{LIST}/reponses/{answer}").text
    assert [number in page for number in (number_of(mine), number_of(other))] == [True, False]
    assert ("Doublon" in page, "tutelle" in page) == (True, False)
    assert "<b>1 INE enregistré</b>, 1 refusé." in page
    page = whole.get(f"{LIST}/reponses/{answer}").text
    assert ("tutelle" in page, "<b>1 INE enregistré</b>, 2 refusés." in page) == (True, True)


def test_what_is_about_others_alone_is_not_there(app: Flask) -> None:
    """R8.3: not listed, not found, nor counted; and it costs what an address that leads nowhere costs."""
    two = make_two()
    mine, other = make_registration(two.mine), make_registration(two.other)
    requests = [asked(two.other, other), asked(two.other, mine, other)]
    whole, limited = browser(app, two.other.author), browser(app, two.mine.author)
    rows = (f"{requests[0]}-1;;Mineur sous tutelle", f"{requests[1]}-2;x;", "=")
    answers = [sent(whole, row) for row in rows]
    page = limited.get(LIST).text
    assert [f'data-request="{id_}"' in page for id_ in requests] == [False, True]
    assert '<td class="num" data-label="Apprenants">1</td>' in page
    assert f'href="{LIST}/reponses/' not in page
    assert whole.get(LIST).text.count(f'href="{LIST}/reponses/') == len(answers)
    nowhere = {f"{LIST}/demandes/{requests[0]}.csv": f"{LIST}/demandes/2000000000.csv"}
    nowhere |= {f"{LIST}/reponses/{id_}": f"{LIST}/reponses/2000000000" for id_ in answers}
    for pair in nowhere.items():
        costs = [questions(limited, address) for address in pair]
        assert costs[0] == costs[1], pair
    file = limited.get(f"{LIST}/demandes/{requests[1]}.csv").text
    assert [number in file for number in (number_of(mine), number_of(other))] == [True, False]


def questions(client: FlaskClient, address: str) -> list[str]:
    """Return what the database is asked for something that is not there."""
    with statements() as asked_of_it:
        assert client.get(address).status_code == 404, address
    return [one.text for one in asked_of_it]


def test_the_latest_are_the_latest_of_ones_own(app: Flask) -> None:
    """R8.3: those of others, however many since, push none away."""
    two = make_two()
    mine, other = make_registration(two.mine), make_registration(two.other)
    requests = [asked(two.other, *ids) for ids in ((mine,), *[(other,)] * (2 * SHOWN), (mine,))]
    page = browser(app, two.mine.author).get(LIST).text
    assert re.findall(r'data-request="(\d+)"', page) == [str(requests[-1]), str(requests[0])]


def test_a_refused_answer_tells_each_the_errors_of_their_learners(app: Flask) -> None:
    """R8.3: what names nobody is for who sent it and for the whole centre."""
    two = make_two()
    mine, other = make_registration(two.mine), make_registration(two.other)
    request = asked(two.other, mine, other)
    for office, ine in ((two.mine, INES[2]), (two.other, INES[3])):
        make_registration(office, learner={"ine": ine})
    rows = (f"{request}-1;{INES[2]};", f"{request}-2;{INES[3]};", f"{request}-9;{INES[4]};", "x;x;")
    whole, limited = browser(app, two.other.author), browser(app, two.mine.author)
    theirs, own, unread = sent(whole, *rows), sent(limited, *rows), sent(limited, "=")
    assert told(limited, theirs) == ("1", [2])
    assert told(whole, theirs) == told(limited, own) == told(whole, own) == ("4", [2, 3, 4, 5])
    assert "Rien n’a été enregistré" in limited.get(f"{LIST}/reponses/{unread}").text
    assert f"{LIST}/reponses/{theirs}" in limited.get(LIST).text


def told(client: FlaskClient, answer: int) -> tuple[str, list[int]]:
    """Return how many errors a page says that there are, and the lines that it shows."""
    page = client.get(f"{LIST}/reponses/{answer}").text
    lines = re.findall(r'<th scope="row" class="num">(\d+)</th>', page)
    return page.split(" erreur")[0].split()[-1], sorted({int(line) for line in lines})


def test_the_file_of_a_request_leaves_a_line_in_the_journal(app: Flask) -> None:
    """R10.2, I14: who took it, how many persons of it, of which request; never a name. What is not there, none."""
    two = make_two()
    mine, other = make_registration(two.mine), make_registration(two.other)
    requests = [asked(two.other, mine, other), asked(two.other, other)]
    for author in (two.other.author, two.mine.author):
        client = browser(app, author)
        answers = [client.get(f"{LIST}/demandes/{id_}.csv") for id_ in requests]
        assert answers[0].headers["Cache-Control"] == "private, no-store"
    assert answers[1].status_code == 404
    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.event == "exported").order_by(JournalEntry.id)
    )
    assert [(entry.actor_id, json.loads(entry.details)) for entry in entries] == [
        (account.id, {"file": "ine_request", "rows": rows, "filters": {"exchange": request}})
        for account, request, rows in (
            (two.other.author, requests[0], 2),
            (two.other.author, requests[1], 1),
            (two.mine.author, requests[0], 1),
        )
    ]
