"""The log: one event, one line, in UTC, on standard error (ASVS 16.2.2, 16.2.4, 16.4.1).

What an event carries may have been typed by anybody: a control character (an end of line, a terminal's escape,
a change of direction) is written as its code, so that nobody can forge a line or colour a screen.
"""

import logging
import re
from time import gmtime

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s"
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
OURS = "tremplin"


class OneLine(logging.Formatter):
    """Writes an event on one line, its traceback included."""

    converter = gmtime  # type: ignore[assignment] # the documented way to log in UTC

    def __init__(self) -> None:
        super().__init__(FORMAT, "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return one_line(super().format(record))


def one_line(text: str) -> str:
    """Write what cannot be seen by its code: an end of line is `\\n`."""
    return UNSAFE.sub(_code, text)


def _code(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]


def to_stderr(*others: str) -> None:
    """Send what we say, and what these loggers say, to standard error; once."""
    logging.getLogger(OURS).setLevel(logging.INFO)
    for name in (OURS, *others):
        logger = logging.getLogger(name)
        if not logger.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(OneLine())
            logger.addHandler(handler)
