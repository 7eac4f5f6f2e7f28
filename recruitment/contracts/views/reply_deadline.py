"""« Pourquoi cette date ? » of the offer made by the last contract of an application (R5.1)."""

from flask import Blueprint, render_template
from flask_login import current_user

from recruitment import labels
from recruitment.accounts.access import application_or_404
from recruitment.contracts import queries
from recruitment.core.database import db
from recruitment.rules.deadlines import ReplyDeadline
from recruitment.rules.vocabulary import ReplyRule
from recruitment.web import htmx

blueprint = Blueprint("reply_deadline", __name__)


@blueprint.get("/candidatures/<int:application_id>/reponse/pourquoi")
def why_this_reply_date(application_id: int) -> str:
    """Explain until when the offer may be answered."""
    application = application_or_404(current_user, application_id)
    contract = next(iter(queries.history(db.session(), application_id)), None)
    sentences: tuple[str, ...] = ("Aucune proposition d’admission n’a été faite pour ce vœu.",)
    if contract is not None:
        deadline = ReplyDeadline(contract.reply_until, ReplyRule(contract.reply_rule))
        sentences = labels.why_this_reply_date(deadline)
    name = "applications/_why.html" if htmx.wants_partial() else "applications/why.html"
    return render_template(name, application=application, sentences=sentences)
