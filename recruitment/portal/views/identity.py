"""The door of a candidate's pages: the number and the birth date; and the way out."""

from flask import Response, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.portal import actions
from recruitment.portal.forms import IdentityForm, ReplyForm, kept_fields
from recruitment.portal.views import wishes
from recruitment.portal.views.pages import Visit, blueprint, path, personal
from recruitment.web.access import public
from recruitment.web.errors import Refusal, shows_refusal

SIGNED_OUT = 401


def door(
    link: str, form: IdentityForm | None = None, refusal: Refusal | None = None, *, ended: bool = False
) -> str:
    """Ask who comes; what was typed before a visit ended goes along."""
    return render_template(
        "portal/identity.html",
        link=link,
        form=form or IdentityForm(),
        refusal=refusal,
        ended=ended,
        kept=kept_fields(request.form),
    )


def visit_ended(link: str) -> Response:
    """Say that the visit has ended and that nothing was done, and ask again."""
    return make_response(door(link, IdentityForm(formdata=None), ended=True), SIGNED_OUT)


@blueprint.get("/candidat/<link>")
@public
def pages(link: str) -> str:
    """Show the candidate their wishes, once they have said who they are."""
    visit = personal.current(link)
    return door(link) if visit is None else wishes.home(visit)


@blueprint.post("/candidat/<link>")
@public
@shows_refusal(door)
def identify(link: str) -> WerkzeugResponse:
    """Open a visit."""
    form = IdentityForm().checked()
    token = actions.identify(link, form.number, form.day, request.remote_addr or "")
    kept = kept_fields(request.form)
    if not kept:
        return personal.give(redirect(path(link), 303), link, token)
    visit = Visit(0, actions.candidate_of(link), link)
    again = ReplyForm(formdata=MultiDict(kept))
    return personal.give(make_response(wishes.home(visit, form=again)), link, token)


@blueprint.post("/candidat/<link>/fin")
@public
def leave(link: str) -> Response:
    """End the visit: the link asks again who comes."""
    visit = personal.current(link)
    if visit is not None:
        actions.end(visit.id)
    return personal.take_back(make_response(render_template("portal/ended.html", link=link)), link)
