"""R5.2 who opens a candidate's pages: the link, the number and the birth date together, and nothing said of a miss."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts import throttle
from recruitment.accounts.throttle import Limit
from recruitment.applications import links
from recruitment.applications.models import Candidate
from recruitment.contracts.models import Contract
from recruitment.core.transaction import transaction
from recruitment.portal.actions import IDLE
from recruitment.portal.models import CandidateAttempt, CandidateVisit
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.forms import hidden_fields
from tests.portal.visitor import BORN, NOW, enter, knock, link_of, make_candidate, words

pytestmark = pytest.mark.usefixtures("_at_the_hour")
AFTER_THE_CAMPAIGN = NOW.replace(month=10, day=15, hour=0, minute=0)
SOON = Limit(free=3, first=timedelta(minutes=1), most=timedelta(minutes=15))
MISS = "Ces renseignements n’ouvrent pas cette page."


@pytest.fixture
def _at_the_hour() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_link_the_number_and_the_birth_date_open_the_pages(client: FlaskClient) -> None:
    """R5.2: the date written as one writes it; the number with spaces."""
    candidate = make_candidate()
    path = link_of(candidate)
    for born in ("17/02/2007", "17 2 2007", "17022007", "2007-02-17"):
        number = f" {candidate.candidate_number[:3]} {candidate.candidate_number[3:]} "
        answer = knock(client, path, number, born)
        assert (answer.status_code, answer.location) == (303, path), born
        client.post(f"{path}/fin", data=hidden_fields(client.get(path).text))
    assert "Vos vœux" in words(client.get(path).text)


def test_every_miss_gets_the_same_answer(client: FlaskClient, session: Session) -> None:
    """R5.2: a wrong number, a wrong date, a link that never was, one that was replaced, one without a birth date."""
    candidate, unborn = make_candidate(), make_candidate(birth_date=None)
    stranger = make_candidate()
    path, replaced = link_of(candidate), link_of(stranger)
    with transaction() as writing:
        links.renew(writing, stranger.id)
    tries = (
        (path, "9999999", "17/02/2007"),
        (path, candidate.candidate_number, "18/02/2007"),
        (path, stranger.candidate_number, "17/02/2007"),
        ("/candidat/WzEsMF0.nothing-that-we-made", candidate.candidate_number, "17/02/2007"),
        (replaced, stranger.candidate_number, "17/02/2007"),
        (link_of(unborn), unborn.candidate_number, "17/02/2007"),
    )
    told = set()
    for address, number, born in tries:
        answer = knock(client, address, number, born)
        assert answer.status_code == 422
        assert 'data-refusal="candidate_unidentified"' in answer.text
        page = words(answer.text)
        told.add(page)
        assert MISS in page
    assert len(told) == 1
    assert session.scalar(select(func.count()).select_from(CandidateVisit)) == 0


def test_the_door_says_nothing_before_one_enters(client: FlaskClient) -> None:
    """R5.2: the page of a link that exists is that of one that does not."""
    candidate = make_candidate(last_name="Haddad")
    pages = {words(client.get(path).text) for path in (link_of(candidate), "/candidat/nothing")}
    assert len(pages) == 1
    assert "Haddad" not in pages.pop()


def test_attempts_at_a_link_wait_longer_and_longer(client: FlaskClient, session: Session) -> None:
    """R5.2, ASVS 6.3.1: three for free, then a minute, then two; the right answer waits like the others."""
    candidate = make_candidate()
    path = link_of(candidate)
    with time_machine.travel(NOW, tick=False) as at:
        for _ in range(3):
            assert knock(client, path, "9999999").status_code == 422
        for seconds in (60, 120):
            answer = knock(client, path, candidate.candidate_number)
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(seconds))
            at.shift(seconds)
            assert knock(client, path, "9999999").status_code == 422
        at.shift(240)
        assert knock(client, path, candidate.candidate_number).status_code == 303
    rows = session.execute(select(CandidateAttempt.link_hash, CandidateAttempt.succeeded)).all()
    assert [row.succeeded for row in rows] == [False] * 5 + [True]
    assert path.removeprefix("/candidat/") not in str(rows)


def test_a_link_spelt_otherwise_is_the_same_link(client: FlaskClient) -> None:
    """R5.2: base 64 skips what it does not know; attempts are counted by what was signed."""
    candidate = make_candidate()
    path = link_of(candidate)
    for spelt in (path, f"{path}!!!!", f"{path}!!!!!!!!"):
        assert knock(client, spelt, "9999999").status_code == 422
    assert knock(client, f"{path}~~~~", candidate.candidate_number).status_code == 429


def test_an_address_that_tries_many_links_waits(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """R5.2: so many for free from one network address, whatever the links."""
    monkeypatch.setattr(throttle, "PER_ADDRESS", SOON)
    candidate = make_candidate()
    for _ in range(SOON.free):
        assert knock(client, link_of(make_candidate()), "9999999").status_code == 422
    assert knock(client, link_of(candidate), candidate.candidate_number).status_code == 429


def test_links_that_nobody_made_shut_nobody_out(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school shares one network address: they are counted apart."""
    monkeypatch.setattr(throttle, "PER_ADDRESS", SOON)
    candidate = make_candidate()
    for rank in range(SOON.free):
        assert knock(client, f"/candidat/made-up-{rank}", "9999999").status_code == 422
    assert knock(client, "/candidat/made-up", "9999999").status_code == 429
    assert knock(client, link_of(candidate), candidate.candidate_number).status_code == 303


