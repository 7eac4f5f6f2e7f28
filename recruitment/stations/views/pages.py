"""The blueprint of the admitted person's pages. Their address is a secret: no referrer leaves, nothing keeps it."""

from flask import Blueprint, Response

from recruitment.stations.links import PREFIX

blueprint = Blueprint("pre_registration", __name__)


def secret(response: Response) -> Response:
    """Keep the address of a link to itself, whatever the answer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


blueprint.after_request(secret)


def path(link: str, *parts: object) -> str:
    """Return the path of a page of that link."""
    return "/".join((PREFIX + link, *map(str, parts)))
