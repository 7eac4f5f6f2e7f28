"""Hand mails over to a server, and tell its answers apart: its own trouble, a delay, a refusal.

Every wait ends after ten seconds and a whole handing over after a minute. TLS is never optional on a network: a server
that does not offer it, or whose certificate does not bear its name, gets nothing.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from recruitment.core.mail_server import MailServer

TIMEOUT = 10.0  # seconds for each answer of the server
LONGEST = 60.0  # seconds for one mail, whatever the server says meanwhile
LONGEST_WORDS = 300
_ADDRESS = re.compile(r"[^\s<>:;,()\[\]\"']+@[^\s<>:;,()\[\]\"']+")


class DeliveryError(Exception):
    """The mail was not taken; `words` are the server's own, without any address."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class ServerDown(DeliveryError):  # noqa: N818 - it names the state
    """The server is out of reach, or wants none of our mails now: no mail in particular is to blame."""


class Interrupted(DeliveryError):  # noqa: N818 - the same
    """The conversation broke off during a mail: whether it was taken is not known."""


class Deferred(DeliveryError):  # noqa: N818 - the same
    """Not this mail now (4xx): to be tried again."""


class Refused(DeliveryError):  # noqa: N818 - the same
    """Never this mail (5xx)."""


def words_of(answer: object) -> str:
    """Return what a server said on one line, without addresses, not too long."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return _ADDRESS.sub("…", line)[:LONGEST_WORDS]


class _Plain(smtplib.SMTP):
    """A client that knows whom it will call before it calls: its certificate is checked against that name."""

    def __init__(self, server: MailServer, name: str) -> None:
        super().__init__(local_hostname=name, timeout=TIMEOUT)
        self._host = server.host


class _Tls(smtplib.SMTP_SSL):
    """The same, in TLS from the start."""

    def __init__(self, server: MailServer, name: str, context: ssl.SSLContext) -> None:
        super().__init__(local_hostname=name, timeout=TIMEOUT, context=context)
        self._host = server.host


class Connection:
    """An open conversation with the server. Raises ServerDown when it cannot be had."""

    def __init__(self, server: MailServer, *, name: str, ca_file: Path | None = None) -> None:
        self._server = server
        self._ca_file = ca_file
        self._client = (
            _Tls(server, name, self._context()) if server.scheme == "smtps" else _Plain(server, name)
        )
        try:
            with self._limited():
                self._greet()
        except (OSError, smtplib.SMTPException) as error:
            self._client.close()
            raise ServerDown(_reason(error)) from error

    def deliver(self, sender: str, to: str, message: bytes) -> str:
        """Hand one mail over; return the server's words once it has taken charge of it."""
        try:
            with self._limited():
                return self._deliver(sender, to, message)
        except (OSError, smtplib.SMTPException) as error:
            self._client.close()
            raise Interrupted(_reason(error)) from error

    def close(self) -> None:
        """Take leave; a server that is gone already does not matter."""
        try:
            if self._client.sock is not None:
                self._client.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self._client.close()

    def _greet(self) -> None:
        code, answer = self._client.connect(self._server.host, self._server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, answer)
        if self._server.scheme == "smtp+starttls":
            self._client.starttls(context=self._context())
        self._client.ehlo_or_helo_if_needed()
        if self._server.user:
            self._client.login(self._server.user, self._server.password)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _deliver(self, sender: str, to: str, message: bytes) -> str:
        code, answer = self._client.mail(sender)
        if code != 250:  # the sender, a quota, our address: nothing about this mail
            self._client.close()
            raise ServerDown(f"{code} {words_of(answer)}")
        code, answer = self._client.rcpt(to)
        if code not in {250, 251}:
            raise self._turned_down(code, answer)
        try:
            code, answer = self._client.data(message)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, _bytes(error.smtp_error)
        if code != 250:
            raise self._turned_down(code, answer)
        return f"{code} {words_of(answer)}"

    def _turned_down(self, code: int, answer: bytes) -> DeliveryError:
        words = f"{code} {words_of(answer)}"
        if code == 421 or code < 400:
            self._client.close()
            return Interrupted(words)
        self._client.rset()
        return Refused(words) if code >= 500 else Deferred(words)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Cut a conversation that lasts: a server that sends a letter every nine seconds never times out."""
        timer = threading.Timer(LONGEST, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        connection = self._client.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    """Return why, in words that an administrator can give to whoever runs the mail server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return words_of(f"Certificat refusé : {error.verify_message}")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return words_of(f"Le serveur ne propose pas ce qu’il faut : {error}")
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {words_of(error.smtp_error)}"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "Pas de réponse du serveur en 10 secondes."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "Le serveur a coupé la conversation."
    if isinstance(error, ConnectionRefusedError):
        return "Connexion refusée : rien n’écoute à cette adresse."
    if isinstance(error, socket.gaierror):
        return "Le nom du serveur est inconnu."
    return words_of(f"{type(error).__name__} : {error}")


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
