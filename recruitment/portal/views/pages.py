"""The room's blueprint. The address of these pages is a secret: no referrer leaves with it, nothing keeps it."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

from recruitment.applications.links import PREFIX

blueprint = Blueprint("portal", __name__)


def secret(response: Response) -> Response:
    """Keep the address of a link to itself, whatever the answer."""
    if not request.path.startswith(PREFIX):
        return response  # a page of the team
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def nothing_here(response: Response) -> Response:
    """Lead a candidate who asked for a page that is not there to their own pages, never to the team's."""
    if response.status_code == HTTPStatus.NOT_FOUND and request.path.startswith(PREFIX):
        link = request.path.removeprefix(PREFIX).partition("/")[0]
        response.set_data(render_template("portal/missing.html", link=link))
    return response


# What no view answers has the same address: the whole application is asked.
blueprint.after_app_request(secret)
blueprint.after_app_request(nothing_here)


def path(link: str, *parts: object) -> str:
    """Return the path of a page of that link."""
    return "/".join((PREFIX + link, *map(str, parts)))
