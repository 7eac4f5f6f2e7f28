"""The mail by which an administrator tries the server."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.mail.registry import template

TRIAL = "mail_trial"


@template(
    TRIAL,
    title="Essai d’envoi, à soi-même",
    example={"at": datetime(2025, 5, 26, 12, 32, tzinfo=UTC)},
    urgent=True,
)
def trial(_session: Session, _payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return when the trial was asked for."""
    return {"at": clock.wall()}
