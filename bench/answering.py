"""The scene where 200 candidates answer: offers just made, visits open, one seat freed by an expired offer.

And the crowd itself, as threads of one process: each has gone as far as the last step before all send at once.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, text

from bench.contract_clients import Author, valid_siret
from bench.product import product, sign_in, token
from recruitment.applications.links import path_of
from recruitment.contracts.actions import enter_contract
from recruitment.contracts.jobs import SWEEP_OFFERS
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.core.transaction import transaction
from recruitment.invariants import reply_statements
from recruitment.portal.models import CandidateVisit
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job

ON_6_JUNE = datetime(2025, 6, 6, 8, 0, tzinfo=UTC)  # the offers of May have run out
FREED = 1
EMPLOYER = "Boulangerie du Puy"
ACCEPTED = "('accepted', 'accepted_keeping_wishes')"
REPLIES = ("accept", "accept_keeping_wishes", "decline")

# A programme where an offer of May waits.
WAITING = """SELECT programme_id, min(centre_id) FROM contract WHERE status = 'pending'
 GROUP BY programme_id ORDER BY programme_id DESC"""
ONE_LEFT = f"UPDATE programme SET capacity = seats_taken + {FREED} WHERE id = :id"
SEATS = """SELECT capacity, seats_taken, (SELECT count(*) FROM application a WHERE a.programme_id = p.id
 AND a.state IN ('offer_pending', 'accepted', 'accepted_keeping_wishes')) AS active FROM programme p WHERE id = :id"""
SEEKING = f"""SELECT a.id, a.candidate_id, a.centre_id FROM application a JOIN programme p ON p.id = a.programme_id
 WHERE a.state = 'seeking_contract' AND {{where}} AND NOT EXISTS (SELECT 1 FROM application o
  WHERE o.candidate_id = a.candidate_id AND o.state IN {ACCEPTED}) ORDER BY a.id"""


def ready(url: str, people: int, managers: int) -> dict[str, Any]:
    """Let the offers of May run out, make as many new ones, open the visits; return what the crowd needs."""
    with product(url, ON_6_JUNE):
        programme, centre = _rows(WAITING)[0]
        run_job(BY_NAME[SWEEP_OFFERS], started_by="command")
        with transaction() as session:
            session.execute(text(ONE_LEFT), {"id": programme})
        wanted = _rows(SEEKING.format(where=f"a.programme_id = {programme}"))[:managers]
        offers = _offers(people, programme, {candidate for _, candidate, _ in wanted})
        centres = sign_in(managers, account_id=centre)
        visits = [_visit(rank, candidate, contract) for rank, (candidate, contract) in enumerate(offers)]
    return {
        "programme": programme,
        "logins": [token(rank) for rank in range(centres)],
        "wishes": [application for application, _, _ in wanted],
        "visits": visits,
    }


def _offers(people: int, programme: int, busy: set[int]) -> list[tuple[int, int]]:
    """Enter a contract for as many candidates, one each; return candidate and contract."""
    number, made = valid_siret(), dict[int, int]()
    for application, candidate, centre in _rows(SEEKING.format(where=f"a.programme_id <> {programme}")):
        if candidate in made or candidate in busy:
            continue
        try:
            entered = enter_contract(
                Author(centre, centre), application, employer_name=EMPLOYER, siret=number
            )
        except RuleViolation:  # its programme is full
            continue
        made[candidate] = entered.contract_id
        if len(made) == people:
            return list(made.items())
    raise RuntimeError(f"only {len(made)} offers could be made")


def _visit(rank: int, candidate: int, contract: int) -> dict[str, Any]:
    """Open a visit of a candidate's pages, as their number and birth date do."""
    cookie = f"visit{rank:038d}"
    at = clock.wall()
    row = {"candidate_id": candidate, "generation": 0, "opened_at": at, "seen_at": at}
    with transaction() as session:
        digest = hashlib.sha256(cookie.encode()).hexdigest()
        session.execute(insert(CandidateVisit).values(token_hash=digest, **row))
    path = path_of(db.session(), candidate)
    return {"path": path, "cookie": cookie, "contract": contract, "reply": REPLIES[rank % len(REPLIES)]}


def _rows(statement: str) -> list[Any]:
    rows = list(db.session.execute(text(statement)))
    db.session.rollback()
    return rows


def seats(url: str, *, programme: int) -> dict[str, Any]:
    """Return the seats of a programme as stored and as counted, and how many offers are as they may not be."""
    with product(url, ON_6_JUNE):
        session = db.session()
        hold_snapshot(session)
        row = session.execute(text(SEATS), {"id": programme}).one()
        # What was made by plain SQL has neither line nor mail.
        asked = [one for one in reply_statements.STATEMENTS if one.name != "answer_in_the_journal"]
        breaches = sum(len(session.execute(text(one.sql)).all()) for one in asked)
    return {"capacity": row.capacity, "seats": row.seats_taken, "active": row.active, "breaches": breaches}
