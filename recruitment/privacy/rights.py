"""Who may see to personal data: the administrator of the centre, or of the installation."""

from types import SimpleNamespace
from typing import Any

from flask import abort
from flask_login import current_user

from recruitment.accounts.access import application_or_404, may, sees_contact_details
from recruitment.applications.contact import Contact, contact
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.privacy import corrections
from recruitment.programmes.queries import calendar_of
from recruitment.rules.vocabulary import Permission, Role

NOT_YOURS = (
    "La trace des consultations et les données d’une personne entière sont réservées à l’administrateur de "
    "l’établissement. Adressez-vous à lui."
)


def administers(user: Any) -> bool:
    """Tell whether a person answers for the personal data of what they see."""
    return bool(user.is_authenticated) and user.role is Role.ADMINISTRATOR


def administrator_only() -> None:
    """Answer 403 to anybody else."""
    if not administers(current_user):
        abort(403, NOT_YOURS)


def file_or_404(application_id: int) -> Any:
    """Return an application whose person the administrator answers for."""
    application = application_or_404(current_user, application_id)
    administrator_only()
    return application


def shown_contact(application: Any) -> Contact:
    """Return the contact details that R2.8 lets the reader see through an application, or why not."""
    row = corrections.stored(db.session(), application.candidate_id)
    facts = SimpleNamespace(**{**row, **application._mapping})
    calendar, allowed = calendar_of(application.campaign_id), sees_contact_details(current_user)
    return contact(facts, calendar, clock.now(), allowed=allowed)


def corrects(user: Any, application: Any) -> bool:
    """Tell whether a person may correct who the candidate is: who decides on the file, or administers."""
    return may(user, Permission.DECIDE, application) or administers(user)
