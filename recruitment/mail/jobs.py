"""The job that sends, as the scheduler knows it."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.jobs import Preview, Run
from recruitment.mail import queries, registry, sending, settings
from recruitment.mail.models import OutboxMail

SEND = "send-mails"


def send_mails(run: Run) -> None:
    """Send what is due; without a server every mail stays where it is."""
    route = settings.route()
    if route is None:
        run.log("Aucun serveur de courriel n’est configuré : les courriels restent dans la file.")
        return
    sending.send_due(run, route)


def mails_wait(session: Session) -> bool:
    """Tell whether a pass would find something to do."""
    route = settings.route()
    if route is None:
        return False
    at = queries.Moment(clock.wall(), clock.now())
    return bool(queries.due(session, at, 1, per_hour=route.per_hour))


def preview_mails(session: Session, now: datetime) -> Preview:
    """Count what waits, by kind of mail: what leaves by itself, and what is too old for that."""
    held = case((queries.held(now), 1), else_=0)
    counted = session.execute(
        select(OutboxMail.template, func.count(), func.sum(held))
        .where(OutboxMail.status == "queued")
        .group_by(OutboxMail.template)
        .order_by(OutboxMail.template)
    )
    rows = [(_title(name), number - old, old) for name, number, old in counted]
    return Preview(("courriel", "à envoyer", "à décider"), rows)


def _title(name: str) -> str:
    found = registry.find(name)
    return found.title if found else name
