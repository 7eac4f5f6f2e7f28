"""The file of a candidate, seen through one application; opening it leaves a trace."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from recruitment import labels
from recruitment.accounts import access
from recruitment.applications import draft_pages, queries
from recruitment.applications.contact import contact
from recruitment.applications.correspondence import letters_of
from recruitment.applications.forms import NoteForm
from recruitment.applications.models import Application
from recruitment.board import listing, timeline
from recruitment.board import queries as board
from recruitment.board.status import Status, status
from recruitment.contracts import outlook
from recruitment.contracts.queries import full, open_requests
from recruitment.contracts.queries import history as contracts_of
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.enrolments import differences
from recruitment.enrolments import queries as enrolments
from recruitment.journal.access_log import FILE, PRINT, Reader, note_access
from recruitment.programmes.queries import calendar_of
from recruitment.rules import capacity
from recruitment.rules.replies import ACCEPTED_STATES
from recruitment.rules.vocabulary import ApplicationState, Permission, Role
from recruitment.web.access import while_looking
from recruitment.web.filters import time_hm

blueprint = Blueprint("file", __name__)
MAY = {
    "decide": Permission.DECIDE,
    "enter_contracts": Permission.ENTER_CONTRACTS,
    "cancel_contracts": Permission.CANCEL_CONTRACTS,
    "enrol": Permission.ENROL,
}
MAY_HAVE_A_CONTRACT = frozenset(
    {
        ApplicationState.UNCONFIRMED,
        ApplicationState.SEEKING_CONTRACT,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN_WITH_CONTRACT,
    }
)
ADULT = 18
IDENTITY_FIELDS = frozenset({"last_name", "first_name", "birth_date"})
CONTRACT_STATES = frozenset(
    {ApplicationState.SEEKING_CONTRACT, ApplicationState.UNCONFIRMED, ApplicationState.REFUSED}
)


@blueprint.get("/candidatures/<int:application_id>")
def show(application_id: int) -> str:
    """Show the file."""
    application = access.application_or_404(current_user, application_id)
    note_access(reader(), application, FILE)
    candidate = queries.candidate(application.candidate_id)
    programme = queries.programme(application.programme_id)
    calendar, now, today = calendar_of(application.campaign_id), clock.now(), clock.today()
    list_asked = listing.read(f"/formations/{programme.code}", request.args).for_reader(
        contacts=access.sees_contact_details(current_user) and calendar.contact_details_open(now)
    )
    may, window = _may(application), status(calendar, None, now)
    age = _age(candidate.birth_date, today)
    shown = _contact(application, candidate, calendar, now)
    return render_template(
        "applications/show.html",
        application=application,
        candidate=_Masked(candidate, shown),
        programme=programme,
        name=f"{candidate.first_name} {candidate.last_name}",
        age=age,
        adult=age is not None and age >= ADULT,
        may=may,
        days_left=(application.review_deadline - today).days if application.review_deadline else None,
        query=list_asked.query,
        place=_place(programme.id, list_asked, application_id, today),
        wishes=[_wish(row, _may(row), today, window) for row in _wishes_seen(application)],
        contact=_sentence(shown, calendar, now),
        corrections=_corrections(candidate.id, contacts=shown.visible),
        administers=current_user.role is Role.ADMINISTRATOR,
        guardians=queries.guardians(candidate.id),
        notes=queries.notes(application_id),
        letters=letters_of(db.session(), application, now, contacts=shown.visible),
        note_form=NoteForm() if access.follows_up(current_user, application) else None,
        contract=next(iter(contracts_of(db.session(), application_id)), None),
        history=timeline.history(application),
        enrolment=_enrolment(application),
        other_siret=next(iter(differences.sirets(Application.id == application_id)), None),
        draft=draft_pages.of_file(application),
        obstacle=_obstacle(programme, candidate, application, may),
    )


def _enrolment(application: Any) -> dict[str, Any]:
    """Return where the administrative enrolment stands, and those that were undone (R6.1)."""
    found = enrolments.of_application(application.id)
    standing = next((row for row in found if row.undone_at is None), None)
    if standing is not None:
        situation = enrolments.DONE if standing.holds else enrolments.TO_UNDO
    else:
        situation = enrolments.TO_DO if application.state in ACCEPTED_STATES else ""
    return {
        "situation": situation,
        "standing": standing,
        "past": [row for row in found if row.undone_at is not None],
    }


def _corrections(candidate_id: int, *, contacts: bool) -> list[Any]:
    """Return what was corrected; contact details, old and new, under their own rule (R2.8)."""
    changes = queries.identity_changes(candidate_id)
    return [row for row in changes if contacts or row.field in IDENTITY_FIELDS]


def _obstacle(programme: Any, candidate: Any, application: Any, may: dict[str, bool]) -> str:
    """Say why no contract can be entered now, to who could: the window, the night, the seats…"""
    if application.state not in MAY_HAVE_A_CONTRACT or not may["enter_contracts"]:
        return ""
    found = outlook.obstacle(outlook.standing(programme, candidate, application, clock.now()))
    opens_at = found.details.get("opens_at") if found is not None and found.code == "locked_out" else None
    if isinstance(opens_at, datetime):
        until = time_hm(opens_at)
        return f"Saisie des contrats suspendue cette nuit jusqu’à {until} (heure de Paris). Revenez ensuite."
    if found is not None and found.code == "capacity_reached" and (asked := open_requests(programme.id)):
        return " ".join((full(found.details), *(f"{one.words}." for one in asked.values())))
    return labels.refusal_sentence(found) if found else ""


def _may(row: Any) -> dict[str, bool]:
    """Return what the reader may do on the programme of an application, or of another wish."""
    return {name: access.may(current_user, permission, row) for name, permission in MAY.items()}


@blueprint.post("/candidatures/<int:application_id>/impression")
@while_looking
def printed(application_id: int) -> Response:
    """Take note that the file goes to paper, for whoever looks through a colleague's eyes too (I14)."""
    note_access(reader(), access.application_or_404(current_user, application_id), PRINT)
    return Response(status=204)


