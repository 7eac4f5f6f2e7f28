"""Write what a programme tells its candidates, and see it as they will (R5.8)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length, Optional, Regexp

from recruitment.accounts.access import programme_or_404
from recruitment.programmes.messages import FIELDS, messages_of
from recruitment.programmes.messages import set_messages as set_them
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import Form, TrimmedField

blueprint = Blueprint("messages", __name__)
LONGEST = 2_000
TOO_LONG = f"{LONGEST} caractères au plus."


class MessagesForm(Form):
    """Three texts, and whom a candidate may call."""

    admitted = TextAreaField("Message aux candidats admis", [Length(max=LONGEST, message=TOO_LONG)])
    searching = TextAreaField(
        "Message aux candidats en recherche de contrat", [Length(max=LONGEST, message=TOO_LONG)]
    )
    support_sessions = TextAreaField("Séances d’accompagnement", [Length(max=LONGEST, message=TOO_LONG)])
    contact_phone = TrimmedField(
        "Téléphone pour les candidats",
        [
            Optional(),
            Length(max=30, message="30 caractères au plus."),
            Regexp(
                r"\+?[0-9 .()-]{6,30}\Z",
                message="Écrivez un numéro de téléphone, par exemple 04 73 00 00 00.",
            ),
        ],
    )
    contact_email = TrimmedField(
        "Adresse mail pour les candidats",
        [
            Optional(),
            Length(max=254, message="254 caractères au plus."),
            Regexp(
                r"[^@\s<>\"',;:]+@[^@\s<>\"',;:]+\.[^@\s<>\"',;:]+\Z",
                message="Écrivez une adresse mail complète.",
            ),
        ],
    )

    @property
    def texts(self) -> dict[str, str]:
        """Return what was typed, without the spaces around it."""
        return {name: (self[name].data or "").strip() for name in FIELDS}


@blueprint.get("/formations/<code>/messages")
def messages(code: str, form: MessagesForm | None = None) -> str:
    """Show the messages as they are."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    return _page(programme, form or MessagesForm(formdata=None, **messages_of(programme.id)))


@blueprint.post("/formations/<code>/messages")
def set_messages(code: str) -> Any:
    """Keep the messages, or show them as a candidate would read them without keeping anything."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    form = MessagesForm()
    if not form.validate_on_submit():
        return _page(programme, form), 422
    if request.form.get("preview"):
        return _page(programme, form, preview=True)
    changed = set_them(current_user, programme.id, form.texts)
    flash(
        "Messages enregistrés : les candidats les lisent dès maintenant." if changed else "Rien n’a changé.",
        "ok",
    )
    return _saved(code)


def _saved(code: str) -> Response:
    return redirect(f"/formations/{code}/messages", 303)


def _page(programme: Any, form: MessagesForm, *, preview: bool = False) -> str:
    return render_template(
        "programmes/messages.html",
        programme=programme,
        form=form,
        texts=form.texts,
        preview=preview,
        longest=LONGEST,
    )
