"""What an administrator is told of mails on the home page: none leaves, or some did not arrive."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from recruitment.accounts.mail_sight import mails_of
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.mail import queries, settings
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import Role

ADDRESS = "/parametrage/courriels"


def mail_alerts(user: Any, now: datetime, wall: datetime) -> Iterator[Task]:
    """Yield what keeps mails from arriving; nothing in the demonstration, where none is meant to."""
    if user.role is not Role.ADMINISTRATOR:
        return
    link = [Link("Voir les courriels", ADDRESS)]
    if not settings.is_configured() and not settings.is_demonstration():
        waiting = _count(and_(OutboxMail.status == "queued", mails_of(user)))
        text = f"{_counted(waiting, 'courriel')} en attente. Rien n’est perdu, rien ne part."
        yield Task(
            "Aucun serveur de courriel n’est configuré", text, "mail", tone="bloque", days=0, links=link
        )
    elif settings.is_configured():
        yield from _way_out(user, now, wall, link)
    if failed := trouble(user):
        yield Task(
            f"{_counted(failed, 'courriel')} à traiter",
            "Refusés ou revenus : les personnes n’ont pas été prévenues.",
            "mail",
            tone="attention",
            days=0,
            links=link,
        )


def trouble(user: Any) -> int:
    """Return how many mails failed or came back, and wait for somebody."""
    ended = or_(OutboxMail.status == "failed", OutboxMail.bounced_at.is_not(None))
    return _count(and_(OutboxMail.settled_at.is_(None), ended, mails_of(user)))


def _way_out(user: Any, now: datetime, wall: datetime, link: list[Link]) -> Iterator[Task]:
    route = queries.read_route(db.session())
    if route.paused_until is not None and route.paused_until > wall:
        yield Task(
            "Le serveur de courriel n’accepte rien",
            f"Sa réponse : {route.last_error}",
            "mail",
            tone="bloque",
            days=0,
            links=link,
        )
    old = _count(and_(OutboxMail.status == "queued", queries.held(now), mails_of(user)))
    if old:
        yield Task(
            f"{_counted(old, 'courriel')} en attente depuis plus de 7 jours",
            "Trop anciens pour partir seuls : envoyez-les, ou écartez-les.",
            "mail",
            tone="attention",
            days=0,
            links=link,
        )


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(OutboxMail).where(condition)) or 0


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}"
