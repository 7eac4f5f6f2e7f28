"""« Aujourd’hui »."""

import re
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from recruitment.rules.vocabulary import Role
from tests import builders
from tests.contracts.offers import make_offer


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2025-10-13T20:00:00Z", "Saisie des contrats ouverte jusqu’au 13 octobre"),
        ("2025-10-14T08:00:00Z", "Saisie des contrats fermée depuis le 13 octobre"),
    ],
)
def test_r4_3_the_head_never_calls_open_a_window_that_is_shut(
    client: FlaskClient, session: Session, now: str, said: str
) -> None:
    builders.make_programme()
    with time_machine.travel(now, tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        page = client.get("/")
    assert page.status_code == 200
    assert said in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize("path", ["/", "/accueil/a-faire"])
def test_one_button_is_solid_and_it_is_the_most_urgent(
    client: FlaskClient, session: Session, path: str
) -> None:
    """Two last days within two days of now: each point has its « Examiner », the first one's is solid."""
    programme = builders.make_programme()
    for last_day in (date(2025, 5, 28), date(2025, 5, 29)):
        builders.make_application(programme=programme, review_deadline=last_day)
    with time_machine.travel("2025-05-28T10:00:00Z", tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        page = client.get(path).text
    buttons = re.findall(r'<a class="btn btn-sm( btn-primary)?" href="[^"]*">Examiner', page)
    assert buttons == [" btn-primary", ""]


@pytest.mark.parametrize(("now", "said"), [("2025-06-04T13:00:00Z", False), ("2025-06-05T13:00:00Z", True)])
def test_the_night_says_which_offers_run_out(
    client: FlaskClient, session: Session, now: str, said: bool
) -> None:
    """R5.6, R3.7: on the last day, and not before."""
    offer = make_offer()
    with time_machine.travel(now, tick=True):
        builders.log_in(client, offer.manager)
        page = client.get("/").text.replace("\u00a0", " ")
    assert ("1 proposition expire" in page) is said
