"""Count who looks candidates up by number: anybody's name would come out of numbers tried one by one (I5)."""

from datetime import timedelta

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from recruitment.accounts.throttle import seconds_left
from recruitment.applications.models import Application
from recruitment.contracts import queries
from recruitment.contracts.actions.locks import Author, Read
from recruitment.contracts.models import NumberSearch
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.rules.errors import RuleViolation

MOST, WITHIN = 200, timedelta(hours=1)  # a desk on its busiest day enters a contract a minute


def look_up_number(author: Author, programme: Read, number: str) -> None:
    """Count one search; the journal tells of a candidate who never applied to the centre.

    Raises RuleViolation too_many_numbers. Requests at the same instant may pass the limit by their number.
    """
    with transaction() as session:
        at = clock.wall()
        lately = select(func.count(), func.min(NumberSearch.at)).where(
            NumberSearch.account_id == author.id, NumberSearch.at > at - WITHIN
        )
        done, first = session.execute(lately).one()
        if done >= MOST:
            raise RuleViolation("too_many_numbers", wait=seconds_left(first + WITHIN, at))
        session.execute(insert(NumberSearch).values(account_id=author.id, at=at))
        found = queries.candidate_by_number(session, programme.campaign_id, number)
        if found is not None and not _applied(session, found.id, programme.centre_id):
            line = Line("number_looked_up", person(author.id), clock.now(), programme.id, found.id)
            record(session, programme.centre_id, line)


def _applied(session: Session, candidate_id: int, centre_id: int) -> bool:
    known = exists().where(Application.candidate_id == candidate_id, Application.centre_id == centre_id)
    return bool(session.scalar(select(known)))
