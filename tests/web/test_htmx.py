"""When htmx gets a part, and the headers that guide it."""

import pytest
from flask import Flask

from recruitment.web import htmx

CASES = [
    ({}, False),
    ({"HX-Request": "true"}, True),
    ({"HX-Request": "true", "HX-Boosted": "true"}, False),
    ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
]


@pytest.mark.parametrize(("headers", "partial"), CASES)
def test_a_part_is_for_htmx_unless_it_wants_the_page(
    app: Flask, headers: dict[str, str], partial: bool
) -> None:
    with app.test_request_context("/", headers=headers):
        assert htmx.wants_partial() is partial


def test_an_answer_says_where_it_goes(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = htmx.respond(
            "x", 409, retarget="#p", reswap="innerHTML", push_url="/f?c=1", trigger={"done": 1}
        )
    assert answer.status_code == 409
    names = ("HX-Retarget", "HX-Reswap", "HX-Push-Url", "HX-Trigger")
    assert [answer.headers[name] for name in names] == ["#p", "innerHTML", "/f?c=1", '{"done": 1}']


def test_an_answer_says_nothing_that_it_was_not_told(app: Flask) -> None:
    with app.test_request_context("/"):
        assert not [name for name, _ in htmx.respond("x").headers if name.startswith("HX-")]
