"""Settings of Apogée: the VET of each programme, a reply at a time, and the profiles of flat files."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.apogee import actions, layouts, listing, profiles
from recruitment.apogee.forms import PlaceForm, ProfileForm
from recruitment.apogee.models import OpiProgramme
from recruitment.core.database import db
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.exchanges.forms import StepForm
from recruitment.labels import apogee as labels
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form
from recruitment.web.submissions import submission_of

blueprint = Blueprint("places", __name__)
ADDRESS = "/parametrage/apogee"
NO_CENTRE = "Ces réglages sont ceux d’un centre : seul son administrateur les tient."


@blueprint.get(ADDRESS)
def places() -> str:
    """List the programmes of a session with their VET, and the profiles."""
    centre_id = _centre()
    year, campaign_id = session_asked()
    mine = access.programmes_where(current_user, Permission.SETTINGS)
    return render_template(
        "apogee/places.html",
        year=year,
        rows=listing.places(db.session(), (centre_id, campaign_id), mine),
        profiles=profiles.own(db.session(), centre_id),
        built_in=layouts.BUILT_IN,
        labels=labels,
    )


@blueprint.get(f"{ADDRESS}/<code>")
def place_form(code: str, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show the VET of a programme."""
    programme = _programme(code)
    row = db.session.get(OpiProgramme, programme.id)
    version = row.version if row else 0
    if form is None and refusal is None:
        form = PlaceForm(formdata=None, obj=row, version=version)
    elif form is None:
        form = PlaceForm()
        form.version.data, form.version.raw_data = version, None
    return render_template("apogee/place.html", programme=programme, form=form, refusal=refusal, row=row)


@blueprint.post(f"{ADDRESS}/<code>")
@shows_refusal(place_form)
def set_place(code: str) -> Response:
    """Keep the VET of a programme."""
    programme = _programme(code)
    form = PlaceForm().checked()
    actions.set_place(current_user, programme.id, form.codes, form.version.data or 0)
    flash("VET enregistrées. Ce qui change pour Apogée part dans la minute.", "ok")
    return redirect(ADDRESS, 303)


@blueprint.get(f"{ADDRESS}/profils/nouveau")
def new_profile(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show a profile to make, from ours."""
    _centre()
    if form is None and refusal is None:
        form = ProfileForm(formdata=None, data=_typed("", layouts.BUILT_IN["tremplin"], 0))
    return _profile_page(None, form or ProfileForm(), refusal)


@blueprint.post(f"{ADDRESS}/profils/nouveau")
@shows_refusal(new_profile)
def add_profile() -> Response:
    """Keep a new profile."""
    centre_id = _centre()
    form = ProfileForm().checked()
    actions.save_profile(current_user, centre_id, None, str(form.name.data), form.layout, 0)
    return _kept("Profil enregistré.")


@blueprint.get(f"{ADDRESS}/profils/<int:layout_id>")
def profile_form(layout_id: int, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show a profile."""
    row = _profile(layout_id)
    if form is None and refusal is None:
        kept = _typed(row.name, layouts.stored(row.layout), row.version)
        form = ProfileForm(formdata=None, data=kept)
    elif not isinstance(form, ProfileForm):
        form = ProfileForm()
        form.version.data, form.version.raw_data = row.version, None
    return _profile_page(row, form, refusal)


@blueprint.post(f"{ADDRESS}/profils/<int:layout_id>")
@shows_refusal(profile_form)
def save_profile(layout_id: int) -> Response:
    """Keep a profile."""
    row = _profile(layout_id)
    form = ProfileForm().checked()
    version = form.version.data or 0
    actions.save_profile(current_user, row.centre_id, row.id, str(form.name.data), form.layout, version)
    return _kept("Profil enregistré.")


@blueprint.get(f"{ADDRESS}/profils/<int:layout_id>/suppression")
def drop_form(layout_id: int) -> Response:
    """Show the profile: it is deleted from its page."""
    return redirect(f"{ADDRESS}/profils/{_profile(layout_id).id}", 303)


@blueprint.post(f"{ADDRESS}/profils/<int:layout_id>/suppression")
def drop_profile(layout_id: int) -> Response:
    """Delete a profile."""
    row = _profile(layout_id)
    form = StepForm().checked()
    actions.drop_profile(current_user, row.centre_id, row.id, submission_of(form, current_user.id))
    return _kept("Profil supprimé. Les fichiers déjà remis restent dans le suivi des échanges.")


def _profile_page(row: Any, form: Form, refusal: Refusal | None) -> str:
    return render_template(
        "apogee/profile.html",
        row=row,
        form=form,
        step=StepForm(formdata=None),
        refusal=refusal,
        columns=[*layouts.PERSON],
        wish_columns=[*layouts.WISH, layouts.RANK],
    )


def _typed(name: str, layout: layouts.Layout, version: int) -> dict[str, Any]:
    return {
        "name": name,
        "separator": layout.separator,
        "end": layout.end,
        "encoding": layout.encoding,
        "persons": layouts.typed(layout.persons),
        "wishes": layouts.typed(layout.wishes),
        "version": version,
    }


def _kept(sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(f"{ADDRESS}#profils", 303)


def _centre() -> int:
    access.refuse_unless(access.may(current_user, Permission.SETTINGS), Permission.SETTINGS)
    return int(current_user.centre_id) if current_user.centre_id is not None else abort(403, NO_CENTRE)


def _programme(code: str) -> Any:
    _centre()
    year, _campaign_id = session_asked()
    return access.programme_or_404(current_user, code, Permission.SETTINGS, year=year)


def _profile(layout_id: int) -> Any:
    centre_id = _centre()
    rows = profiles.own(db.session(), centre_id)
    return next((row for row in rows if row.id == layout_id), None) or abort(404)
