"""R8.3: what the lists said of somebody is shown of the reader's programme alone."""

from flask import Flask
from flask.testing import FlaskClient

from recruitment.admissions.difference import Difference
from recruitment.admissions.pool import take_in
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import finish, open_exchange
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.admissions.lists import NOW, pool, record


def pulled(*programmes: Programme, town: str = "Clermont-Ferrand") -> int:
    """Receive the same person in programmes of one centre, from the web service; return the exchange."""
    first = programmes[0]
    with transaction() as session:
        exchange = open_exchange(
            session, centre_id=first.centre_id, campaign_id=first.campaign_id, programme_id=None,
            direction="in", source="platform_pull", school_year=2025, account_id=None, state="applying", now=NOW,
        )  # fmt: skip
        for rank, one in enumerate(programmes):
            told = record(1, line=rank + 1, town=town)
            take_in(session, exchange, one, [told], mode="replace", now=NOW)
        finish(session, exchange, state="done", counts=Difference().counts(), now=NOW)
        return exchange.id


def test_a_list_of_several_programmes_tells_of_this_row_alone(app: Flask, client: FlaskClient) -> None:
    """R6.4, R8.3: neither another centre's reception of the same number, nor that of a programme outside one's own."""
    mine, beside = builders.make_programme(), builders.make_programme()
    elsewhere = builders.make_programme(centre=builders.make_centre())
    here = pulled(mine, beside)
    hidden = [pulled(beside, town="Riom"), pulled(elsewhere), pulled(elsewhere, town="Thiers")]
    builders.log_in(client, builders.make_account(Role.REGISTRAR, programmes=(mine,)))
    text = client.get(f"/admis/{pool(mine)['2500001'].id}").text
    assert text.count(f'href="/echanges/{here}"') == 1
    assert [id_ for id_ in hidden if f'href="/echanges/{id_}"' in text] == []
