"""The room's blueprint. The address of these pages is a secret: no referrer leaves with it, nothing keeps it."""

from flask import Blueprint, Response, request

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


blueprint.after_request(secret)


def path(link: str, *parts: object) -> str:
    """Return the path of a page of that link."""
    return "/".join((PREFIX + link, *map(str, parts)))
