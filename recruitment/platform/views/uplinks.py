"""What goes up to the platform: what waits, what was refused, what was taken, and trying again (R6.2, R6.4)."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.applications.forms import chosen_ids
from recruitment.core.database import db
from recruitment.labels import platform as labels
from recruitment.platform import queries
from recruitment.platform.forms import RetryForm
from recruitment.platform.retry import retry
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import whole_number
from recruitment.web.paging import pages
from recruitment.web.submissions import submission_of

blueprint = Blueprint("uplinks", __name__)
ADDRESS = "/echanges/remontees"
PAGE = 100


@blueprint.get(ADDRESS)
def uplinks(form: RetryForm | None = None, refusal: Refusal | None = None) -> str:
    """List the entries of a view with their persons, and say how the connector stands."""
    access.refuse_unless_follows_up(current_user)
    view, mine, session = _view(), _read(), db.session()
    counted = queries.counts(session, mine)
    listing = pages(counted[view], whole_number("page", 1, least=1), PAGE, f"vue={view}")
    return render_template(
        "platform/uplinks.html",
        form=form or RetryForm(),
        refusal=refusal,
        view=view,
        counts=counted,
        rows=queries.listed(session, mine, view, most=PAGE, after=listing.offset),
        listing=listing,
        connectors=queries.connectors_of(session, mine),
        may_enrol=access.may_somewhere(current_user, Permission.ENROL),
        labels=labels,
    )


@blueprint.post(ADDRESS)
@access.require_somewhere(Permission.ENROL)
@shows_refusal(uplinks)
def retry_uplinks() -> Response:
    """Try again those ticked."""
    form = RetryForm().checked()
    mine = access.programmes_where(current_user, Permission.ENROL)
    sent = submission_of(form, current_user.id)
    flash(labels.retried(*retry(current_user, mine, chosen_ids(), sent)), "ok")
    return redirect(f"{ADDRESS}?vue={_view()}", 303)


def _view() -> str:
    asked = request.args.get("vue", "")
    return asked if asked in queries.VIEWS else queries.WAITING


def _read() -> ColumnElement[bool]:
    """Leave the programmes of which the person may read what goes up."""
    return access.followed(current_user)
