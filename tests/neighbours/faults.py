"""What a neighbour can do wrong, asked for one by one."""

from enum import StrEnum


class Fault(StrEnum):
    """How the next answer goes wrong. What is TAKEN was acted upon all the same: only its answer is lost."""

    SILENT = "silent"  # never answers
    TAKEN_SILENT = "taken_silent"
    CLOSED = "closed"  # hangs up without a word
    TAKEN_CLOSED = "taken_closed"
    TAKEN_HALF = "taken_half"  # half of its answer, then hangs up
    DRIP = "drip"  # a byte now and then, never an end
    HEADER_DRIP = "header_drip"
    UNAUTHORIZED = "unauthorized"  # 401
    REFUSED = "refused"  # 400
    ERROR = "error"  # 500
    TAKEN_ERROR = "taken_error"
    UNAVAILABLE = "unavailable"  # 503
    NOT_JSON = "not_json"  # a page of HTML
    BROKEN_JSON = "broken_json"
    NOT_UTF8 = "not_utf8"
    WRONG_SHAPE = "wrong_shape"  # JSON, but of something else
    EMPTY = "empty"
    HUGE = "huge"
    COMPRESSED = "compressed"
    REDIRECT = "redirect"


TAKEN = frozenset(fault for fault in Fault if fault.startswith("taken_"))
#: Status, kind of content and body of the faults that are an answer.
ANSWERED = {
    Fault.UNAUTHORIZED: (401, "application/json", b'{"retour":"NOK","message":"Identifiants incorrects"}'),
    Fault.REFUSED: (400, "application/json", b'{"retour":"NOK","message":"Requete incorrecte"}'),
    Fault.ERROR: (500, "text/html", b"<h1>Internal Server Error</h1>"),
    Fault.TAKEN_ERROR: (500, "text/html", b"<h1>Internal Server Error</h1>"),
    Fault.UNAVAILABLE: (503, "text/html", b"<h1>Service Unavailable</h1>"),
    Fault.NOT_JSON: (200, "text/html", b"<h1>Maintenance</h1>"),
    Fault.BROKEN_JSON: (200, "application/json", b'[{"nom": "Moreau", '),
    Fault.NOT_UTF8: (200, "application/json", b'{"retour":"OK","message":"re\xe7u"}'),
    Fault.WRONG_SHAPE: (200, "application/json", b'"bonjour"'),
    Fault.EMPTY: (200, "application/json", b""),
}