def reader() -> Reader:
    """Return who reads, for the trace of consultations."""
    return Reader(current_user.reader_id, current_user.login_id)


class _Masked:
    """A candidate's row whose contact details are those that may be shown, and no others (I19)."""

    def __init__(self, row: Any, shown: Any) -> None:
        self._row = row
        visible = shown.visible
        self.mobile, self.phone, self.email = shown.mobile, shown.phone, shown.email
        self.address = row.address if visible else None
        self.postal_code = row.postal_code if visible else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _contact(application: Any, candidate: Any, calendar: Any, now: Any) -> Any:
    return contact(
        _Facts(application, candidate), calendar, now, allowed=access.sees_contact_details(current_user)
    )


class _Facts:
    """What the rule on contact details asks: of the application, and of the candidate."""

    def __init__(self, application: Any, candidate: Any) -> None:
        self.confirmed_at, self.state = application.confirmed_at, application.state
        self.mobile, self.phone, self.email = candidate.mobile, candidate.phone, candidate.email


def _sentence(shown: Any, calendar: Any, now: Any) -> dict[str, Any]:
    return {"visible": shown.visible, "sentence": labels.contact_sentence(shown.visibility, calendar, now)}


def _age(birth_date: date | None, today: date) -> int | None:
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _place(
    programme_id: int, asked: listing.Listing, application_id: int, today: date
) -> dict[str, Any] | None:
    """Return where the file stands in the filtered list that it was opened from."""
    found = board.neighbours(programme_id, asked, application_id, today)
    if found["rank"] is None:
        return None
    query = asked.query
    urls = {
        name: f"/candidatures/{found[name]}{query}" if found[name] else None for name in ("previous", "next")
    }
    return {"position": found["rank"], "total": found["total"], **urls}


def _wishes_seen(application: Any) -> queries.Rows:
    """Return the candidate's wishes here, in the programmes that the reader sees (R8.3)."""
    return queries.wishes_here(application, access.visible_applications(current_user))


def _wish(row: Any, may: dict[str, bool], today: date, window: Status) -> dict[str, Any]:
    action, reason = "", ""
    if row.state == ApplicationState.CONFIRMED and may["decide"]:
        action = "decide"
    elif row.state in CONTRACT_STATES and may["enter_contracts"]:
        action, reason = _contract_action(row, window)
    return {
        "id": row.id,
        "state": row.state,
        "title": row.title,
        "review_deadline": row.review_deadline,
        "days": (row.review_deadline - today).days if row.review_deadline else None,
        "action": action,
        "reason": reason,
    }


def _contract_action(row: Any, window: Status) -> tuple[str, str]:
    if row.closed_at is not None:
        return "", "Recrutement clos"
    if window.shut:
        return "", "Saisie fermée"
    if not capacity.is_set(row.capacity):
        return "", "Capacité non renseignée"
    if not capacity.seats_left(row.capacity, row.seats_taken):
        return "", "Capacité atteinte"
    return "contract", ""
