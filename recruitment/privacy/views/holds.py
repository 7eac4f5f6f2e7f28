"""How long a file is kept, and keeping it longer while an appeal is open."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.privacy import actions
from recruitment.privacy.explanations import retention_words
from recruitment.privacy.forms import HoldForm, LiftForm
from recruitment.privacy.models import RetentionHold
from recruitment.privacy.rights import file_or_404
from recruitment.programmes.queries import calendar_of
from recruitment.rules.retention import Fate, fate
from recruitment.rules.vocabulary import ApplicationState
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("holds", __name__)
ADDRESS = "/candidatures/<int:application_id>/conservation"


@blueprint.get(ADDRESS)
def conservation(application_id: int, form: Any = None, refusal: Refusal | None = None) -> str:
    """Say how long the file is kept, and what keeps it longer."""
    application = file_or_404(application_id)
    session = db.session()
    candidate = session.get_one(Candidate, application.candidate_id)
    standing = _standing(application.id)
    if standing is not None and not isinstance(form, LiftForm):
        form = LiftForm(formdata=None)
    elif standing is None and not isinstance(form, HoldForm):
        form = HoldForm(formdata=None)
    calendar = calendar_of(application.campaign_id)
    states = session.scalars(
        select(Application.state).where(Application.candidate_id == application.candidate_id)
    )
    due = fate(calendar, frozenset(map(ApplicationState, states)), clock.now())
    return render_template(
        "privacy/conservation.html",
        application=application,
        candidate=candidate,
        standing=standing,
        sentences=retention_words(calendar),
        due=due is not Fate.KEPT and candidate.erased_at is None,
        form=form,
        refusal=refusal,
    )


@blueprint.post(ADDRESS)
@shows_refusal(conservation)
def place_hold(application_id: int) -> Response:
    """Keep the file whole until somebody says otherwise."""
    application = file_or_404(application_id)
    form = HoldForm().checked()
    submission = submission_of(form, current_user.id)
    actions.place_hold(current_user.id, application, form.reason.data, submission)
    return _back(application_id, "L’effacement de ce dossier est suspendu.")


@blueprint.post(f"{ADDRESS}/levee")
@shows_refusal(conservation)
def lift_hold(application_id: int) -> Response:
    """Let retention take its course again."""
    application = file_or_404(application_id)
    form = LiftForm().checked()
    actions.lift_hold(current_user.id, application, submission_of(form, current_user.id))
    return _back(application_id, "La suspension est levée : les durées s’appliquent de nouveau.")


def _back(application_id: int, sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(f"/candidatures/{application_id}/conservation", 303)


def _standing(application_id: int) -> Any:
    return db.session.execute(
        select(RetentionHold.reason, RetentionHold.placed_at, Account.display_name)
        .join(Account, Account.id == RetentionHold.placed_by_id)
        .where(RetentionHold.application_id == application_id, RetentionHold.lifted_at.is_(None))
    ).first()
