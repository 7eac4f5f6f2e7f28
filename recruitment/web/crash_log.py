"""What the log keeps of a crash: where and what, never the values that a statement carried."""

import traceback

from flask import Request
from sqlalchemy.exc import DBAPIError

from recruitment.web.envelope import REQUEST_ID_KEY


def describe(error: BaseException, sent: Request) -> str:
    """Return the request's id and route, and the traceback.

    The error of a statement is cut to its first line: the next ones quote the row (« Key (email)=(…) »).
    """
    rule = sent.url_rule.rule if sent.url_rule is not None else "-"
    head = f"id={sent.environ.get(REQUEST_ID_KEY, '-')} {rule}"
    if not isinstance(error, DBAPIError):
        return f"{head}\n{''.join(traceback.format_exception(error))}"
    what = str(error.orig).partition("\n")[0]
    statement = (error.statement or "")[:500]
    return f"{head}\n{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}: {what}\n{statement}"
