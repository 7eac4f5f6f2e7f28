"""Profiles of columns: a file's headers are read, each is said what it holds, the profile is kept under a name."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.admissions import access, profiles, queries, wording
from recruitment.admissions.columns import COLUMNS
from recruitment.admissions.forms import HeadersForm, ProfileForm, StepForm
from recruitment.admissions.headers import suggested
from recruitment.admissions.views.place import folder
from recruitment.core.database import db
from recruitment.core.tabular import TableRefused, read_table
from recruitment.transfers import uploads
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm
from recruitment.web.security import accepts_upload
from recruitment.web.submissions import submission_of

blueprint = Blueprint("profiles", __name__)
ADDRESS = "/admis/profils"


@blueprint.get(ADDRESS)
def profile_list(form: HeadersForm | None = None, refusal: Refusal | None = None) -> str:
    """List the profiles of the centre, and offer to make one from a file."""
    centre_id = access.centre_or_403(current_user)
    return render_template(
        "admissions/profiles.html",
        profiles=queries.profiles(db.session(), centre_id),
        form=form if isinstance(form, HeadersForm) else HeadersForm(formdata=None),
        step_form=StepForm(formdata=None),
        refusal=refusal,
    )


@blueprint.post(ADDRESS)
@accepts_upload
@shows_refusal(profile_list)
def read_headers() -> str:
    """Show the headers of a file, each with what it is taken for; the file itself is not kept."""
    access.centre_or_403(current_user)
    form = HeadersForm().checked()
    stored: uploads.Stored | None = None
    try:
        stored = uploads.keep(folder(), form.file.data.stream)
        with read_table(folder() / stored.name) as table:
            headers = [header for header in dict.fromkeys(table.headers) if header][: profiles.MOST_HEADERS]
    except TableRefused as refusal:
        form.file.errors = [wording.file_refusal(refusal)]
        raise InvalidForm(form) from refusal
    finally:
        uploads.drop(folder(), stored.name if stored is not None else None)
    return _columns(ProfileForm(formdata=None), {header: suggested(header) for header in headers})


@blueprint.get("/admis/profils/nouveau")
def profile_form(form: ProfileForm | None = None, refusal: Refusal | None = None) -> str | Response:
    """Show what was chosen again; without anything chosen, begin with a file."""
    access.centre_or_403(current_user)
    chosen = _chosen()
    if not chosen:
        return redirect(ADDRESS, 303)
    return _columns(form or ProfileForm(), chosen, refusal)


@blueprint.post("/admis/profils/nouveau")
@shows_refusal(profile_form)
def save_profile() -> Response:
    """Keep a profile."""
    access.centre_or_403(current_user)
    form = ProfileForm().checked()
    profiles.save(current_user, str(form.name.data), _chosen(), submission_of(form, current_user.id))
    flash("Profil de colonnes enregistré. Choisissez-le à l’envoi d’une liste.", "ok")
    return redirect(ADDRESS, 303)


@blueprint.get("/admis/profils/<int:profile_id>/suppression")
def removal_form(profile_id: int) -> Response:
    """Show the profiles: their removal is asked there."""
    _refuse_unless_ours(profile_id)
    return redirect(ADDRESS, 303)


@blueprint.post("/admis/profils/<int:profile_id>/suppression")
def remove_profile(profile_id: int) -> Response:
    """Delete a profile."""
    _refuse_unless_ours(profile_id)
    StepForm().checked()
    profiles.remove(current_user, profile_id)
    flash("Profil de colonnes supprimé.", "ok")
    return redirect(ADDRESS, 303)


def _refuse_unless_ours(profile_id: int) -> None:
    known = queries.profiles(db.session(), access.centre_or_403(current_user))
    if all(one.id != profile_id for one in known):
        abort(404)


def _columns(form: ProfileForm, chosen: dict[str, str], refusal: Refusal | None = None) -> str:
    return render_template(
        "admissions/columns.html", form=form, chosen=chosen, columns=COLUMNS, refusal=refusal
    )


def _chosen() -> dict[str, str]:
    """Return which field each header of the form was said to hold."""
    found: dict[str, str] = {}
    for rank in range(profiles.MOST_HEADERS):
        header = request.form.get(f"entete-{rank}")
        if header is None:
            break
        found[header[:300]] = request.form.get(f"champ-{rank}", "")[:60]
    return found
