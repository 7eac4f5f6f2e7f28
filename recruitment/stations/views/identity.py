"""The door of a pre-registration: the number and the birth date; and the way out."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.portal.forms import IdentityForm
from recruitment.stations.actions import door as act
from recruitment.stations.views.desk import desk, gone
from recruitment.stations.views.pages import blueprint, path, personal
from recruitment.web.access import public
from recruitment.web.errors import Refusal, shows_refusal

SIGNED_OUT = 401


def door(
    link: str, form: IdentityForm | None = None, refusal: Refusal | None = None, *, ended: bool = False
) -> str:
    """Ask who comes."""
    shown = form or IdentityForm()
    return render_template("stations/pre/identity.html", link=link, form=shown, refusal=refusal, ended=ended)


def visit_ended(link: str) -> Response:
    """Say that the visit has ended and that nothing was done, and ask again."""
    return make_response(door(link, IdentityForm(formdata=None), ended=True), SIGNED_OUT)


@blueprint.get("/preinscription/<link>")
@public
def pages(link: str) -> Any:
    """Show the steps and where each stands, once the person has said who they are."""
    visit = personal.current(link)
    if visit is None:
        return door(link)
    read = desk(visit)
    return gone(read) if not read.in_pool else render_template("stations/pre/home.html", desk=read, link=link)


@blueprint.post("/preinscription/<link>")
@public
@shows_refusal(door)
def identify(link: str) -> WerkzeugResponse:
    """Open a visit."""
    form = IdentityForm().checked()
    token = act.identify(link, form.number, form.day, request.remote_addr or "")
    return personal.give(redirect(path(link), 303), link, token)


@blueprint.post("/preinscription/<link>/fin")
@public
def leave(link: str) -> Response:
    """End the visit: the link asks again who comes."""
    visit = personal.current(link)
    if visit is not None:
        act.end(visit.id)
    return personal.take_back(make_response(render_template("stations/pre/ended.html", link=link)), link)
