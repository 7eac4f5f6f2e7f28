"""Run by Flask-Admin's own Python: its list of the applications of one programme, 25 rows, joined to candidates."""

import json
import sys
import time
from typing import Any

from flask import Flask
from flask_admin import Admin  # type: ignore[import-not-found]
from flask_admin.contrib.sqla import ModelView  # type: ignore[import-not-found]
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import selectinload
from werkzeug.test import EnvironBuilder

url = sys.argv[1]
app = Flask(__name__)
app.config.update(SQLALCHEMY_DATABASE_URI=url, SECRET_KEY="for-the-measures-only")  # noqa: S106
db = SQLAlchemy(app)

with app.app_context():
    db.reflect()


class Candidate(db.Model):  # type: ignore[name-defined,misc]
    """A candidate, from the table itself."""

    __table__ = db.metadata.tables["candidate"]


class Contract(db.Model):  # type: ignore[name-defined,misc]
    """A contract, from the table itself."""

    __table__ = db.metadata.tables["contract"]


class Application(db.Model):  # type: ignore[name-defined,misc]
    """An application, from the table itself."""

    __table__ = db.metadata.tables["application"]
    candidate = db.relationship(
        Candidate,
        primaryjoin="Application.candidate_id == Candidate.id",
        foreign_keys="Application.candidate_id",
        viewonly=True,
    )
    contracts = db.relationship(
        Contract,
        primaryjoin="Application.id == Contract.application_id",
        foreign_keys="Contract.application_id",
        viewonly=True,
    )


CONTRACTS: Any = Application.contracts


class Applications(ModelView):  # type: ignore[misc]
    """The list, with the columns of ours and the ticks and acts that Flask-Admin gives each row."""

    page_size = 25
    can_create = False
    can_view_details = True
    column_list = (
        "candidate.last_name",
        "candidate.first_name",
        "candidate.candidate_number",
        "candidate.origin_school",
        "state",
        "review_deadline",
        "auto_retain_at",
        "decision_late",
        "decided_at",
        "candidate.mobile",
        "candidate.email",
        "contracts",
    )
    column_searchable_list = ("candidate.last_name", "candidate.candidate_number")
    column_filters = ("state", "review_deadline")
    column_default_sort = "id"
    column_formatters = {  # noqa: RUF012 - Flask-Admin's own way
        "contracts": lambda _view, _context, row, _name: ", ".join(one.employer_name for one in row.contracts)
    }

    def get_query(self) -> Any:
        """Return one programme's applications, their candidates and contracts read with them."""
        return super().get_query().options(selectinload(CONTRACTS)).filter(Application.programme_id == 1)

    def get_count_query(self) -> Any:
        """Return their number."""
        return super().get_count_query().filter(Application.programme_id == 1)


Admin(app).add_view(Applications(Application, db))
request = EnvironBuilder(path="/admin/application/").get_environ()


def _page() -> None:
    found: list[str] = []

    def start(status: str, *_: Any) -> Any:
        found.append(status)

    chunks: Any = app.wsgi_app(dict(request), start)
    b"".join(chunks)
    chunks.close()
    if found != ["200 OK"]:
        raise RuntimeError(found)


def _cpu(requests: int) -> float:
    before = time.process_time()
    for _ in range(requests):
        _page()
    return (time.process_time() - before) / requests


for line in sys.stdin:
    print(json.dumps({"cpu": _cpu(json.loads(line)["requests"])}), flush=True)
