"""R5.2 the personal link of a candidate: who it leads to, and when it leads nowhere any more."""

import re
from datetime import date, datetime

from flask import Flask
from sqlalchemy.orm import Session

from recruitment.applications import links
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from tests import builders

DURING = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
LAST_SECOND = datetime(2025, 10, 14, 23, 59, 59, tzinfo=PARIS)
AFTER = datetime(2025, 10, 15, 0, 0, tzinfo=PARIS)


def token_of(session: Session, candidate_id: int) -> str:
    path = links.path_of(session, candidate_id)
    assert re.fullmatch(r"/candidat/[A-Za-z0-9_.-]{50,120}", path), path
    return path.removeprefix(links.PREFIX)


def test_a_link_leads_to_its_candidate(session: Session) -> None:
    """R5.2."""
    candidate = builders.make_candidate(birth_date=date(2007, 2, 17))
    found = links.find(session, token_of(session, candidate.id), DURING)
    assert found == links.Linked(
        candidate.id, 0, candidate.campaign_id, candidate.candidate_number, date(2007, 2, 17)
    )


def test_a_token_that_we_did_not_make_leads_nowhere(session: Session) -> None:
    """R5.2: one character changed, cut, another purpose's, far too long."""
    token = token_of(session, builders.make_candidate().id)
    other = ("B" if token[-1] != "B" else "C") + token[1:]
    for wrong in (token[:-3], other, "", "0", "WzEsMF0.AAAA", token * 3, "é" * 40):
        assert links.find(session, wrong, DURING) is None, wrong


def test_renewing_a_link_ends_those_before(session: Session) -> None:
    """R5.2."""
    candidate = builders.make_candidate()
    former = token_of(session, candidate.id)
    with transaction() as writing:
        links.renew(writing, candidate.id)
    assert links.find(session, former, DURING) is None
    found = links.find(session, token_of(session, candidate.id), DURING)
    assert found is not None
    assert found.generation == 1


def test_a_link_ends_with_the_campaign(session: Session) -> None:
    """R5.2: once the offers of the last day of contract entry, 13 October, have run out."""
    token = token_of(session, builders.make_candidate().id)
    assert links.find(session, token, LAST_SECOND) is not None
    assert links.find(session, token, AFTER) is None


def test_a_link_outlives_a_change_of_the_secret_key(app: Flask, session: Session) -> None:
    """The former key stays among the fallbacks; without it nothing opens."""
    token = token_of(session, builders.make_candidate().id)
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "another secret of at least thirty-two characters"
    assert links.find(session, token, DURING) is not None
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert links.find(session, token, DURING) is None


def test_somebody_erased_has_no_pages(session: Session) -> None:
    candidate = builders.make_candidate(erased_at=DURING)
    assert links.find(session, token_of(session, candidate.id), DURING) is None
