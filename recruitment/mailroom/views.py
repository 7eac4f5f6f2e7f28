"""The pages of mails: what waits, what failed, a trial; what each mail says is in `letter_pages`."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require, runs_installation
from recruitment.accounts.mail_sight import mails_of
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.mail import marks, registry, settings
from recruitment.mail import queries as mail_queries
from recruitment.mail.actions import to_account
from recruitment.mail.queries import Moment
from recruitment.mailroom import actions, letter_pages, queries, trial
from recruitment.mailroom.forms import SEND, ActForm, DecisionForm
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal

blueprint = Blueprint("mailroom", __name__)
blueprint.register_blueprint(letter_pages.blueprint)
ADDRESS = "/parametrage/courriels"


@blueprint.get(ADDRESS)
@require(Permission.SETTINGS)
def desk(refusal: Refusal | None = None, form: Any = None, **_address: Any) -> str:  # noqa: ARG001
    """Show what waits, what failed or came back, and what left."""
    session, at = db.session(), Moment(clock.wall(), clock.now())
    return render_template(
        "mailroom/desk.html",
        desk=queries.desk(session, mails_of(current_user), at),
        situation=_situation(at),
        shown=queries.SHOWN,
        has_centre=current_user.centre_id is not None,
        refusal=refusal,
    )


@blueprint.post(f"{ADDRESS}/essai")
@require(Permission.SETTINGS)
@shows_refusal(desk)
def try_server() -> Response:
    """Send a mail to oneself, at once, and say what the server answered."""
    ActForm().checked()
    route = settings.route()
    if route is None:
        raise RuleViolation("mail_not_configured")
    name = to_account(current_user.id)
    to = registry.addressees(db.session(), [name])[name]
    actions.count_test(current_user)
    db.session.rollback()
    answer = trial.send(route, to)
    if answer.taken:
        marks.server_answers()
        flash(f"Essai parti vers votre adresse. Réponse du serveur : {answer.words}", "ok")
    else:
        flash(f"L’essai n’est pas parti. Réponse du serveur : {answer.words}", "bloque")
    return redirect(ADDRESS, 303)


@blueprint.post(f"{ADDRESS}/<int:mail_id>/<any(renvoi, classement):act>")
@require(Permission.SETTINGS)
@shows_refusal(desk)
def settle(mail_id: int, act: str) -> Response:
    """Send a mail again, or put its failure aside."""
    mine = mails_of(current_user)
    line = queries.trouble(db.session(), mail_id, mine) or abort(404)
    ActForm().checked()
    if act == "renvoi":
        actions.resend(current_user, mine, mail_id)
        flash(f"Courriel à {line.name} remis dans la file d’envoi.", "ok")
    else:
        actions.put_aside(current_user, mine, mail_id)
        flash(f"Échec du courriel à {line.name} classé.", "ok")
    return redirect(ADDRESS, 303)


@blueprint.get(f"{ADDRESS}/essai")
@blueprint.get(f"{ADDRESS}/<int:mail_id>/<any(renvoi, classement):act>")
@require(Permission.SETTINGS)
def no_page(**_address: Any) -> Response:
    """Lead to the list: these acts are buttons of it, and their addresses may be opened again."""
    return redirect(ADDRESS, 303)


@blueprint.get(f"{ADDRESS}/anciens/<name>")
@require(Permission.SETTINGS)
def decide_form(name: str, form: DecisionForm | None = None) -> str:
    """Show the old mails of one kind, and ask what becomes of them."""
    return render_template(
        "mailroom/old.html",
        old=_old_or_404(name),
        form=form or DecisionForm(),
        ready=settings.is_configured(),
    )


@blueprint.post(f"{ADDRESS}/anciens/<name>")
@require(Permission.SETTINGS)
@shows_refusal(decide_form)
def decide(name: str) -> Response:
    """Let them leave, or keep them from ever leaving."""
    _old_or_404(name)
    sends = DecisionForm().checked().choice.data == SEND
    changed = (actions.release if sends else actions.drop)(current_user, mails_of(current_user), name)
    what = "vont partir" if sends else "ne partiront pas"
    flash(
        f"{changed} courriels : ils {what}." if changed != 1 else f"1 courriel : décision prise, {what}.",
        "ok",
    )
    return redirect(ADDRESS, 303)


def _old_or_404(name: str) -> queries.Old:
    old = queries.old_mails(db.session(), mails_of(current_user), clock.now())
    return next((one for one in old if one.template == name), None) or abort(404)


def _situation(at: Moment) -> dict[str, Any]:
    """Return how the way out is: no server, a server that does not answer, the hour's total reached, or open."""
    session, route = db.session(), settings.route()
    state = mail_queries.read_route(session)
    used = mail_queries.sent_in_an_hour(session, at.wall) if route else 0
    paused = state.paused_until if state.paused_until and state.paused_until > at.wall else None
    return {
        "server": str(route.server) if route and runs_installation(current_user) else "",
        "configured": route is not None,
        "demonstration": settings.is_demonstration(),
        "paused_until": paused,
        "failed_since": state.failed_since,
        "words": state.last_error,
        "succeeded_at": state.succeeded_at,
        "full": route is not None and used >= route.per_hour,
        "per_hour": route.per_hour if route else 0,
    }
