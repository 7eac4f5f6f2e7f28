"""Home: what needs me, what the night will do, the calendar, my programmes. And the list of programmes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template
from flask_login import current_user
from sqlalchemy import and_
from werkzeug.wrappers import Response

from recruitment.accounts.access import may, may_somewhere, programmes_where
from recruitment.applications import drafts
from recruitment.board import overview
from recruitment.board.after_tasks import after_tasks
from recruitment.board.alerts import alerts
from recruitment.board.draft_tasks import draft_tasks
from recruitment.board.drawing import drawing
from recruitment.board.mail_alerts import mail_alerts
from recruitment.board.night import next_morning, night, passages
from recruitment.board.points import Asked, told
from recruitment.board.status import Status, status
from recruitment.board.tasks import SOON, Task, tasks, with_one_solid_button
from recruitment.contracts.queries import OpenRequest
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.programmes import titles
from recruitment.programmes.queries import calendar_of
from recruitment.rules import capacity
from recruitment.rules.vocabulary import Permission, RequestKind
from recruitment.web.access import unattended
from recruitment.web.forms import whole_number

blueprint = Blueprint("home", __name__)
PAGE = 50
OPEN = {"tone": "ok", "icon": "lock-open", "text": "Ouverte"}
FULL = {"tone": "bloque", "icon": "ban", "text": "Capacité atteinte"}
UNSET = {"tone": "attention", "icon": "info-circle", "text": "Sans capacité"}
OVER = {"tone": "neutre", "icon": "calendar", "text": "Saisie terminée"}
NOT_YET = {"tone": "neutre", "icon": "calendar", "text": "Saisie à venir"}
UNDATED = {"tone": "attention", "icon": "calendar", "text": "Saisie sans dates"}
CLOSED = {"tone": "neutre", "icon": "ban", "text": "Recrutement clos"}


@blueprint.get("/")
def home() -> str | Response:
    """Show what the day and the night hold; whoever supervises an académie has a desk of their own."""
    if may(current_user, Permission.SUPERVISE):
        return redirect("/region", 303)
    campaign = overview.campaign_for(current_user, _year(), clock.today())
    if campaign is None:
        return render_template("board/nothing.html")
    mine = overview.mine(current_user, campaign.id)
    calendar = calendar_of(campaign.id)
    to_decide = overview.due(mine)
    now = clock.now()
    window = status(calendar, None, now)
    lines = _programmes(overview.programmes(mine, overview.SHOWN), clock.today(), window)
    offers = len(overview.replies_awaited(mine, next_morning(now)))
    return render_template(
        "board/home.html",
        campaign=campaign,
        campaign_year=campaign.year,
        today=clock.today(),
        window=window,
        tasks=_tasks(campaign.year, mine, to_decide, lines),
        night=night(to_decide, calendar, now, offers=offers),
        passages=passages(to_decide, calendar),
        calendar=drawing(calendar, clock.today()),
        programmes=lines,
        total=overview.count(mine),
    )


@blueprint.get("/accueil/a-faire")
@unattended
def to_do() -> str:
    """Give what is to do again, for the page that is open."""
    campaign = overview.campaign_for(current_user, _year(), clock.today())
    if campaign is None:
        return ""
    mine = overview.mine(current_user, campaign.id)
    window = _window(campaign.id)
    lines = _programmes(overview.programmes(mine, overview.SHOWN), clock.today(), window)
    return render_template("board/_tasks.html", tasks=_tasks(campaign.year, mine, overview.due(mine), lines))


@blueprint.get("/accueil/formations")
@unattended
def programmes() -> str:
    """Give the table of programmes again, for the page that is open."""
    campaign = overview.campaign_for(current_user, _year(), clock.today())
    if campaign is None:
        return ""
    rows = overview.programmes(overview.mine(current_user, campaign.id), overview.SHOWN)
    lines = _programmes(rows, clock.today(), _window(campaign.id))
    return render_template("board/_programmes.html", programmes=lines)


@blueprint.get("/formations")
def index() -> str:
    """List the programmes of a campaign, by pages."""
    campaign = overview.campaign_for(current_user, _year(), clock.today())
    if campaign is None:
        return render_template("board/nothing.html")
    mine = overview.mine(current_user, campaign.id)
    total = overview.count(mine)
    pages = max(1, -(-total // PAGE))
    page = min(whole_number("page", 1, least=1), pages)
    rows = overview.programmes(mine, PAGE, (page - 1) * PAGE)
    lines = _programmes(rows, clock.today(), _window(campaign.id))
    return render_template(
        "board/programmes.html", campaign=campaign, programmes=lines, page=page, pages=pages, total=total
    )


def _year() -> int | None:
    return whole_number("session", 0, most=9999) or None


def _tasks(
    year: int, mine: Any, to_decide: Sequence[overview.Due], lines: Sequence[dict[str, Any]]
) -> list[Task]:
    replies = overview.replies_awaited(mine, clock.now() + SOON)
    full = [line for line in lines if line["situation"] is FULL]
    unset = [line for line in lines if line["situation"] is UNSET and line["counts"]["seeking_contract"]]
    points = tasks(
        to_decide, replies, map(_Named, full), map(_Named, unset), clock.today(), to_confirm=_to_confirm(mine)
    )
    now = clock.now()
    return with_one_solid_button(
        [
            *alerts(current_user, now),
            *mail_alerts(current_user, now, clock.wall()),
            *points,
            *after_tasks(mine),
            *told(Asked(current_user, year, mine, now)),
        ]
    )


def _to_confirm(mine: Any) -> Sequence[Task]:
    """Return the drafted refusals that this person may confirm, and those of theirs that wait for a colleague."""
    if not may_somewhere(current_user, Permission.DECIDE):
        return ()
    where = and_(mine, programmes_where(current_user, Permission.DECIDE))
    return draft_tasks(drafts.awaiting(db.session(), where, clock.now()), current_user.id, clock.today())


class _Named:
    """A line of the table whose values are read as attributes."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.__dict__.update(line)


