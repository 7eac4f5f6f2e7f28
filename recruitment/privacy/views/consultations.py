"""Who saw which candidate's contact details, for whoever answers for them; as a page and as a file."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_login import current_user

from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE, write_rows
from recruitment.core.database import LARGEST_ID, db
from recruitment.labels.accesses import KINDS
from recruitment.privacy import consultations
from recruitment.privacy.actions import tell_accesses_exported
from recruitment.privacy.files_taken import Wanted
from recruitment.privacy.rights import administrator_only
from recruitment.web.forms import whole_number

blueprint = Blueprint("consultations", __name__)
ADDRESS = "/parametrage/consultations"
PAGE = 50
LATELY = timedelta(days=30)  # what is shown when no day is asked for: the whole year is long to read
KEPT = timedelta(days=366)
LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as the form shows it again."""

    number: str
    account_id: int
    since: date | None
    until: date | None
    kind: str
    lately: bool = False  # no day was asked for: `since` is ours

    @property
    def address(self) -> str:
        """Return the same as a query, for the other pages and the file."""
        given = {
            "numero": self.number,
            "collegue": self.account_id,
            "du": None if self.lately else self.since,
            "au": self.until,
            "geste": self.kind,
        }
        return urlencode({name: value for name, value in given.items() if value})

    def wanted(self) -> Wanted:
        """Return it as the query takes it: whole days of Paris, in the reader's own centre."""
        after = self.until + timedelta(days=1) if self.until and self.until < date.max else None
        return Wanted(
            since=clock.paris_midnight(self.since) if self.since else None,
            until=clock.paris_midnight(after) if after else None,
            account_id=self.account_id or None,
            number=self.number,
            kind=self.kind,
            centre_id=current_user.centre_id,
        )

    def told(self) -> dict[str, Any]:
        """Return it as the journal keeps it: that a number was asked for, not which."""
        given = {"account": self.account_id, "from": self.since, "until": self.until, "kind": self.kind}
        return {name: str(value) for name, value in given.items() if value} | (
            {"number": True} if self.number else {}
        )


@blueprint.get(ADDRESS)
def page() -> str:
    """Show the trace, one gesture a line, the latest first."""
    administrator_only()
    session, asked = db.session(), _asked()
    wanted = asked.wanted()
    total = consultations.count(session, wanted)
    pages = max(1, -(-total // PAGE))
    number = min(whole_number("page", 1, least=1), pages)
    return render_template(
        "privacy/consultations.html",
        asked=asked,
        whole_year=clock.today() - KEPT,
        kinds=KINDS,
        accounts=consultations.accounts(session, current_user.centre_id),
        looks=consultations.looks(session, wanted, PAGE, (number - 1) * PAGE),
        alerts=consultations.alerts(session, current_user.centre_id, clock.now() - LATELY),
        total=total,
        page=number,
        pages=pages,
    )


@blueprint.get(f"{ADDRESS}.csv")
def file() -> Response:
    """Hand out the same as a file, a line per candidate, with the files that were taken; itself told."""
    administrator_only()
    session, asked = db.session(), _asked()
    wanted = asked.wanted()
    shown = consultations.count(session, wanted)
    tell_accesses_exported(current_user.id, current_user.centre_id, asked.told(), shown)
    rows = consultations.rows(db.session(), wanted)
    body = stream_with_context(write_rows(rows, consultations.HEADER))
    answer = Response(body, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="consultations-{clock.today()}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _asked() -> Asked:
    kind, number = request.args.get("geste", ""), request.args.get("numero", "").strip()
    since, until = _day("du"), _day("au")
    lately = since is None and until is None
    return Asked(
        number[:LONGEST_NUMBER] if number.isprintable() else "",
        whole_number("collegue", 0, most=LARGEST_ID),
        clock.today() - LATELY if lately else since,
        until,
        kind if kind in KINDS else "",
        lately,
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
