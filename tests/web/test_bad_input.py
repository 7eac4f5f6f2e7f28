"""Nothing that can be typed in an address or a form makes the server fail."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.core.database import LARGEST_ID
from recruitment.web.access import public
from recruitment.web.forms import whole_number
from recruitment.web.security import REPEATED
from tests.builders import PASSWORD, log_in, make_account
from tests.forms import hidden_fields
from tests.house.tree import ROOT
from tests.web.addresses import addresses

HUGE = "9" * 5000


def _shown(id_: int) -> str:
    return str(id_)


@pytest.fixture
def numbered(app: Flask) -> None:
    """A page whose address holds a number."""
    app.add_url_rule("/numbered/<int:id_>", view_func=public(_shown), endpoint="numbered")


@pytest.mark.parametrize(
    "number",
    [str(LARGEST_ID + 1), "9223372036854775807", "99999999999999999999", HUGE, "-1", "1.5", "0x1", "١"],
)
def test_an_identifier_that_no_database_holds_is_not_found(
    client: FlaskClient, numbered: None, number: str
) -> None:
    """ASVS 1.4.2."""
    assert client.get(f"/numbered/{number}").status_code == 404


@pytest.mark.parametrize("number", ["0", "1", str(LARGEST_ID)])
def test_any_other_is_taken(client: FlaskClient, numbered: None, number: str) -> None:
    assert client.get(f"/numbered/{number}").text == number


@pytest.mark.parametrize("address", ["/formations/a%00b", "/candidats?q=%00", "/connexion?next=a%00", "/%00"])
def test_a_nul_in_an_address_is_refused_in_french(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Demande incomprise" in answer.text


@pytest.mark.parametrize("field", ["email", "password", "next", "unknown", "na\0me"])
def test_a_nul_in_a_form_is_refused_in_french(client: FlaskClient, field: str) -> None:
    log_in(client, make_account())
    token = hidden_fields(client.get("/deconnexion").text)["csrf_token"]
    answer = client.post("/deconnexion", data={"csrf_token": token, field: "a\0b"})
    assert answer.status_code == 400
    assert "Demande incomprise" in answer.text


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%ed%a0%80", "q=%E2%80%AE", "q=" + "a" * 5000, "&&&=&=", "%", "%zz"]
)
def test_odd_bytes_are_no_crash(client: FlaskClient, query: str) -> None:
    assert client.get(f"/connexion?{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/%ff%fe", "/%ed%a0%80", "/" + "a" * 5000, "/..%2f..%2fetc%2fpasswd", "//x", "/;x"]
)
def test_odd_paths_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in {404, 308, 400}  # the client takes `//x` for a host


@pytest.mark.parametrize(
    "path", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", "vendor/../../app.py"]
)
def test_static_files_end_at_their_folder(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code in {404, 308}


def test_a_field_that_says_two_things_is_refused(client: FlaskClient) -> None:
    """ASVS 15.3.7."""
    token = hidden_fields(client.get("/connexion").text)["csrf_token"]
    account = make_account()
    fields = {"csrf_token": token, "email": [account.email, "autre@exemple.fr"], "password": PASSWORD}
    assert client.post("/connexion", data=fields).status_code == 400
    assert client.get("/deconnexion").status_code == 303


def test_a_parameter_of_the_address_that_says_two_things_is_refused(client: FlaskClient) -> None:
    """ASVS 15.3.7, F40."""
    assert client.get("/connexion?next=/a&next=/b").status_code == 400
    assert client.get("/connexion?next=/a&next=/a").status_code == 200
    assert client.get("/connexion?c=1&c=2").status_code == 200  # boxes, of which several may be ticked


def test_the_fields_that_may_be_repeated_are_those_read_as_lists() -> None:
    read = re.compile(r"""getlist\(\s*"(\w+)"|^\s+(\w+) = SelectMultipleField""", re.MULTILINE)
    found = {
        name
        for path in (ROOT / "recruitment").rglob("*.py")
        for pair in read.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    assert found == REPEATED


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "DEBUG", "PROPFIND"])
def test_a_method_that_no_page_takes_is_refused(app: Flask, client: FlaskClient, method: str) -> None:
    """ASVS 13.4.4."""
    for endpoint, address in addresses(app, "GET"):
        answer = client.open(address, method=method, headers={"X-Sent": "echoed"})
        assert answer.status_code == 405, endpoint
        assert "echoed" not in answer.text


NUMBERS = {"page=3": 3, "page=3&page=4": 3, "page=100": 100}
NOT_NUMBERS = ("", "page=0", "page=101", "page=-1", "page=+3", "page=x", "page=١", "page=1e3", f"page={HUGE}")


@pytest.mark.parametrize(("query", "value"), [*NUMBERS.items(), *((query, 1) for query in NOT_NUMBERS)])
def test_a_number_of_the_address_is_bounded(app: Flask, query: str, value: int) -> None:
    with app.test_request_context(f"/?{query}"):
        assert whole_number("page", 1, least=1, most=100) == value
