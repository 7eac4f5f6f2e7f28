"""Write what a programme tells its candidates, and see it as they will (R5.8)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from recruitment.accounts.access import programme_or_404
from recruitment.programmes.messages import FIELDS, messages_of
from recruitment.programmes.messages import set_messages as set_them
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form, TrimmedField

blueprint = Blueprint("messages", __name__)
LONGEST = 2_000
TOO_LONG = f"{LONGEST} caractères au plus."


class MessagesForm(Form):
    """Three texts, whom a candidate may call, and which state of them the page showed."""

    shown = HiddenField()
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
def messages(code: str, form: MessagesForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the messages as they are; what a colleague kept meanwhile stands beside what was typed."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    kept = messages_of(programme.id)
    if refusal is not None:
        form = MessagesForm()
        form.shown.data = kept["shown"]
        return _page(programme, form, texts=kept, refusal=refusal)
    form = form or MessagesForm(formdata=None, **kept)
    return _page(programme, form, texts=form.texts)


@blueprint.post("/formations/<code>/messages")
@shows_refusal(messages)
def set_messages(code: str) -> Any:
    """Keep the messages, or show them as a candidate would read them without keeping anything."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    form = MessagesForm().checked()
    if request.form.get("preview"):
        return _page(programme, form, texts=form.texts, preview=True)
    changed = set_them(current_user, programme.id, form.texts, form.shown.data or "")
    flash(
        "Messages enregistrés : les candidats les lisent dès maintenant." if changed else "Rien n’a changé.",
        "ok",
    )
    return redirect(f"/formations/{code}/messages", 303)


def _page(
    programme: Any,
    form: MessagesForm,
    *,
    texts: Any,
    preview: bool = False,
    refusal: Refusal | None = None,
) -> str:
    return render_template(
        "programmes/messages.html",
        programme=programme,
        form=form,
        texts=texts,
        preview=preview,
        longest=LONGEST,
        refusal=refusal,
    )
