"""F34, ASVS 1.2.1, 1.3.7, 3.2.2: script in every text that the database holds is shown as it was typed, everywhere."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Request
from sqlalchemy import inspect, text

from recruitment.core.database import Base, db
from recruitment.core.transaction import transaction
from tests.browsing import watched_page
from tests.conftest import StartServer
from tests.security.reading import Dangers, pages, signed_in
from tests.web import matrix
from tests.web.matrix import World

ROUTES = matrix.read().routes
MARK = "pwned"
SCRIPT = f"\"'><script>alert('{MARK}')</script><img src=//evil.example/{MARK} onerror=alert(1)>{{{{7*7}}}}"
#: What is typed by people, or comes in files; the rest is codes, digests and ids that the product makes itself.
TYPED = {
    "candidate": (
        *("last_name", "first_name", "email", "phone", "mobile", "origin_school", "origin_department"),
        *("bac_series", "bac_honours", "address", "town"),
    ),
    "guardian": ("last_name", "first_name", "email", "phone"),
    "training_centre": ("name", "town"),
    "programme": ("title", "town"),
    "account": ("display_name",),
    "contract": ("employer_name", "end_reason"),
    "note": ("body",),
    "refusal_reason": ("label",),
    "regional_request": ("reason", "answer"),
    "import_run": ("file_name", "error"),
    "login": ("user_agent",),
    "factor": ("label",),
    "charter": ("body",),
}


@pytest.fixture
def world(app: Flask) -> World:
    """Two centres whose every typed text is a script."""
    made = matrix.make_world()
    changed = 0
    for table, columns in TYPED.items():
        for column in columns:
            changed += _poison(table, column)
    assert changed > 25
    return made


def _poison(table: str, column: str) -> int:
    """Put the script in a column, wherever the database lets it."""
    there = Base.metadata.tables.get(table)
    if there is None or column not in there.c:
        return 0
    length = getattr(there.c[column].type, "length", None)
    value = SCRIPT[:length]
    try:
        with transaction() as session:
            session.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
    except Exception:  # noqa: BLE001 - a trigger or a constraint keeps this one as it was
        return 0
    return 1


@pytest.mark.parametrize("who", ["admin", "manager", "install", "regional"])
def test_no_page_runs_what_was_typed(app: Flask, world: World, who: str) -> None:
    client = signed_in(app, world, who)
    shown, wrong = 0, []
    for address, answer in pages(ROUTES, client, world.own):
        assert answer.status_code < 500, address
        body = answer.text if answer.mimetype == "text/html" else ""
        wrong += [f"{address}: {danger}" for danger in Dangers(body).found]
        shown += MARK in body
        assert "&gt;49" not in body, address
    assert wrong == []
    assert shown > 10


def test_every_text_column_is_typed_or_known_to_be_ours() -> None:
    """A new column that somebody types in must join the list above."""
    names = {(table, column) for table, columns in TYPED.items() for column in columns}
    assert names <= {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.c
    }


def test_a_real_browser_shows_no_dialog_and_asks_nothing_elsewhere(
    app: Flask, world: World, browser: Browser, live_server: StartServer
) -> None:
    """ASVS 3.4.3: 0 dialogs, 0 requests outside, in Chromium."""
    server = live_server()
    client = signed_in(app, world, "admin")
    cookie = client.get_cookie(app.config["LOGIN_COOKIE_NAME"])
    assert cookie is not None
    asked: list[str] = []
    dialogs: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if not request.url.startswith((server.url, "data:")):
            asked.append(request.url)

    own = world.own
    with watched_page(browser) as page:
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
        page.on("dialog", on_dialog)
        page.on("request", on_request)
        for address in (
            "/",
            f"/formations/{own['code']}",
            f"/candidatures/{own['application_id']}",
            "/candidats?q=script",
            "/parametrage/comptes",
            "/parametrage/motifs",
            f"/imports/{own['run_id']}",
            "/compte/connexions",
        ):
            page.goto(f"{server.url}{address}", wait_until="load")
            assert page.url.endswith(address), page.url
    assert (dialogs, asked) == ([], [])


def test_the_tables_that_are_filled_exist(app: Flask) -> None:
    assert set(TYPED) <= set(inspect(db.engine).get_table_names())
