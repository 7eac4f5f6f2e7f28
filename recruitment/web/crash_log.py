"""What the log keeps of a crash: where and what, never the values that a statement carried."""

import traceback

from flask import Request
from sqlalchemy.exc import DBAPIError

from recruitment.web.envelope import REQUEST_ID_KEY


def describe(error: BaseException, sent: Request) -> str:
    """Return the request's id and route, and where the code was; of the error its kind alone.

    The message of an error quotes what it met (« invalid literal: 'Camille Martin' »). That of a statement is
    kept to its first line: the next ones quote the row (« Key (email)=(…) »).
    """
    rule = sent.url_rule.rule if sent.url_rule is not None else "-"
    head = f"id={sent.environ.get(REQUEST_ID_KEY, '-')} {rule}"
    if not isinstance(error, DBAPIError):
        return "\n".join([head, *_chain(error)])
    what = str(error.orig).partition("\n")[0]
    statement = (error.statement or "")[:500]
    return f"{head}\n{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}: {what}\n{statement}"


def _chain(error: BaseException) -> list[str]:
    """Return the kinds of the errors, first cause first, each after where it was raised."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    where = "".join(traceback.format_tb(error.__traceback__))
    return [*(_chain(cause) if cause is not None else ()), f"{where}{type(error).__qualname__}"]
