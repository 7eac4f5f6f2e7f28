"""The personal link of an admitted person: the address of their pre-registration, in the mail that they get (R6.8).

As that of a candidate's pages (`applications.links`): an id and a generation, signed, of which the database holds
none; renewing ends those made before. It opens nothing by itself: the page asks for the number and the birth date.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.core.signing import PersonalTokens
from recruitment.programmes.models import Campaign
from recruitment.rules.stations import links_end
from recruitment.stations.models import PreRegistration

PREFIX = "/preinscription/"
_TOKENS = PersonalTokens("tremplin.pre_registration")
_made = func.coalesce(PreRegistration.link_generation, 0)


@dataclass(frozen=True, slots=True)
class Linked:
    """The admitted person of a link that opens, with what they must know to go through."""

    admitted_id: int
    generation: int
    candidate_number: str
    birth_date: date | None


#: Whom a link that leads nowhere is compared with: the same work, and never the right answer.
NOBODY = Linked(0, 0, "", None)


def path_of(session: Session, admitted_id: int) -> str:
    """Return the path of somebody's pre-registration. It is a secret: for their mail, never for a log."""
    generation = session.scalar(
        select(PreRegistration.link_generation).where(PreRegistration.admitted_id == admitted_id)
    )
    return PREFIX + _TOKENS.make(admitted_id, generation or 0)


def find(session: Session, token: str, now: datetime) -> Linked | None:
    """Return whose link it is; None when we made no such token, another replaced it or it has ended.

    Somebody gone from the pool is found too: their page says so, once they have said who they are.
    """
    admitted_id, generation = _TOKENS.read(token) or (0, 0)
    row = session.execute(
        select(Admitted.candidate_number, Admitted.birth_date, Campaign.year)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .outerjoin(PreRegistration, PreRegistration.admitted_id == Admitted.id)
        .where(Admitted.id == admitted_id, _made == generation)
    ).first()
    if row is None or now >= links_end(row.year):
        return None
    return Linked(admitted_id, generation, row.candidate_number, row.birth_date)


def identity_of(token: str) -> str:
    """Return what stands for a link when attempts are counted: one signature may be spelt in several ways."""
    read = _TOKENS.read(token)
    return f"pre:{token}" if read is None else f"pre:{read[0]}:{read[1]}"


def is_ours(token: str) -> bool:
    """Tell whether we made this token, for whomever and however long ago."""
    return _TOKENS.read(token) is not None
