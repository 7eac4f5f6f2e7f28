"""Send one mail at once, outside the queue, and tell what the server said."""

import secrets
from dataclasses import dataclass

from recruitment.core import clock
from recruitment.mail import message, registry, rendering
from recruitment.mail.registry import Addressee
from recruitment.mail.sending import connect
from recruitment.mail.settings import Route
from recruitment.mail.smtp import DeliveryError
from recruitment.mailroom.mails import TRIAL


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the server took the trial, and its words."""

    taken: bool
    words: str


def send(route: Route, to: Addressee) -> Answer:
    """Hand the trial over. Nothing of ours may be open: the server may take its time."""
    address = message.envelope_address(to.address)
    if address is None:
        return Answer(taken=False, words="Cette adresse mail n’est pas valable.")
    template, at = registry.find(TRIAL), clock.wall()
    assert template is not None, "registered beside this module"  # noqa: S101 - for the type checker
    texts = rendering.render(template, to, {"at": at}, route.base_url)
    message_id = f"<essai.{secrets.token_hex(8)}@{route.sender.rpartition('@')[2]}>"
    made = message.build(
        texts, Addressee(address, to.name), sender=route.sender, message_id=message_id, at=at
    )
    connection = None
    try:
        connection = connect(route)
        return Answer(taken=True, words=connection.deliver(route.sender, address, made.as_bytes()))
    except DeliveryError as error:
        return Answer(taken=False, words=error.words)
    finally:
        if connection is not None:
            connection.close()
