"""The letter that carries the link of a pre-registration, and whom it goes to."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.mail.letters import Said, letter
from recruitment.mail.registry import Addressee, NoLongerNeeded, recipients
from recruitment.mail.wording import LINK
from recruitment.stations import links, pool
from recruitment.stations.actions.invite import RECIPIENT

GONE = "Cette personne n’est plus dans la liste des admis."
DONE = "L’inscription est déjà validée : il n’y a plus à se préinscrire."
NOT_WRITTEN = "Le lien ne part qu’à la personne admise."


@recipients(RECIPIENT)
def admitted(session: Session, ids: Collection[int]) -> Mapping[int, Addressee]:
    """Return the address and the name of each admitted person, as the platform wrote them."""
    rows = session.execute(
        select(Admitted.id, Admitted.email, Admitted.first_name, Admitted.last_name).where(
            Admitted.id.in_(ids)
        )
    )
    return {row.id: Addressee(row.email or "", f"{row.first_name} {row.last_name}") for row in rows}


@letter("pre_registration_link", title="lien de préinscription", needed=(LINK,))
def pre_registration_link(session: Session, payload: Mapping[str, Any]) -> Said:
    """R6.8: the link is made when the mail leaves, so that it is the last one."""
    found = pool.person(session, payload["admitted"])
    if found is None or not found.in_pool:
        raise NoLongerNeeded(GONE)
    if found.validated_at is not None:
        raise NoLongerNeeded(DONE)
    one = found.Admitted
    values = {
        "prenom": one.first_name,
        "de_prenom": one.first_name,
        "formation": found.title,
        "etablissement": found.centre,
        "ville": found.town or found.centre_town or "",
        "contact": found.mail_contact or f"{found.centre} ({found.town or found.centre_town})",
        LINK: links.path_of(session, one.id),
    }
    return Said(one.centre_id, values, NOT_WRITTEN)
