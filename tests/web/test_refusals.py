"""A refused act: its form again with what was typed, or a page, or the sentence alone for htmx."""

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from wtforms.validators import ValidationError

from recruitment.rules.errors import RuleViolation
from recruitment.web.access import public
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm, TrimmedField
from recruitment.web.submissions import submission_of
from tests.forms import hidden_fields, submit

PAGE = """
{{ refusal.sentence if refusal }}|{{ refusal.code if refusal }}|{{ form.errors }}
<form method=post>{{ form.hidden_tag() }}{{ form.name() }}</form>
"""
CODES = [("already_decided", 409), ("locked_out", 423), ("siret_invalid", 422)]
HTMX = {"HX-Request": "true"}


class NameForm(IrreversibleForm):
    """One field, on the form of an act without return."""

    name = TrimmedField()

    def validate_name(self, field: TrimmedField) -> None:
        if field.data == "bad":
            raise ValidationError("Nom refusé.")


@pytest.fixture(autouse=True)
def act(app: Flask) -> None:
    """An act that is refused by the code given as the name."""

    def show(form: NameForm | None = None, refusal: Refusal | None = None) -> str:
        return render_template_string(PAGE, form=form or NameForm(version=3), refusal=refusal)

    def do() -> str:
        form = NameForm().checked()
        if form.name.data == "go":
            submission = submission_of(form, 7)
            return f"{submission.key} {submission.body_hash} {submission.route} {submission.account_id}"
        raise RuleViolation(form.name.data or "")

    app.add_url_rule("/act", "show", public(show), methods=["GET"])
    app.add_url_rule("/act", "do", public(shows_refusal(show)(do)), methods=["POST"])
    app.add_url_rule("/bare", "bare", public(do), methods=["POST"])


@pytest.mark.parametrize(("code", "status"), CODES)
def test_the_form_shows_itself_again_with_the_sentence_and_what_was_typed(
    client: FlaskClient, code: str, status: int
) -> None:
    answer = submit(client, "/act", name=f" {code} ")
    assert answer.status_code == status
    assert f"|{code}|" in answer.text
    assert f'value="{code}"' in answer.text


def test_the_form_that_is_shown_again_keeps_its_key_and_its_version(client: FlaskClient) -> None:
    page = client.get("/act")
    sent = {**hidden_fields(page.text), "name": "locked_out"}
    answer = client.post("/act", data=sent)
    again = hidden_fields(answer.text)
    assert (again["jeton"], again["version"]) == (sent["jeton"], "3")


def test_a_wrong_field_gives_the_form_back_with_a_422(client: FlaskClient) -> None:
    answer = submit(client, "/act", name="bad")
    assert answer.status_code == 422
    assert "Nom refusé." in answer.text


@pytest.mark.parametrize(("code", "status"), CODES)
def test_without_a_form_to_show_it_is_a_page(client: FlaskClient, code: str, status: int) -> None:
    answer = client.post("/bare", data={**hidden_fields(client.get("/act").text), "name": code})
    assert answer.status_code == status
    assert f'data-refusal="{code}"' in answer.text
    assert "<html" in answer.text


def test_without_a_form_to_show_htmx_gets_the_sentence_for_the_alerts(client: FlaskClient) -> None:
    fields = {**hidden_fields(client.get("/act").text), "name": "locked_out"}
    answer = client.post("/bare", data=fields, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (423, "#alertes")
    assert 'data-refusal="locked_out"' in answer.text
    assert "<html" not in answer.text


def test_a_wrong_field_without_a_form_to_show_is_a_page(client: FlaskClient) -> None:
    answer = client.post("/bare", data={**hidden_fields(client.get("/act").text), "name": "bad"})
    assert answer.status_code == 422
    assert "Saisie à corriger" in answer.text


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "é" * 20, "a b" * 8])
def test_a_form_without_a_proper_key_is_sent_back(client: FlaskClient, key: str) -> None:
    fields = {**hidden_fields(client.get("/act").text), "jeton": key, "name": "go"}
    assert client.post("/act", data=fields).status_code == 422


@pytest.mark.parametrize("version", ["x", "1.5", "9" * 40])
def test_a_version_that_is_no_number_is_sent_back(client: FlaskClient, version: str) -> None:
    fields = {**hidden_fields(client.get("/act").text), "version": version, "name": "go"}
    assert client.post("/act", data=fields).status_code == 422


def test_each_form_has_a_key_of_its_own(client: FlaskClient) -> None:
    keys = {hidden_fields(client.get("/act").text)["jeton"] for _ in range(3)}
    assert len(keys) == 3


def test_the_submission_tells_who_sent_what_where_whatever_the_page(client: FlaskClient) -> None:
    """A page loaded again has another CSRF token: the content is the same."""
    first = hidden_fields(client.get("/act").text)
    one = client.post("/act", data={**first, "name": "go"}).text.split()
    client.delete_cookie("session")
    second = hidden_fields(client.get("/act").text)
    two = client.post("/act", data={**second, "jeton": first["jeton"], "name": "go"}).text.split()
    assert one == two
    assert (one[0], one[2], one[3]) == (first["jeton"], "/act", "7")
    other = client.post("/act", data={**second, "version": "4", "name": "go"}).text.split()
    assert other[1] != one[1]
