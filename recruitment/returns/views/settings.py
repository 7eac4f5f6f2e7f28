"""What exports ask of a centre and of its programmes: the settings pages."""

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.accounts.access import programme_or_404, programmes_where, refuse_unless
from recruitment.core.database import db
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.programmes.models import Programme
from recruitment.returns import queries
from recruitment.returns.actions import set_facts
from recruitment.returns.fact_list import OF_CENTRE, OF_PROGRAMME
from recruitment.returns.forms import checked, form_of
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form

blueprint = Blueprint("returns_settings", __name__)
ADDRESS = "/echanges/exports/reglages"


@blueprint.get(ADDRESS)
def centre_facts_form(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show what exports ask of the centre, and its programmes."""
    _refuse_unless_the_centres()
    year, campaign_id = session_asked()
    known = queries.settings_of(current_user.centre_id, None)
    programmes = db.session.execute(
        select(Programme.id, Programme.code, Programme.title)
        .where(Programme.campaign_id == campaign_id, programmes_where(current_user, Permission.SETTINGS))
        .order_by(Programme.title, Programme.code)
    ).all()
    return render_template(
        "returns/centre.html",
        form=form or form_of(OF_CENTRE, known),
        facts=OF_CENTRE,
        refusal=refusal,
        year=year,
        programmes=[(one, len(queries.settings_of(current_user.centre_id, one.id))) for one in programmes],
        most=len(OF_PROGRAMME),
    )


@blueprint.post(ADDRESS)
@shows_refusal(centre_facts_form)
def centre_facts() -> Response:
    """Keep what exports ask of the centre."""
    _refuse_unless_the_centres()
    facts = checked(form_of(OF_CENTRE, {}), OF_CENTRE)
    changed = set_facts(current_user, current_user.centre_id, None, facts)
    flash("Réglages du centre enregistrés." if changed else "Rien n’a changé.", "ok")
    return redirect(ADDRESS, 303)


@blueprint.get(f"{ADDRESS}/<code>")
def programme_facts_form(code: str, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show what exports ask of a programme."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    known = queries.settings_of(programme.centre_id, programme.id)
    return render_template(
        "returns/programme.html",
        programme=programme,
        form=form or form_of(OF_PROGRAMME, known),
        facts=OF_PROGRAMME,
        refusal=refusal,
    )


@blueprint.post(f"{ADDRESS}/<code>")
@shows_refusal(programme_facts_form)
def programme_facts(code: str) -> Response:
    """Keep what exports ask of a programme."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    facts = checked(form_of(OF_PROGRAMME, {}), OF_PROGRAMME)
    changed = set_facts(current_user, programme.centre_id, programme.id, facts)
    said = "réglages des exports enregistrés." if changed else "rien n’a changé."
    flash(f"{programme.title} : {said}", "ok")
    return redirect(f"{ADDRESS}/{code}", 303)


def _refuse_unless_the_centres() -> None:
    allowed = access.may(current_user, Permission.SETTINGS) and current_user.centre_id is not None
    refuse_unless(allowed, Permission.SETTINGS)
