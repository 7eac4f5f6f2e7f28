"""/region: the académie at a glance, its centres, what waits for an answer (R4.9, R8.3, R1.1)."""

import re

import pytest
from flask.testing import FlaskClient

from tests import builders
from tests.regional.desk import full_place, signed_in


def figures(html: str) -> dict[str, str]:
    """Return the totals by their words."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+?)\s*<small>(.*?)</small>", html, re.DOTALL)
    return {name: f"{number} {re.sub('<[^>]+>', '', small).strip()}".strip() for name, number, small in found}


def names(html: str) -> list[str]:
    """Return the codes of the centres listed, in their order."""
    return re.findall(r'data-uai="([^"]+)"', html)


def test_the_totals_are_counted_from_the_rows(client: FlaskClient) -> None:
    """R1.3: two centres of the académie; what is of another is not counted."""
    full_place(confirmed=2, department="63")
    full_place(seats=2, searching=1, department="03")
    full_place(academie="Lyon", department="69")
    with signed_in(client):
        page = client.get("/region")
        allier = client.get("/region?departement=03").text
    assert page.status_code == 200
    assert figures(page.text) == {
        "Établissements": "2 2 départements",
        "Formations ouvertes": "2 dont 2 complètes",
        "Capacité": "3 places",
        "Contrats saisis": "3 100&nbsp;% des places",
        "Oui définitif": "3 100&nbsp;% des contrats",
        "Dossiers à examiner": "2 avant le 28\u00a0mai",
    }
    assert figures(allier)["Établissements"] == "1 1 département"
    assert figures(allier)["Capacité"] == "2 places"


def test_the_centres_are_sorted_searched_and_paged(client: FlaskClient) -> None:
    """R8.3: by files to examine first; by name, code or town; 8 of them to a page."""
    busy = full_place(confirmed=3, name="MFR de la Dore", town="Courpière")
    quiet = full_place(name="CFA du Bourbonnais", town="Moulins")
    with signed_in(client):
        assert names(client.get("/region").text) == [busy.centre.uai, quiet.centre.uai]
        assert names(client.get("/region?tri=nom").text) == [quiet.centre.uai, busy.centre.uai]
        for words in ("courpiere mfr", busy.centre.uai.lower()):
            assert names(client.get("/region", query_string={"q": words}).text) == [busy.centre.uai]
        assert "Aucun établissement ne correspond" in client.get("/region?q=nulle+part").text
        for _ in range(8):
            builders.make_centre()
        assert len(names(client.get("/region").text)) == 8
        assert len(names(client.get("/region?page=2").text)) == 2
        assert len(names(client.get("/region/etablissements").text)) == 10


@pytest.mark.parametrize(
    "query", ["page=99", "tri=rien", "departement=zz", "session=1234567890123", "page=-1"]
)
def test_an_address_that_means_nothing_shows_the_desk(client: FlaskClient, query: str) -> None:
    """Bad input is never a crash."""
    place = full_place()
    with signed_in(client):
        assert names(client.get(f"/region?{query}").text) == [place.centre.uai]


def test_htmx_gets_the_list_alone(client: FlaskClient) -> None:
    """The same address, without the rest of the page."""
    full_place()
    headers = {"HX-Request": "true", "HX-Target": "liste"}
    with signed_in(client):
        part = client.get("/region?tri=nom", headers=headers).text
    assert part.lstrip().startswith('<div id="liste"')


def test_what_the_page_asks_for_again_is_as_it_is_sorted_by_now(client: FlaskClient) -> None:
    """The address that htmx tells counts, not the one at which the page was opened."""
    busy, quiet = full_place(confirmed=3, name="MFR de la Dore"), full_place(name="CFA du Bourbonnais")
    now = {"HX-Request": "true", "HX-Current-URL": "http://localhost/region?tri=nom"}
    with signed_in(client):
        assert names(client.get("/region/tableau").text) == [busy.centre.uai, quiet.centre.uai]
        assert names(client.get("/region/tableau", headers=now).text) == [quiet.centre.uai, busy.centre.uai]


def test_the_desk_is_home_and_has_its_own_bar(client: FlaskClient) -> None:
    """R8.3: no import, no settings; the search stays."""
    full_place()
    with signed_in(client):
        assert client.get("/").location == "/region"
        bar = client.get("/region").text.partition("</nav>")[0]
    entries = ["Région", "Établissements", "Demandes", "Calendrier", "Exports"]
    assert re.findall(r'<a href="[^"]+"(?: aria-current="page")?>([^<]+)</a>', bar) == entries
    assert "DRAIO, site de Clermont-Ferrand" in bar


def test_before_any_session_there_is_nothing_to_show(client: FlaskClient) -> None:
    """No campaign yet: a sentence, not an error."""
    with signed_in(client):
        for address in ("/region", "/region/etablissements", "/region/calendrier"):
            assert client.get(address).status_code == 200


def test_a_centre_shows_its_programmes_with_their_nine_counters(client: FlaskClient) -> None:
    """R1.1, R1.2: the page asks again by itself, and is sent only what changed."""
    place = full_place(confirmed=2, searching=1)
    with signed_in(client):
        page = client.get(place.url).text
        again = client.get(f"{place.url}/formations")
        etag = {"If-None-Match": again.headers["ETag"]}
        same = client.get(f"{place.url}/formations", headers=etag)
        builders.make_application(state="unconfirmed", programme=place.programme)
        other = client.get(f"{place.url}/formations", headers=etag)
    shown = dict(re.findall(r'data-state="(\w+)">(?:<b>|<span class="doux">)?(\d+)', page))
    assert len(shown) == 9
    assert (shown["confirmed"], shown["seeking_contract"], shown["accepted"]) == ("2", "1", "1")
    assert "Capacité atteinte" in page
    assert (again.status_code, same.status_code, other.status_code) == (200, 304, 200)


def test_a_centre_of_another_academie_does_not_exist(client: FlaskClient) -> None:
    """R8.3: 404."""
    place = full_place(academie="Lyon")
    with signed_in(client):
        assert [client.get(f"{place.url}{more}").status_code for more in ("", "/formations", "/inviter")] == [
            404
        ] * 3
