"""What can go wrong with a neighbour, told apart; each kind has its French sentence in `labels.exchanges`."""

import ssl
from http import HTTPStatus

import requests
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import IncompleteRead, NewConnectionError, ReadTimeoutError, SSLError

from recruitment.labels.exchanges import OUTGOING, outgoing_sentence

__all__ = ["ConnectTimeout", "OutgoingError", "reason_of", "status_error"]


class OutgoingError(Exception):
    """An exchange that did not end well. `maybe_received` tells that the neighbour may have acted upon it."""

    def __init__(
        self, kind: str, detail: str = "", *, status: int | None = None, maybe_received: bool = False
    ) -> None:
        if kind not in OUTGOING:
            raise ValueError(kind)
        super().__init__(kind)
        self.kind = kind
        self.detail = detail
        self.status = status
        self.maybe_received = maybe_received

    @property
    def sentence(self) -> str:
        """Return what happened, in French, without a full stop: it ends a sentence of the caller's."""
        return outgoing_sentence(self.kind, self.detail)


def status_error(status: int) -> OutgoingError:
    """Return the error that a status of HTTP stands for."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return OutgoingError("unauthorized", str(status), status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return OutgoingError("server_error", str(status), status=status, maybe_received=True)
    return OutgoingError("refused", str(status), status=status)


def reason_of(error: BaseException, *, cut: bool) -> tuple[str, bool]:
    """Return the kind of an error of the libraries, and whether the request may have been received."""
    chain = list(_causes(error))
    if cut:
        return "timed_out", True
    if _any(chain, ssl.SSLError, SSLError, requests.exceptions.SSLError):
        return "tls", False
    if _any(chain, NewConnectionError):
        return "unreachable", False
    if _any(chain, ReadTimeoutError, TimeoutError, requests.exceptions.ReadTimeout):
        return "timed_out", True
    if _any(chain, IncompleteRead):
        return "cut_short", True
    return "broken", True


def _any(chain: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(error, kinds) for error in chain)


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error, what caused it, and what it carries: urllib3 puts the cause in its arguments."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
