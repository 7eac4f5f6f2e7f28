"""Receive those admitted from the platform: see what would change, then receive (S0, R6.3, R6.6)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import programmes_where, require_somewhere
from recruitment.core.database import db
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.exchanges import connectors
from recruitment.exchanges.outgoing_errors import OutgoingError
from recruitment.labels import platform as labels
from recruitment.labels.exchanges import outgoing_remedy
from recruitment.platform import queries, receive
from recruitment.platform.forms import ReceiveForm
from recruitment.platform.messages import BodyRefused
from recruitment.platform.sorting import Asked
from recruitment.platform.wire import KIND
from recruitment.rules.admissions import school_year_label
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("reception", __name__)
ADDRESS = "/admis/reception"
PREVIEW = "apercu"


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def receive_form(
    form: ReceiveForm | None = None,
    refusal: Refusal | None = None,
    found: list[tuple[Any, Any]] | None = None,
    failure: str = "",
) -> str:
    """Show which school year one receives for, how the connector stands, and the last receptions."""
    year, _campaign_id = session_asked()
    connector = connectors.opened(db.session(), current_user.centre_id, KIND)
    return render_template(
        "platform/receive.html",
        form=form or _form(year),
        refusal=refusal,
        found=found,
        failure=failure,
        year=year,
        school_year=school_year_label(year),
        connector=connector,
        receptions=queries.receptions(db.session(), current_user),
        would_go=request.args.get("disparus", ""),
    )


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(receive_form)
def receive_now() -> Response | str:
    """Receive, or show what a reception would change."""
    year, campaign_id = session_asked()
    form = _form(year).checked()
    asked = Asked(
        centre_id=current_user.centre_id,
        campaign_id=campaign_id,
        school_year=form.annee.data,
        account_id=current_user.id,
        mine=programmes_where(current_user, Permission.ENROL),
        gone=form.disparus.data,
    )
    if request.form.get("acte") == PREVIEW:
        return _preview(form, asked)
    done = receive.receive(asked, submission_of(form, current_user.id))
    said = f"{done.sentence}. {done.remedy}" if done.remedy else done.sentence
    flash(said, "ok" if done.done else "bloque")
    if done.would_go is not None:
        return redirect(f"{ADDRESS}?session={year}&disparus={done.would_go}", 303)
    return redirect(f"{ADDRESS}?session={year}", 303)


def _preview(form: ReceiveForm, asked: Asked) -> str:
    try:
        return receive_form(form=form, found=receive.preview(asked))
    except OutgoingError as error:
        return receive_form(
            form=form, failure=f"{receive.IMPOSSIBLE}{error.sentence}. {outgoing_remedy(error.kind)}"
        )
    except BodyRefused as refused:
        return receive_form(
            form=form, failure=f"{receive.IMPOSSIBLE}{refused.sentence} {labels.TO_THE_SERVICE}"
        )


def _form(year: int) -> ReceiveForm:
    form = ReceiveForm()
    form.annee.choices = [(one, school_year_label(one)) for one in (year - 1, year, year + 1)]
    if not form.is_submitted():
        form.annee.data = year
    return form
