"""The board of a programme."""

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from recruitment.programmes.models import Programme
from recruitment.rules.counters import COUNTERS
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import ContractStatus, Role
from tests import builders

NOW = "2025-05-26T12:32:00Z"


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme of the first centre."""
    return builders.make_programme(capacity=24)


@pytest.fixture
def manager(client: FlaskClient, programme: Programme) -> FlaskClient:
    """Give a signed-in manager of that centre."""
    builders.log_in(client, builders.make_account(Role.MANAGER))
    return client


def counter(html: str, name: str) -> int:
    """Return the bare number of a counter."""
    found = re.search(rf'data-counter="{name}"[^>]*>(\d+)<', html)
    assert found, name
    return int(found[1])


def names(html: str) -> list[str]:
    """Return the candidates' numbers in the order of the list."""
    return re.findall(r'data-candidate="(\d+)"', html)


def test_the_nine_counters_and_two_totals_add_up(manager: FlaskClient, programme: Programme) -> None:
    """R1.1, R1.3, I20: both totals are the sums of their lines, and the lines are the rows."""
    wanted = {state: rank % 3 + 1 for rank, state in enumerate(COUNTERS)}
    for state, number in wanted.items():
        for _ in range(number):
            builders.make_application(programme=programme, state=state)
    page = manager.get(f"/formations/{programme.code}").text
    assert {state: counter(page, state) for state in COUNTERS} == wanted
    assert counter(page, "without_contract") == sum(wanted[state] for state in COUNTERS[:5])
    assert counter(page, "with_contract") == sum(wanted[state] for state in COUNTERS[5:])


def test_contracts_entered_are_told_beside_the_active_ones(
    manager: FlaskClient, programme: Programme
) -> None:
    """R4.4, R1.1: the gauge says what became of each, the group which ones it leaves out."""
    builders.make_application(programme=programme, state=State.ACCEPTED)
    page = manager.get(f"/formations/{programme.code}").text
    assert ("en tout" in page, "hors annulés" in page) == (False, False)
    ended = builders.make_application(programme=programme, state=State.SEEKING_CONTRACT)
    for _ in range(2):
        builders.make_contract(ended, status=ContractStatus.CANCELLED)
    builders.make_contract(
        builders.make_application(programme=programme, state=State.ACCEPTED), status=ContractStatus.BROKEN
    )
    page = manager.get(f"/formations/{programme.code}").text
    assert "5 contrats saisis en tout : 2 actifs, 1 rompu, 2 annulés" in page
    assert ("Contrats saisis, hors annulés</h2>" in page, counter(page, "with_contract")) == (True, 2)


def test_a_state_filters_the_list(manager: FlaskClient, programme: Programme) -> None:
    """R1.1: each line is a link that filters the list."""
    builders.make_application(programme=programme, state=State.UNCONFIRMED)
    refused = builders.make_application(programme=programme, state=State.REFUSED)
    page = manager.get(f"/formations/{programme.code}?etat=refused").text
    assert re.findall(r'data-application="(\d+)"', page) == [str(refused.id)]


@pytest.mark.parametrize("typed", ["eluard", "ÉLUARD", "Éluard", "lycee simone", "7654321"])
def test_a_search_ignores_accents_and_case(manager: FlaskClient, programme: Programme, typed: str) -> None:
    wanted = builders.make_candidate(
        last_name="Éluard", candidate_number="7654321", origin_school="Lycée Simone-Weil"
    )
    builders.make_application(programme=programme, candidate=wanted)
    builders.make_application(programme=programme)
    page = manager.get(f"/formations/{programme.code}", query_string={"q": typed}).text
    assert names(page) == ["7654321"]


def test_a_wildcard_is_a_character_like_another(manager: FlaskClient, programme: Programme) -> None:
    builders.make_application(programme=programme)
    assert names(manager.get(f"/formations/{programme.code}?q=%25").text) == []


def test_names_sort_as_the_french_do(manager: FlaskClient, programme: Programme) -> None:
    for rank, name in enumerate(["Zola", "Éluard", "Œdipe", "Nerval", "d’Ormesson"]):
        candidate = builders.make_candidate(last_name=name, candidate_number=str(rank))
        builders.make_application(programme=programme, candidate=candidate)
    address = f"/formations/{programme.code}"
    assert names(manager.get(address).text) == ["4", "1", "3", "2", "0"]
    assert names(manager.get(f"{address}?tri=-nom").text) == ["0", "2", "3", "1", "4"]


@pytest.mark.parametrize(
    "sort",
    [
        "numero",
        "origine",
        "etat",
        "limite",
        "passage",
        "reponse",
        "employeur",
        "ia",
        "decision",
        "telephone",
        "courriel",
    ],
)
def test_each_column_sorts(manager: FlaskClient, programme: Programme, sort: str) -> None:
    for state in COUNTERS:
        builders.make_application(programme=programme, state=state)
    up = names(manager.get(f"/formations/{programme.code}?tri={sort}").text)
    down = names(manager.get(f"/formations/{programme.code}?tri=-{sort}").text)
    assert len(up) == len(down) == len(COUNTERS)
    assert set(up) == set(down)