def test_a_visit_ends_after_half_an_hour_without_use(client: FlaskClient) -> None:
    candidate = make_candidate()
    with time_machine.travel(NOW, tick=False) as at:
        path = enter(client, candidate)
        at.shift(IDLE - timedelta(seconds=1))
        assert "Terminer" in client.get(path).text
        at.shift(IDLE - timedelta(seconds=1))
        assert "Terminer" in client.get(path).text
        at.shift(IDLE)
        assert "Terminer" not in client.get(path).text


def test_the_way_out_ends_the_visit_and_clears_the_browser(client: FlaskClient, session: Session) -> None:
    """A copy of the cookie opens nothing either."""
    candidate = make_candidate()
    path = enter(client, candidate)
    copied = client.get_cookie("visit", path=path)
    assert copied is not None
    answer = client.post(f"{path}/fin", data=hidden_fields(client.get(path).text, f"{path}/fin"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("visit", path=path) is None
    client.set_cookie("visit", copied.value, path=path)
    assert "Terminer" not in client.get(path).text
    assert session.scalars(select(CandidateVisit.ended_at)).one() is not None


def test_a_renewed_link_ends_the_old_one_and_the_visit(client: FlaskClient) -> None:
    """R5.2."""
    candidate = make_candidate()
    path = enter(client, candidate)
    with transaction() as writing:
        links.renew(writing, candidate.id)
    assert "Terminer" not in client.get(path).text
    assert knock(client, path, candidate.candidate_number).status_code == 422
    assert enter(client, candidate) != path


def test_the_pages_close_with_the_campaign(client: FlaskClient) -> None:
    """R5.2: the day after the last one of the campaign."""
    candidate = make_candidate()
    path = link_of(candidate)
    with time_machine.travel(AFTER_THE_CAMPAIGN - timedelta(seconds=1), tick=False):
        assert knock(client, path, candidate.candidate_number).status_code == 303
        assert "Terminer" in client.get(path).text
    with time_machine.travel(AFTER_THE_CAMPAIGN, tick=False):
        assert "Terminer" not in client.get(path).text
        assert MISS in words(knock(client, path, candidate.candidate_number).text)


def test_the_address_is_kept_to_itself(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither referrer, nor cache, nor log, nor the cookie of another link."""
    candidate, other = make_candidate(), make_candidate()
    with caplog.at_level(logging.INFO):
        path = enter(client, candidate)
        answers = [client.get(path), client.get(f"{path}/siret?siret=1"), client.get(f"{path}/recu/1")]
        answers.append(client.post(f"{path}/reponse"))
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert path not in caplog.text
    assert candidate.candidate_number not in caplog.text
    assert "Terminer" not in client.get(link_of(other)).text


def test_the_cookie_goes_to_these_pages_alone(client: FlaskClient) -> None:
    candidate = make_candidate()
    path = link_of(candidate)
    answer = knock(client, path, candidate.candidate_number)
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("visit="))
    assert f"Path={path};" in f"{cookie};"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_nothing_of_anyone_else_is_reached(client: FlaskClient, session: Session) -> None:
    """I5: another candidate's offer, wish, receipt or page is a page that does not exist."""
    mine, other = make_candidate(), make_candidate(last_name="Tierce")
    builders.make_application(state=State.OFFER_PENDING, candidate=mine)
    theirs = builders.make_application(state=State.OFFER_PENDING, candidate=other)
    accepted = builders.make_application(state=State.ACCEPTED, candidate=make_candidate())
    path = enter(client, mine)
    token = hidden_fields(client.get(path).text, f"{path}/reponse")
    contract = contract_of(session, theirs.id)
    sent = {**token, "reply": "decline", "contract": str(contract), "confirmed": "1", "understood": "y"}
    answers = [
        client.get(f"{path}/propositions/{contract}"),
        client.get(f"{path}/voeux/{theirs.id}/renoncement"),
        client.get(f"{path}/recu/{accepted.id}"),
        client.get(f"{path}/siret?contract={contract}&siret=99901234700012"),
        client.post(f"{path}/reponse", data=sent),
        client.post(f"{path}/voeux/{theirs.id}/renoncement", data={**token, "understood": "y"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert all("Tierce" not in answer.text for answer in answers)
    assert session.scalar(select(func.count()).select_from(Candidate)) == 3


def contract_of(session: Session, application_id: int) -> int:
    """Return the id of the contract of an application."""
    return session.scalars(select(Contract.id).where(Contract.application_id == application_id)).one()


def test_the_birth_date_of_the_file_is_the_key(client: FlaskClient) -> None:
    """A date that is no day of the calendar is a field to correct, and counts as no attempt."""
    candidate = make_candidate(birth_date=BORN)
    answer = knock(client, link_of(candidate), candidate.candidate_number, "31/02/2007")
    assert answer.status_code == 422
    assert "par exemple 17/02/2007" in words(answer.text)
    assert "candidate_unidentified" not in answer.text


@pytest.mark.parametrize("rest", ["rien", "voeux/99999999", "voeux/x/y/z"])
def test_a_page_that_is_not_there_leads_back_to_the_candidates_own(client: FlaskClient, rest: str) -> None:
    """R5.2: never to the team's pages, and the address of the link stays secret there too."""
    path = enter(client, make_candidate())
    answer = client.get(f"{path}/{rest}")
    assert answer.status_code == 404
    assert f'href="{path}"' in answer.text
    assert 'href="/"' not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
