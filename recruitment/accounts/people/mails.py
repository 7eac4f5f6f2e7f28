"""What the mails about the life of an account say. Their links are made here, when a mail leaves."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.accounts.people import links
from recruitment.accounts.people.models import AccountLink
from recruitment.accounts.queries import table
from recruitment.core import clock
from recruitment.labels import ROLES
from recruitment.mail.registry import NoLongerNeeded, template
from recruitment.rules.vocabulary import Role

NOON = datetime(2025, 5, 26, 12, tzinfo=UTC)


@template(
    "invitation",
    title="Invitation à ouvrir son compte",
    example={
        "path": "/invitation/exemple",
        "expires_at": NOON,
        "place": "CFA des Volcans",
        "role": "Gestion du recrutement",
    },
    urgent=True,
)
def invitation(session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the link of an invitation, and where it leads."""
    link = _open_link(session, payload)
    place = link.centre_name or link.academie or "l’ensemble de l’installation"
    return {
        "path": links.path_of(link),
        "expires_at": link.expires_at,
        "place": place,
        "role": ROLES[Role(link.role)],
    }


@template(
    "password_reset",
    title="Mot de passe oublié",
    example={"path": "/mot-de-passe/exemple", "expires_at": NOON},
    urgent=True,
)
def password_reset(session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the link that lets somebody choose another password."""
    link = _open_link(session, payload)
    return {"path": links.path_of(link), "expires_at": link.expires_at}


@template(
    "password_changed",
    title="Mot de passe changé",
    example={"by_link": True, "path": "/mot-de-passe-oublie"},
    urgent=True,
)
def password_changed(_session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how the password was changed."""
    return {"by_link": payload.get("origin") != "owner", "path": "/mot-de-passe-oublie"}


@template(
    "account_unused",
    title="Compte inutilisé, bientôt fermé",
    example={"closes_on": NOON.date(), "path": "/connexion"},
)
def account_unused(_session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return when an unused account will be closed."""
    return {"closes_on": datetime.fromisoformat(payload["closes_on"]).date(), "path": "/connexion"}


def _open_link(session: Session, payload: Mapping[str, Any]) -> Any:
    centre = table("training_centre").c
    row = session.execute(
        select(
            *AccountLink.__table__.c,
            Account.closed_at,
            Account.role,
            Account.academie,
            centre.name.label("centre_name"),
        )
        .join(Account, Account.id == AccountLink.account_id)
        .outerjoin(table("training_centre"), centre.id == Account.centre_id)
        .where(AccountLink.id == payload["link"])
    ).first()
    if row is None or not links.is_open(row, clock.wall()):
        raise NoLongerNeeded("Le lien a servi, ou a pris fin.")
    return row
