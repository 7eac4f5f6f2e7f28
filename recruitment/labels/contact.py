"""Why a candidate's contact details are masked (R2.8): the same words on screens, in exports and prints."""

from datetime import datetime

from recruitment.labels.dates import day_long, day_short
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ContactVisibility

#: In a cell of a list or of an export.
MASKED = {
    ContactVisibility.VISIBLE: "",
    ContactVisibility.NOT_CONFIRMED: "masqué : vœu non confirmé",
    ContactVisibility.NOT_YET_OPEN: "masqué : pas encore ouvert",
    ContactVisibility.DATE_MISSING: "masqué : date d’ouverture à renseigner",
    ContactVisibility.NOT_FOR_ROLE: "masqué : hors de votre rôle",
}


def contact_sentence(visibility: ContactVisibility, calendar: Calendar, now: datetime) -> str:
    """Say why the details are masked, and when they show; nothing when they do."""
    opens_on = calendar.contact_details_from
    if visibility == ContactVisibility.VISIBLE:
        return ""
    if visibility == ContactVisibility.NOT_FOR_ROLE:
        return (
            "Coordonnées masquées : votre rôle n’y donne pas accès. Elles servent à l’accompagnement des "
            "candidats par leur établissement. Adressez-vous à lui."
        )
    if opens_on is None:
        return (
            "Coordonnées masquées : la date de leur ouverture n’est pas encore renseignée. Elles s’ouvrent à "
            "cette date, pour les seuls vœux confirmés. L’administrateur la renseigne dans le calendrier."
        )
    if visibility == ContactVisibility.NOT_YET_OPEN:
        return (
            f"Coordonnées masquées jusqu’au {day_long(opens_on)}. Elles s’ouvrent ce jour-là, pour les seuls "
            "vœux confirmés."
        )
    since = "sont ouvertes depuis le" if calendar.contact_details_open(now) else "s’ouvrent le"
    return (
        "Coordonnées masquées : le candidat n’a pas confirmé ce vœu. "
        f"Elles {since} {day_short(opens_on)} pour les seuls vœux confirmés."
    )
