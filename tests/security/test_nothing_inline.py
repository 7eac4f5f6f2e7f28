"""ASVS 1.2.1, 3.2.2, 3.4.3: no page asks for anything that the content policy would have to stop."""

import pytest
from flask import Flask

from tests.security.reading import Dangers, pages, signed_in
from tests.web import matrix

ROUTES = matrix.read().routes
PEOPLE = ("nobody", "admin", "manager", "install", "regional")


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_holds_anything_inline_or_from_elsewhere(app: Flask, who: str) -> None:
    world = matrix.make_world()
    client = signed_in(app, world, who)
    wrong, read = [], 0
    for values in (world.own, world.foreign):
        for address, answer in pages(ROUTES, client, values):
            if answer.mimetype == "text/html":
                read += 1
                wrong += [
                    f"{address} ({answer.status_code}): {danger}" for danger in Dangers(answer.text).found
                ]
    assert wrong == []
    assert read > 40


def test_every_text_says_its_type_and_its_character_set(app: Flask) -> None:
    """ASVS 4.1.1."""
    world = matrix.make_world()
    for address, answer in pages(ROUTES, signed_in(app, world, "admin"), world.own):
        if answer.data:
            assert answer.mimetype, address
            assert (
                not answer.mimetype.startswith("text/") or "charset=utf-8" in answer.content_type.lower()
            ), address


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nulle-part", 404),
        ("GET", "/connexion?next=%00", 400),
        ("DELETE", "/connexion", 405),
        ("POST", "/connexion", 400),
        ("POST", "/deconnexion", 401),
    ],
)
def test_no_error_does_either(app: Flask, method: str, address: str, status: int) -> None:
    answer = app.test_client().open(address, method=method)
    assert answer.status_code == status
    assert Dangers(answer.text).found == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">',
        "<b onclick=x>",
        '<p style="color:red">',
        "<style>p{}</style>",
        '<img src="//evil.example/x">',
        '<form action="https://evil.example/">',
        '<div hx-on:click="x">',
        '<base href="/x">',
    ],
)
def test_the_reader_sees_each_of_these(html: str) -> None:
    assert Dangers(html).found
