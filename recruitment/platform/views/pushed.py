"""What the platform calls at each answer of a candidate: `admissionCandidat` (formats, section 4)."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from recruitment.labels import platform as labels
from recruitment.platform import push
from recruitment.platform.messages import BodyRefused
from recruitment.rules.errors import RuleViolation
from recruitment.web.access import public
from recruitment.web.envelope import REFUSED_KEY
from recruitment.web.security import for_machines

blueprint = Blueprint("pushed", __name__)
ADDRESS = "/api/parcoursup/admissionCandidat"


@blueprint.post(ADDRESS)
@public
@for_machines
def admission() -> Response:
    """Take one answer of a candidate; whatever becomes of it is said in JSON."""
    try:
        said = push.take(request.get_data(cache=False), request.remote_addr or "")
    except BodyRefused as refused:
        return _no(refused.sentence, HTTPStatus.UNPROCESSABLE_ENTITY, "body")
    except RequestEntityTooLarge:
        return _no(labels.TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    except RuleViolation as refusal:
        if refusal.code == "sign_in_refused":
            return _no(labels.IDENTIFIED_NOT, HTTPStatus.UNAUTHORIZED, refusal.code)
        if refusal.code != "sign_in_throttled":
            raise
        answer = _no(labels.THROTTLED, HTTPStatus.TOO_MANY_REQUESTS, refusal.code)
        answer.headers["Retry-After"] = str(refusal.details["wait"])
        return answer
    return jsonify(retour="OK", message=said)


def _no(message: str, status: HTTPStatus, code: str) -> Response:
    request.environ[REFUSED_KEY] = code
    answer = jsonify(retour="NOK", message=message)
    answer.status_code = status
    return answer
