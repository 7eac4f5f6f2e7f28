"""A mail server that does what a test asks of it, and a product that is told to use it."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.core.mail_server import parse
from recruitment.core.transaction import transaction
from recruitment.mail.actions import Mail, queue_many, to_account
from recruitment.mail.models import OutboxMail
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job

SENDER = "ne-pas-repondre@cfa.exemple.fr"
BASE_URL = "https://tremplin.exemple.fr"
NOTE = "password_changed"  # a mail whose text does not depend on rows


@dataclass
class PostOffice:
    """What the server received, and how it answers: by default it takes everything."""

    received: list[EmailMessage] = field(default_factory=list)
    addressed: list[str] = field(default_factory=list)
    at_rcpt: dict[str, str] = field(default_factory=dict)  # address -> answer
    at_mail: str = ""
    at_data: list[str] = field(default_factory=list)  # answers to come, then 250
    hangs: set[str] = field(default_factory=set)  # MAIL, RCPT or DATA
    drops_after_data: int = 0
    conversations: int = 0
    on_rcpt: Callable[[], None] = lambda: None
    on_data: Callable[[], None] = lambda: None

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.conversations += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await self._hang("MAIL")
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.on_rcpt()
        await self._hang("RCPT")
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.on_data()
        await self._hang("DATA")
        answer = self.at_data.pop(0) if self.at_data else "250 pris en charge"
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.received.append(message_from_bytes(content, policy=policy.default))
            self.addressed += envelope.rcpt_tos
        if self.drops_after_data:
            self.drops_after_data -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer

    async def _hang(self, word: str) -> None:
        if word in self.hangs:
            await asyncio.Event().wait()

    @property
    def message_ids(self) -> list[str]:
        """Return the Message-IDs received, in order."""
        return [str(one["Message-ID"]) for one in self.received]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office(
    office: PostOffice | None = None,
    *,
    port: int | None = None,
    tls: SSLContext | None = None,
    **options: Any,
) -> Iterator[tuple[PostOffice, int]]:
    """Run a server on this machine."""
    office = office or PostOffice()
    port = port or free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, tls_context=tls, **options)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()


def use(app: Flask, url: str, *, ca: Path | None = None, **changes: Any) -> None:
    """Let the product send by that server."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        settings, mail_server=parse(url), mail_from=SENDER, base_url=BASE_URL, mail_ca=ca, **changes
    )


def one_pass() -> Run:
    """Send what is due, as the job does."""
    return run_job(BY_NAME["send-mails"], started_by="command")


def queue(*accounts: Account, at: datetime | None = None, times: int = 1, template: str = NOTE) -> None:
    """Queue that many mails to each account, in order."""
    at = at or clock.now()
    mails = [
        Mail(f"test:{at.isoformat()}:{rank}", template, to_account(account.id), at, {"rank": rank})
        for rank in range(times)
        for account in accounts
    ]
    with transaction() as session:
        queue_many(session, mails)


def outbox() -> list[Any]:
    """Return the outbox as it is now, in order."""
    session = db.session()
    session.rollback()
    columns = OutboxMail.__table__.columns
    rows = list(session.execute(select(*columns).order_by(columns["id"])))
    session.rollback()
    return rows
