"""F40, ASVS 15.3.3: a form changes what it shows, whatever else is sent with it.

Each form is sent twice from the same state: as a person sends it, then with the name of every column of every
table beside its own fields. Both leave the database alike.
"""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import LargeBinary, select

from recruitment.core.clock import PARIS
from recruitment.core.database import Base, db
from tests.asked import transactions
from tests.faults.test_hostile_input import TYPED
from tests.forms import hidden_fields
from tests.properties.restoring import Snapshot
from tests.security.reading import Forms, signed_in
from tests.web import matrix

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
#: Drawn anew at each request, or made of what was sent: they differ between two sendings of the same form.
DRAWN = {
    "token_hash",
    "password_hash",
    "push_hash",
    "nonce",
    "body_hash",
    "secret",
    "seed",
    "sealed",
    "digest",
}
#: A job runs on beside us.
LEFT = {"access_entry", "login_attempt", "number_search", "job_run", "job_lease", "clock_guard"}
NOT_SENT = {"csrf_token", "jeton", "version", "c", "droit", "programmes"}
ROUTES = [route for route in matrix.read().routes if route.method == "POST"]
WANTED = {
    "role": "administrator",
    "state": "accepted",
    "decision": "retained",
    "status": "accepted",
    "decision_origin": "system",
    "all_programmes": "1",
}


def every_column() -> dict[str, str]:
    """Return a tempting value for the name of each column, dotted with its table's and bare."""
    names = {column.name for table in Base.metadata.tables.values() for column in table.c}
    dotted = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.c}
    bare = {name: WANTED.get(name, "1") for name in sorted(names - NOT_SENT)}
    return {**bare, **{name: WANTED.get(name.partition(".")[2], "1") for name in sorted(dotted)}}


def rows() -> dict[str, list[Any]]:
    """Return every row, but for what is drawn."""
    db.session.rollback()
    found = {}
    for name, table in Base.metadata.tables.items():
        kept = [c for c in table.c if c.name not in DRAWN and not isinstance(c.type, LargeBinary)]
        if name not in LEFT and kept:
            found[name] = [
                tuple(row) for row in db.session.execute(select(*kept).order_by(*table.primary_key.columns))
            ]
    db.session.rollback()
    return found


@pytest.mark.parametrize("who", ["admin", "install"])
def test_no_column_is_written_by_its_name(app: Flask, who: str) -> None:
    with time_machine.travel(NOW, tick=False), transactions() as begun:
        world, extra, tried, acted, wrong = matrix.make_world(), every_column(), 0, 0, list[str]()
        client = signed_in(app, world, who)
        token = hidden_fields(client.get("/deconnexion").text)["csrf_token"]
        snapshot = Snapshot(app)
        for route in ROUTES:
            if route.rule in {"/deconnexion", "/connexion"}:
                continue
            address = route.address({**world.own, **route.given})
            form = Forms(client.get(address, follow_redirects=True).text, address)
            own = {name: TYPED.get(name) or value for name, value in form.fields.items()}
            own.setdefault("csrf_token", token)
            more = {name: value for name, value in extra.items() if name not in form.shown}
            db.session.remove()
            begun.clear()
            client.post(address, data=own)
            db.session.remove()
            tried += 1
            if not begun:
                honest = None
            else:
                acted, honest = acted + 1, rows()
                snapshot.restore()
                begun.clear()
            client.post(address, data={**more, **own})
            db.session.remove()
            if not begun:
                continue
            greedy = rows()
            expected = rows_of(snapshot) if honest is None else honest
            wrong += [f"{address}: {name}" for name in greedy if greedy[name] != expected[name]]
            snapshot.restore()
        snapshot.forget()
    assert wrong == [], "\n".join(wrong)
    assert tried > 30
    assert acted > 3


def rows_of(snapshot: Snapshot) -> dict[str, list[Any]]:
    """Return the rows as they were at the beginning."""
    snapshot.restore()
    return rows()
