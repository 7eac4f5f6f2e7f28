"""R4.5, F30, F27, F3: the cap holds and each sending counts once, over HTTP and several processes."""

import http.client
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError

from flask import Flask
from sqlalchemy import func, select

from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.conftest import StartServer
from tests.contracts.desk import MONDAY, contracts_of, lines, seats_taken
from tests.contracts.live import Answer, Visitor

CLIENTS, SEATS = 64, 5
LOST = (URLError, http.client.HTTPException, ConnectionError, TimeoutError)


def applications(programme: Programme, number: int) -> list[int]:
    """Make that many applications in contract search."""
    return [
        builders.make_application(state=ApplicationState.SEEKING_CONTRACT, programme=programme).id
        for _ in range(number)
    ]


def test_sixty_four_at_once_for_five_seats(app: Flask, live_server: StartServer) -> None:
    """R4.5: exactly 5 are in; the 59 others are told who came before them."""
    programme = builders.make_programme(capacity=SEATS)
    ids = applications(programme, CLIENTS)
    server = live_server(processes=2, now=MONDAY)
    visitor = Visitor(server.url, builders.make_account())
    sendings = [
        (f"{server.urls[rank % 2]}/candidatures/{id_}/contrat", visitor.form_of(server.urls[rank % 2], id_))
        for rank, id_ in enumerate(ids)
    ]
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda sending: visitor.post(*sending), sendings))
    assert Counter(answer.status for answer in answers) == {303: SEATS, 409: CLIENTS - SEATS}
    refused = [answer for answer in answers if answer.status == 409]
    assert {answer.refusal for answer in refused} == {"capacity_reached"}
    assert all("Camille Martin (Dominique Roux" in answer.text for answer in refused)
    assert len(contracts_of(programme.id)) == seats_taken(programme.id) == SEATS
    assert len(lines("enter_contract")) == SEATS
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == SEATS


def test_one_key_sent_sixteen_times_at_once_counts_once(app: Flask, live_server: StartServer) -> None:
    """F27: Enter held down: one contract, sixteen times the same answer, on two processes."""
    programme = builders.make_programme(capacity=SEATS)
    (application_id,) = applications(programme, 1)
    server = live_server(processes=2, now=MONDAY)
    visitor = Visitor(server.url, builders.make_account())
    form = visitor.form_of(server.url, application_id)
    path = f"/candidatures/{application_id}/contrat"
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: visitor.post(f"{server.urls[n % 2]}{path}", form), range(16)))
    assert {answer.status for answer in answers} == {303}
    assert len(contracts_of(programme.id)) == seats_taken(programme.id) == 1


def test_a_server_killed_under_way_leaves_nothing_half_done(app: Flask, live_server: StartServer) -> None:
    """F3: what was acknowledged is there once; what was not is settled by the same key."""
    programme = builders.make_programme(capacity=CLIENTS)
    ids = applications(programme, 24)
    server = live_server(processes=2, now=MONDAY)
    visitor = Visitor(server.url, builders.make_account())
    forms = {id_: visitor.form_of(server.url, id_) for id_ in ids}

    def send(url: str, id_: int) -> Answer | None:
        try:
            return visitor.post(f"{url}/candidatures/{id_}/contrat", forms[id_])
        except LOST:
            return None

    with ThreadPoolExecutor(8) as pool:
        first = [pool.submit(send, server.urls[0], id_) for id_ in ids]
        first[3].result()
        server.processes[0].kill()
        acknowledged = [future.result() for future in first]
    again = [send(server.urls[1], id_) for id_ in ids]
    assert {answer.status for answer in acknowledged if answer} == {303}
    assert {answer.status for answer in again if answer} == {303}
    assert len([answer for answer in again if answer]) == len(ids)
    per_application = select(func.count()).select_from(Contract).group_by(Contract.application_id)
    assert set(db.session.scalars(per_application)) == {1}
    assert len(contracts_of(programme.id)) == seats_taken(programme.id) == len(lines("enter_contract"))
