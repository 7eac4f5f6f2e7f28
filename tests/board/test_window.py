"""R4.3: outside the window of contracts no screen says that they are entered, nor offers what cannot act."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, make_desk, paris
from tests.contracts.pages import HTMX, person, refusals

BEFORE, LAST_DAY, AFTER = (
    paris("2025-03-16T10:00:00"),
    paris("2025-10-13T10:00:00"),
    paris("2025-10-14T10:00:00"),
)
OUTSIDE = pytest.mark.parametrize("now", [BEFORE, AFTER])
CONTRACT = re.compile(
    r"<(a|button) [^>]*>(?:<svg(?:(?!</svg>).)*</svg>)?(?:<span class=\"txt\">)?(Contrat(?: sans candidature)?)<"
)


@pytest.fixture
def desk(client: FlaskClient) -> Desk:
    """Give a manager signed in, before a candidate in search."""
    desk = make_desk()
    person(client, desk)
    return desk


def shown(client: FlaskClient, path: str, now: datetime, **headers: str) -> str:
    """Return a page as it is at that instant."""
    with clock_at(now):
        page = client.get(path, headers=headers)
    assert page.status_code == 200, page.text
    return page.text.replace("\u00a0", " ")


@pytest.mark.parametrize("path", ["/", "/formations", "/accueil/formations"])
@pytest.mark.parametrize(
    ("now", "said"), [(BEFORE, "Saisie à venir"), (LAST_DAY, "Ouverte"), (AFTER, "Saisie terminée")]
)
def test_a_programme_with_seats_is_open_in_the_window_alone(
    client: FlaskClient, desk: Desk, path: str, now: datetime, said: str
) -> None:
    """R4.3."""
    page = shown(client, path, now)
    assert [
        word for word in ("Saisie à venir", "Ouverte", "Saisie terminée") if f"</svg>{word}<" in page
    ] == [said]


def test_the_head_of_home_says_when_the_window_opens(client: FlaskClient, desk: Desk) -> None:
    assert "Saisie des contrats à partir du 17 mars" in shown(client, "/", BEFORE)


def test_a_full_programme_asks_for_nothing_once_the_window_is_over(client: FlaskClient) -> None:
    """R4.9: more seats would help nobody."""
    person(client, make_desk("offer_pending", capacity=1))
    assert "Capacité atteinte" in shown(client, "/accueil/a-faire", LAST_DAY)
    assert "Capacité atteinte" not in shown(client, "/accueil/a-faire", AFTER)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (paris("2025-03-15T10:00:00"), False),
        (BEFORE, True),  # the window opens at midnight, and the lock holds it until one
        (MONDAY, True),
        (paris("2025-10-12T23:59:59"), True),
        (paris("2025-10-13T00:30:00"), True),
        (LAST_DAY, False),
        (AFTER, False),
    ],
)
def test_the_night_suspends_what_is_open(client: FlaskClient, desk: Desk, now: datetime, said: bool) -> None:
    """R4.6: not a window that is shut."""
    assert ("saisie des contrats suspendue" in shown(client, "/", now)) is said


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (BEFORE, "Inscriptions à partir du 17 mars"),
        (LAST_DAY, "Inscriptions ouvertes"),
        (AFTER, "Inscriptions closes depuis le 13 octobre"),
    ],
)
def test_the_head_of_the_board_says_the_same_as_its_banner(
    client: FlaskClient, desk: Desk, now: datetime, said: str
) -> None:
    """R4.3."""
    page = shown(client, f"/formations/{desk.programme.code}", now)
    assert re.findall(r"<span>(Inscriptions [^<]*)</span>", page) == [said]


@OUTSIDE
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_contracts_that_cannot_be_entered_are_shut_with_the_reason(
    client: FlaskClient, desk: Desk, now: datetime, headers: dict[str, str]
) -> None:
    """R4.3: each button is described by the banner, and the key C finds none."""
    page = shown(client, f"/formations/{desk.programme.code}", now, **headers)
    buttons = list(CONTRACT.finditer(page))
    assert {found[2] for found in buttons} == {"Contrat"} | (
        set() if headers else {"Contrat sans candidature"}
    )
    for found in buttons:
        assert 'aria-disabled="true" aria-describedby="saisie-fermee"' in found[0]
    assert 'data-touche="c"' not in page
    assert ('id="saisie-fermee"' in page) is (not headers)  # the list alone is shown under the same banner


def test_rows_sent_again_are_shut_too(client: FlaskClient, desk: Desk) -> None:
    """R4.3: after an act, the row is the one that a new page would show."""
    path = f"/formations/{desk.programme.code}/lignes?c={desk.application.id}"
    assert 'data-touche="c"' in shown(client, path, MONDAY)
    assert 'aria-describedby="saisie-fermee"' in shown(client, path, AFTER)


def test_in_the_window_contracts_are_entered_from_the_board(client: FlaskClient, desk: Desk) -> None:
    """R4.3, R4.6: at night too, a contract may be prepared."""
    for now in (MONDAY, paris("2025-05-26T00:30:00")):
        page = shown(client, f"/formations/{desk.programme.code}", now)
        assert {(found[1], found[2]) for found in CONTRACT.finditer(page)} == {
            ("a", "Contrat"),
            ("a", "Contrat sans candidature"),
        }


@OUTSIDE
def test_the_wishes_of_a_file_offer_no_contract(client: FlaskClient, desk: Desk, now: datetime) -> None:
    """R4.3."""
    other = builders.make_programme()
    builders.make_application(programme=other, candidate=desk.candidate, state="seeking_contract")
    page = shown(client, f"/candidatures/{desk.application.id}", now)
    assert ("Saisie fermée" in page, "/contrat" in page) == (True, False)


@OUTSIDE
def test_the_search_by_number_warns_before_anything_is_looked_for(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    """R4.2, R4.3: the reason, and a button that is shut."""
    page = shown(client, f"/formations/{desk.programme.code}/contrat", now, **HTMX)
    assert "Saisie des contrats fermée" in page
    assert re.search(
        r'<button class="btn" type="submit" aria-disabled="true" aria-describedby="obstacle">', page
    )
    assert "autofocus" not in page


def test_the_search_by_number_stays_open_at_night_and_says_so(client: FlaskClient, desk: Desk) -> None:
    """R4.6: what is typed waits as a draft."""
    page = shown(client, f"/formations/{desk.programme.code}/contrat", paris("2025-05-26T00:30:00"))
    assert ("suspendue" in page, "Reprise dans" in page, "aria-disabled" in page) == (True, True, False)


def test_the_search_by_number_of_a_full_programme_says_so(client: FlaskClient) -> None:
    """R4.3: before a number is typed."""
    full = make_desk("offer_pending", capacity=1)
    person(client, full)
    page = shown(client, f"/formations/{full.programme.code}/contrat", MONDAY)
    assert ("Capacité atteinte" in page, "objet=capacity" in page, refusals(page)) == (True, True, [])
