"""What each mail says: the list, the preview, a centre's own wording of the letters to candidates."""

from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require
from recruitment.core.database import db
from recruitment.labels.letters import VARIABLES
from recruitment.mail import registry, rendering, settings
from recruitment.mail.wording import Wording
from recruitment.mailroom import wordings
from recruitment.mailroom.forms import PREVIEW, ActForm, ChoicesForm, WordingForm
from recruitment.rules.vocabulary import Permission
from recruitment.web import filters
from recruitment.web.errors import Refusal, shows_refusal

blueprint = Blueprint("letters", __name__)
ADDRESS = "/parametrage/courriels/modeles"
CHOICES = "/parametrage/courriels/reglages"
NO_CENTRE = "Ces textes et ces réglages sont ceux d’un établissement : seul son administrateur les change."


@blueprint.get(ADDRESS)
@require(Permission.SETTINGS)
def templates() -> str:
    """List every mail that can leave, and which of them the centre words itself."""
    return render_template(
        "mailroom/templates.html",
        templates=registry.all_templates(),
        wordings=wordings.of_centre(db.session(), current_user.centre_id),
        has_centre=current_user.centre_id is not None,
    )


@blueprint.get(f"{ADDRESS}/<name>")
@require(Permission.SETTINGS)
def template(name: str) -> str:
    """Show what a mail says, by its example."""
    found = registry.find(name) or abort(404)
    row = wordings.of_centre(db.session(), current_user.centre_id).get(name)
    values = found.example.get("values", found.example)
    variables = [("addressee.name", rendering.EXAMPLE.name)]
    variables += [(key, _shown(value)) for key, value in values.items()]
    return render_template(
        "mailroom/template.html",
        template=found,
        texts=_texts(found, Wording(row.subject, row.body) if row else None),
        variables=variables,
        wording=row,
        editable=_is_editable(found),
    )


@blueprint.get(f"{ADDRESS}/<name>/texte")
@require(Permission.SETTINGS)
def edit_wording(name: str, form: WordingForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the subject and the body of a letter, to be changed."""
    return _edit(_letter_or_404(name), form, refusal)


@blueprint.post(f"{ADDRESS}/<name>/texte")
@require(Permission.SETTINGS)
@shows_refusal(edit_wording)
def save_wording(name: str) -> Response | str:
    """Word a letter, or only show what it would look like."""
    found = _letter_or_404(name)
    form = WordingForm().of_letter(_words(found), list(found.example["values"])).checked()
    if form.act.data == PREVIEW:
        return _edit(found, form, texts=_texts(found, form.wording()))
    wordings.save(current_user, _centre(), name, form.wording(), form.seen.data or "")
    flash("Texte enregistré. Les prochains courriels le suivent.", "ok")
    return redirect(f"{ADDRESS}/{name}", 303)


@blueprint.post(f"{ADDRESS}/<name>/retour")
@require(Permission.SETTINGS)
@shows_refusal(edit_wording)
def forget_wording(name: str) -> Response:
    """Go back to the product's own words."""
    _letter_or_404(name)
    ActForm().checked()
    wordings.forget(current_user, _centre(), name)
    flash("Texte de Tremplin rétabli. Les prochains courriels le suivent.", "ok")
    return redirect(f"{ADDRESS}/{name}", 303)


@blueprint.get(f"{ADDRESS}/<name>/retour")
@require(Permission.SETTINGS)
def no_page(name: str) -> Response:
    """Lead to the letter: going back is a button of its page."""
    _letter_or_404(name)
    return redirect(f"{ADDRESS}/{name}", 303)


@blueprint.get(CHOICES)
@require(Permission.SETTINGS)
def edit_choices(form: ChoicesForm | None = None, refusal: Refusal | None = None) -> str:
    """Show whether guardians are written to, and whom the letters say to call."""
    known = wordings.choices(db.session(), _centre())
    form = form or ChoicesForm(guardians=known.mail_guardians, contact=known.mail_contact or "")
    return render_template("mailroom/choices.html", form=form, refusal=refusal)


@blueprint.post(CHOICES)
@require(Permission.SETTINGS)
@shows_refusal(edit_choices)
def save_choices() -> Response:
    """Set both."""
    centre_id = _centre()
    form = ChoicesForm().checked()
    wordings.choose(
        current_user, centre_id, guardians=bool(form.guardians.data), contact=str(form.contact.data)
    )
    flash("Réglages enregistrés. Les prochains courriels les suivent.", "ok")
    return redirect("/parametrage/courriels", 303)


def _edit(
    found: registry.Template,
    form: WordingForm | None = None,
    refusal: Refusal | None = None,
    texts: rendering.Texts | None = None,
) -> str:
    row = wordings.of_centre(db.session(), _centre()).get(found.name)
    now = row or _words(found).default
    seen = wordings.stamp(row.updated_at if row else None)
    return render_template(
        "mailroom/wording.html",
        template=found,
        form=form or WordingForm(subject=now.subject, body=now.body, seen=seen),
        wording=row,
        variables=[(name, VARIABLES[name].meaning) for name in found.example["values"]],
        needed=_words(found).needed,
        texts=texts,
        refusal=refusal,
    )


def _texts(found: registry.Template, wording: Wording | None) -> rendering.Texts:
    variables = {**found.example, "wording": wording} if found.letter else found.example
    return rendering.render(found, rendering.EXAMPLE, variables, settings.base_url())


def _letter_or_404(name: str) -> registry.Template:
    _centre()
    found = registry.find(name)
    if found is None or found.letter is None or not found.letter.editable:
        abort(404)
    return found


def _is_editable(found: registry.Template) -> bool:
    return current_user.centre_id is not None and found.letter is not None and found.letter.editable


def _words(found: registry.Template) -> registry.Letter:
    assert found.letter is not None, "asked of a letter"  # noqa: S101 - for the type checker
    return found.letter


def _centre() -> int:
    """Return the administrator's centre, whose wordings these are; nobody else changes them."""
    centre_id: int | None = current_user.centre_id
    if centre_id is None:
        abort(403, NO_CENTRE)
    return centre_id


def _shown(value: object) -> str:
    """Return an example as a page shows it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return f"liste de {len(value)} : " + " ; ".join(_shown(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    if isinstance(value, datetime):
        return filters.instant(value)
    return (
        filters.date_long(value) if isinstance(value, date) else str(value if value is not None else "aucune")
    )
