"""The log of exchanges: what came in, what went out, what became of it, person by person (R6.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_login import current_user

from recruitment.accounts.access import may, refuse_unless_follows_up
from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE, write_rows
from recruitment.core.database import db
from recruitment.exchanges import access, queries
from recruitment.exchanges.actions import tell_taken
from recruitment.labels import exchanges as labels
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import whole_number
from recruitment.web.paging import pages

blueprint = Blueprint("journal", __name__)
ADDRESS = "/echanges"
PAGE, PEOPLE = 50, 100
HEADER = ("ligne", "etat", "numero_inscription", "nom", "responsables", "message")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as the form shows it again."""

    source: str
    state: str
    direction: str
    year: int
    since: date | None
    until: date | None

    @property
    def address(self) -> str:
        """Return the same as a query."""
        given = {
            "source": self.source,
            "etat": self.state,
            "sens": self.direction,
            "annee": self.year,
            "du": self.since,
            "au": self.until,
        }
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def wanted(self) -> queries.Wanted:
        """Return it as the query takes it: whole days of Paris."""
        after = self.until + timedelta(days=1) if self.until and self.until < date.max else None
        return queries.Wanted(
            source=self.source,
            states=labels.ENDS.get(self.state, ()),
            direction=self.direction,
            school_year=self.year,
            since=clock.paris_midnight(self.since) if self.since else None,
            until=clock.paris_midnight(after) if after else None,
        )


@blueprint.get(ADDRESS)
def exchanges() -> str:
    """List the exchanges that one may read, the latest first."""
    refuse_unless_follows_up(current_user)
    session, asked = db.session(), _asked()
    mine = access.readable(current_user)
    condition = mine & asked.wanted.condition
    total = queries.count(session, condition)
    listing = pages(total, whole_number("page", 1, least=1), PAGE, asked.address)
    return render_template(
        "exchanges/exchanges.html",
        asked=asked,
        years=queries.years(session, mine),
        exchanges=queries.listed(session, condition, PAGE, listing.offset),
        listing=listing,
        labels=labels,
    )


@blueprint.get("/echanges/<int:exchange_id>")
def exchange(exchange_id: int) -> str:
    """Show an exchange: who, when, how many, and its persons."""
    found = access.exchange_or_404(current_user, exchange_id)
    session = db.session()
    tally = queries.tally(session, exchange_id)
    action = request.args.get("etat", "")
    action = action if action in tally else ""
    total = tally[action] if action else sum(tally.values())
    address = urlencode({"etat": action}) if action else ""
    listing = pages(total, whole_number("page", 1, least=1), PEOPLE, address)
    return render_template(
        "exchanges/exchange.html",
        exchange=found,
        link=_link(found),
        tally=tally,
        action=action,
        people=queries.people(session, exchange_id, action, PEOPLE, listing.offset),
        listing=listing,
        labels=labels,
    )


@blueprint.get("/echanges/<int:exchange_id>/detail.csv")
def exchange_file(exchange_id: int) -> Response:
    """Hand out the persons of an exchange, with what is said of each; that it was taken is told in the journal."""
    found = access.exchange_or_404(current_user, exchange_id)
    tell_taken(current_user.id, found)
    body = stream_with_context(write_rows(_lines(exchange_id), HEADER))
    answer = Response(body, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="echange-{exchange_id}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _lines(exchange_id: int) -> Iterator[tuple[Any, ...]]:
    for one in queries.everybody(db.session(), exchange_id):
        yield one.line, labels.ACTIONS[one.action][0], one.number, one.name, one.guardians, one.message


def _link(exchange: Any) -> tuple[str, str] | None:
    """Return where one acts upon an exchange, for who may."""
    row = exchange if exchange.programme_id is not None else None
    if exchange.source not in labels.LINKS or not may(current_user, Permission.ENROL, row):
        return None
    address, words = labels.LINKS[exchange.source]
    return address.format(id=exchange.id), words


def _asked() -> Asked:
    return Asked(
        _one_of("source", labels.SOURCES),
        _one_of("etat", labels.ENDS),
        _one_of("sens", labels.DIRECTIONS),
        whole_number("annee", 0, least=2000, most=2999),
        _day("du"),
        _day("au"),
    )


def _one_of(name: str, known: Any) -> str:
    given = request.args.get(name, "")
    return given if given in known else ""


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