def test_pages_hold_25_50_or_100_files(manager: FlaskClient, programme: Programme) -> None:
    for _ in range(27):
        builders.make_application(programme=programme)
    address = f"/formations/{programme.code}"
    assert len(names(manager.get(address).text)) == 25
    assert len(names(manager.get(f"{address}?page=2").text)) == 2
    assert len(names(manager.get(f"{address}?par=50").text)) == 27
    assert len(names(manager.get(f"{address}?page=99999999999999999999").text)) == 25


@pytest.mark.parametrize(
    "query", ["page=-1", "par=7", "etat=nul", "tri=;drop", "q=%00", "echeance=x&reponse=y"]
)
def test_what_means_nothing_in_the_address_is_no_crash(
    manager: FlaskClient, programme: Programme, query: str
) -> None:
    assert manager.get(f"/formations/{programme.code}?{query}").status_code in {200, 400}


def test_deadlines_filter_what_is_still_to_decide(manager: FlaskClient, programme: Programme) -> None:
    with time_machine.travel(NOW, tick=True):
        waiting = builders.make_application(programme=programme)
        builders.make_application(programme=programme, state=State.REFUSED)
        page = manager.get(f"/formations/{programme.code}?echeance=week").text
    assert re.findall(r'data-application="(\d+)"', page) == [str(waiting.id)]


def test_unchanged_counters_cost_a_304(manager: FlaskClient, programme: Programme) -> None:
    """R1.2: a conditional request; any change of an application makes the next one answer in full."""
    builders.make_application(programme=programme)
    address = f"/formations/{programme.code}/compteurs"
    first = manager.get(address)
    assert counter(first.text, "confirmed") == 1
    again = manager.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    builders.make_application(programme=programme)
    changed = manager.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert counter(changed.text, "confirmed") == 2


def test_a_programme_of_another_centre_does_not_exist(manager: FlaskClient) -> None:
    """R8.3: outside one's rights a thing does not exist."""
    foreign = builders.make_programme(centre=builders.make_centre())
    for path in ("", "/compteurs", "/etat-saisie"):
        assert manager.get(f"/formations/{foreign.code}{path}").status_code == 404


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2025-05-26T12:32:00Z", "Saisie des contrats ouverte"),
        ("2025-05-25T21:50:00Z", "Suspension dans"),
        ("2025-05-25T22:00:00Z", "Saisie suspendue"),
        ("2025-05-25T22:59:59Z", "Saisie suspendue"),
        ("2025-05-25T23:00:00Z", "Saisie des contrats ouverte"),
        ("2025-03-16T22:59:59Z", "Saisie des contrats fermée"),
        ("2025-10-13T21:30:00Z", "Saisie des contrats ouverte"),
        ("2025-10-13T22:00:00Z", "Saisie des contrats fermée"),
    ],
)
def test_the_banner_says_what_is_open_now(
    manager: FlaskClient, programme: Programme, instant: str, words: str
) -> None:
    """R4.3, R4.6: the window, and the lock of each night."""
    with time_machine.travel(instant, tick=True):
        assert words in manager.get(f"/formations/{programme.code}/etat-saisie").text


def test_contact_details_show_only_for_a_confirmed_wish(manager: FlaskClient, programme: Programme) -> None:
    """R2.8: masked in the list until the wish is confirmed."""
    candidate = builders.make_candidate(email="camille@exemple.fr")
    builders.make_application(programme=programme, candidate=candidate, state=State.UNCONFIRMED)
    with time_machine.travel(NOW, tick=True):
        assert "camille@exemple.fr" not in manager.get(f"/formations/{programme.code}").text
        other = builders.make_candidate(email="sacha@exemple.fr")
        builders.make_application(programme=programme, candidate=other)
        assert "sacha@exemple.fr" in manager.get(f"/formations/{programme.code}").text


def test_home_says_what_waits_and_what_the_night_does(
    manager: FlaskClient, programme: Programme, capsys: pytest.CaptureFixture[str]
) -> None:
    """R3.7: the automatic decisions of the coming nights are announced."""
    with time_machine.travel("2025-06-01T10:00:00Z", tick=True):
        for _ in range(3):
            builders.make_application(programme=programme)
        page = manager.get("/").text
    assert "3 décisions automatiques" in page.replace("\u00a0", " ")
    assert "Nuit du 1er au 2 juin" in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "path", ["/", "/formations", "/candidats", "/candidats?q=martin", "/accueil/a-faire"]
)
def test_each_page_of_the_board_answers_each_role(
    client: FlaskClient, programme: Programme, path: str, make_role: Callable[[Role], None]
) -> None:
    builders.make_application(programme=programme)
    for role in Role:
        make_role(role)
        answer = client.get(path)
        has_a_desk = role is Role.REGIONAL and path == "/"
        assert (answer.status_code, answer.location) == ((303, "/region") if has_a_desk else (200, None)), (
            role
        )


@pytest.fixture
def make_role(client: FlaskClient, programme: Programme) -> Callable[[Role], None]:
    """Give a function that signs in somebody of a role."""

    def sign_in(role: Role) -> None:
        client.delete_cookie("login")
        builders.log_in(client, builders.make_account(role))

    return sign_in


def test_rows_asked_for_by_a_number_beyond_all_are_none(manager: FlaskClient, programme: Programme) -> None:
    page = manager.get(f"/formations/{programme.code}/lignes?c={'9' * 5000}&c=x&c=")
    assert (page.status_code, names(page.text)) == (200, [])
