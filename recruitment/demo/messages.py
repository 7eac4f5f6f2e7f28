"""What the programmes of the demonstration tell their candidates (R5.8)."""

from datetime import timedelta

from sqlalchemy import select

from recruitment.core.database import db
from recruitment.demo import moments
from recruitment.demo.authors import Authors
from recruitment.demo.catalogue import CENTRES, CentreGoal
from recruitment.demo.moments import stand_at
from recruitment.programmes.messages import set_messages
from recruitment.programmes.models import Programme

AFTER = timedelta(minutes=45)
#: By town: the telephone of the centre, in numbers kept for fiction, and the street of its office.
OFFICES = {
    "Clermont-Ferrand": ("04 65 71 00 42", "4 rue des Forges"),
    "Thiers": ("04 65 71 01 17", "12 quai de la Durolle"),
    "Aurillac": ("04 65 71 02 08", "3 place des Sources"),
    "Moulins": ("04 65 71 03 61", "28 avenue du Pont-Neuf"),
}
ADMITTED = (
    "Inscription administrative : du 7 au 11 juillet, au centre, {street}. Apportez une pièce d’identité, le contrat "
    "signé et le relevé de notes du bac.\nRentrée le lundi 1er septembre à 9 h."
)
SEARCHING = (
    "Notre équipe vous aide à trouver un employeur : envoyez votre CV et trois idées d’entreprises. Les places vont "
    "aux premiers contrats signés."
)
SUPPORT = (
    "Ateliers CV et entretien chaque mercredi de 14 h à 16 h, {street}, salle 12. L’invitation part par mail la "
    "semaine précédente ; venez même sans réponse d’un employeur."
)


def write() -> None:
    """Write the messages of every programme, as its centre's administrator would."""
    stand_at(moments.BEGINNING + AFTER)
    authors = Authors(db.session())
    for centre in CENTRES:
        administrator = authors.administrator(centre)
        codes = [goal.code for goal in centre.programmes]
        ids = db.session().scalars(
            select(Programme.id).where(Programme.code.in_(codes)).order_by(Programme.id)
        )
        for programme_id in list(ids):
            set_messages(administrator, programme_id, texts(centre))


def texts(centre: CentreGoal) -> dict[str, str]:
    """Return what a centre says to those admitted, to those in search, and whom to call."""
    phone, street = OFFICES[centre.town]
    return {
        "admitted": ADMITTED.format(street=street),
        "searching": SEARCHING,
        "support_sessions": SUPPORT.format(street=street),
        "contact_phone": phone,
        "contact_email": f"apprentissage@{centre.town.lower()}.example.org",
    }
