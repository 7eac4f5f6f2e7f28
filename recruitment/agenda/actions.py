"""Give a person's calendar feed an address, another one, or none: the actions."""

import hashlib
import secrets

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.agenda.models import AgendaFeed
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record

TOKEN_BYTES = 32  # 256 bits: nobody finds one by trying


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def open_feed(account_id: int) -> str:
    """Give the feed a new address and return its secret part, which is never shown again; a former one ends."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction() as session:
        renewed = _end(session, account_id)
        row = {"account_id": account_id, "token_hash": digest(token), "created_at": clock.now()}
        session.execute(insert(AgendaFeed).values(row))
        _tell(session, account_id, "feed_renewed" if renewed else "feed_opened")
    return token


def end_feed(account_id: int) -> bool:
    """End the address; tell whether there was one."""
    with transaction() as session:
        ended = _end(session, account_id)
        if ended:
            _tell(session, account_id, "feed_ended")
    return ended


def _end(session: Session, account_id: int) -> bool:
    # The account's row makes two clicks wait for each other.
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
    ended = session.execute(
        delete(AgendaFeed).where(AgendaFeed.account_id == account_id).returning(AgendaFeed.account_id)
    )
    return ended.first() is not None


def _tell(session: Session, account_id: int, event: str) -> None:
    centre_id = session.scalar(select(Account.centre_id).where(Account.id == account_id))
    line = Line(event, person(account_id), clock.now(), details={"account": account_id})
    record(session, centre_id or INSTALLATION, line)
