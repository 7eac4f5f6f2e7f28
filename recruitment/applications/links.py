"""The personal link of a candidate: the address of their own pages, in every mail that they get (R5.2).

Its token is made of the candidate's id and of a generation, signed: the database holds none, nobody can guess one,
renewing ends those made before. It opens nothing by itself: the page asks for the number and the birth date.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate
from recruitment.core.signing import PersonalTokens
from recruitment.programmes.models import Campaign
from recruitment.rules import deadlines, paris
from recruitment.rules.retention import retention

PREFIX = "/candidat/"
_TOKENS = PersonalTokens("tremplin.candidate_pages")


@dataclass(frozen=True, slots=True)
class Linked:
    """The candidate of a link that opens, with what they must know to go through."""

    candidate_id: int
    generation: int
    campaign_id: int
    candidate_number: str
    birth_date: date | None


#: Whom a link that leads nowhere is compared with: the same work, and never the right answer.
NOBODY = Linked(0, 0, 0, "", None)


def path_of(session: Session, candidate_id: int) -> str:
    """Return the path of a candidate's own pages. It is a secret: for the candidate's mails, never for a log."""
    statement = select(Candidate.link_generation).where(Candidate.id == candidate_id)
    generation = session.execute(statement).scalar_one()
    return PREFIX + _TOKENS.make(candidate_id, generation)


def find(session: Session, token: str, now: datetime) -> Linked | None:
    """Return the candidate of a token; None when we made no such token, another replaced it or it has ended."""
    candidate_id, generation = _TOKENS.read(token) or (0, 0)
    columns = (Candidate.campaign_id, Candidate.candidate_number, Candidate.birth_date)
    row = session.execute(
        select(*columns).where(
            Candidate.id == candidate_id,
            Candidate.link_generation == generation,
            Candidate.erased_at.is_(None),
        )
    ).first()
    if row is None or has_ended(session.get_one(Campaign, row.campaign_id), now):
        return None
    return Linked(candidate_id, generation, *row)


def identity_of(token: str) -> str:
    """Return what stands for a link when attempts are counted: one signature may be spelt in several ways."""
    read = _TOKENS.read(token)
    return token if read is None else f"{read[0]}:{read[1]}"


def is_ours(token: str) -> bool:
    """Tell whether we made this token, for whomever and however long ago."""
    return _TOKENS.read(token) is not None


def has_ended(campaign: Campaign, now: datetime) -> bool:
    """Tell whether the links of a campaign open nothing any more.

    They end with the day after its last one; an offer of the last contracts is answered first.
    """
    calendar = campaign.calendar()
    steps = retention(calendar)
    if steps is None:
        return False
    last = steps.end
    if calendar.contracts_until is not None and calendar.reply_rules:
        made = paris.last_second(calendar.contracts_until)
        last = max(last, paris.paris_day(deadlines.reply(calendar, made).until))
    return now >= paris.midnight_after(last)


def renew(session: Session, candidate_id: int) -> None:
    """End every link that a candidate was given; those made from now on open their pages."""
    session.execute(
        update(Candidate)
        .where(Candidate.id == candidate_id)
        .values(link_generation=Candidate.link_generation + 1)
        .execution_options(synchronize_session=False)
    )
