"""A connection of PostgreSQL's pool is asked whether it still lives only where that is in doubt.

SQLAlchemy's own `pool_pre_ping` asks before each transaction: a journey of its own, a tenth of what a contract costs.
A server that stops, or ends a connection, says so on the socket: there is something to read where there should be
nothing. What says nothing (a cable, a firewall that forgets) is asked once the connection has rested.
"""

import select
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

RESTED = 5.0  # seconds
_LEFT = "left at"


def watch(engine: Engine) -> None:
    """Replace, as they leave the pool of this engine, the connections that no longer live."""

    def checkin(_connection: Any, record: Any) -> None:
        record.info[_LEFT] = monotonic()

    def checkout(connection: Any, record: Any, _proxy: Any) -> None:
        left = record.info.get(_LEFT)
        if left is None:  # just made
            return
        try:
            if monotonic() - left >= RESTED or _has_something_to_say(connection):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", checkin)
    event.listen(engine, "checkout", checkout)


def _has_something_to_say(connection: Any) -> bool:
    asked = select.poll()
    asked.register(connection.fileno(), select.POLLIN)
    return bool(asked.poll(0))