def _window(campaign_id: int) -> Status:
    """Return whether contracts may be entered now in a campaign, whatever the programme."""
    return status(calendar_of(campaign_id), None, clock.now())


def _programmes(rows: Sequence[Any], today: date, window: Status) -> list[dict[str, Any]]:
    counts = overview.counts([row.id for row in rows])
    return [_programme(row, counts[row.id], today, window) for row in rows]


def _programme(row: Any, counts: dict[str, int], today: date, window: Status) -> dict[str, Any]:
    title = titles.split(row.title)
    return {
        "code": row.code,
        "title": title.name,
        "kind": title.kind,
        "centre_name": row.centre_name,
        "examines": row.examines,
        "exempt": row.exempt,
        "situation": _situation(row, window),
        "asked": _asked(row),
        "capacity": row.capacity,
        "seats_taken": row.seats_taken,
        "accepted": counts["accepted"],
        "keeping": counts["accepted_keeping_wishes"],
        "pending": counts["offer_pending"],
        "counts": counts,
        "deadline": row.deadline,
        "days": (row.deadline - today).days if row.deadline else None,
    }


def _asked(row: Any) -> dict[str, OpenRequest]:
    """Return what was asked of the regional authority for a programme and has no answer yet, by kind."""
    made = {
        RequestKind.CAPACITY: (row.seats_wanted, row.seats_asked_at),
        RequestKind.CLOSURE: (None, row.closure_asked_at),
    }
    return {str(kind): OpenRequest(kind, wanted, at) for kind, (wanted, at) in made.items() if at is not None}


def _situation(row: Any, window: Status) -> dict[str, str]:
    """Say what stands in the way of a contract; before the window opens, its seats are seen to all the same."""
    if row.closed_at is not None:
        return CLOSED
    if window.over:
        return OVER
    if not capacity.is_set(row.capacity):
        return UNSET
    if not capacity.seats_left(row.capacity, row.seats_taken):
        return FULL
    return {"outside": NOT_YET, "dates_missing": UNDATED}.get(window.kind, OPEN)
