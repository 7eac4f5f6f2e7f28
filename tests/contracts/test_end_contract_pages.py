"""/contrats/<id>/annulation and /rupture: who may, what is shown, what is answered (R4.8)."""

import pytest
from flask.testing import FlaskClient

from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, contracts_of, make_desk, state_of
from tests.contracts.pages import HTMX, of_role, refusals
from tests.forms import submit


def cancelling(desk: Desk) -> str:
    """Return the address where the desk's contract is cancelled."""
    return f"/contrats/{contracts_of(desk.programme.id)[0].id}/annulation"


def breaking(desk: Desk) -> str:
    """Return the address where the desk's contract is recorded as broken."""
    return f"/contrats/{contracts_of(desk.programme.id)[0].id}/rupture"


def test_an_administrator_cancels_a_pending_contract(client: FlaskClient) -> None:
    """R4.8: 303 to the file; the page said what the wish becomes."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        of_role(client, desk, "administrator")
        page = client.get(cancelling(desk)).text
        assert "En recherche de contrat" in page
        answer = submit(client, cancelling(desk), reason="Mauvais candidat", checked="1")
    assert (answer.status_code, answer.location) == (303, f"/candidatures/{desk.application.id}")
    assert state_of(desk.application.id) == "seeking_contract"


def test_an_administrator_records_a_breach(client: FlaskClient) -> None:
    """R4.8: with its date and cause."""
    desk = make_desk(ApplicationState.ACCEPTED)
    fields = {"broken_on": "2025-05-24", "cause": "Accord des parties", "checked": "1"}
    with clock_at(MONDAY):
        of_role(client, desk, "administrator")
        answer = submit(client, breaking(desk), **fields)
    assert answer.status_code == 303
    assert state_of(desk.application.id) == "withdrawn_with_contract"


@pytest.mark.parametrize("role", ["manager", "registrar", "viewer"])
def test_others_are_told_why_not(client: FlaskClient, role: str) -> None:
    """R4.8: an administrator of the centre."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        of_role(client, desk, role)
        for url in (cancelling(desk), breaking(desk)):
            answer = client.get(url)
            assert answer.status_code == 403
            assert "ne permet pas d’annuler un contrat" in answer.text


def test_another_centre_sees_nothing(client: FlaskClient) -> None:
    """R8.3: 404."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        of_role(client, desk, "administrator", centre=builders.make_centre())
        assert client.get(cancelling(desk)).status_code == 404


@pytest.mark.parametrize(
    ("url", "state", "code"),
    [
        (cancelling, ApplicationState.ACCEPTED, "contract_not_pending"),
        (breaking, ApplicationState.OFFER_PENDING, "contract_not_accepted"),
    ],
)
def test_a_contract_in_another_state_says_why_before_and_after(
    client: FlaskClient, url: object, state: str, code: str
) -> None:
    """R4.8: the page says it, and the answer refuses it."""
    desk = make_desk(state)
    address = (cancelling if url is cancelling else breaking)(desk)
    fields = {"reason": "Erreur", "broken_on": "2025-05-24", "cause": "Erreur", "checked": "1"}
    with clock_at(MONDAY):
        of_role(client, desk, "administrator")
        assert 'aria-disabled="true" aria-describedby="obstacle"' in client.get(address).text
        answer = submit(client, address, **fields)
    assert (answer.status_code, refusals(answer.text)) == (409, [code])


def test_a_reason_and_a_date_are_asked_for(client: FlaskClient) -> None:
    """R4.8: 422, with the code where a rule refuses and a summary where a field is wrong."""
    desk = make_desk(ApplicationState.ACCEPTED)
    with clock_at(MONDAY):
        of_role(client, desk, "administrator")
        no_date = submit(client, breaking(desk), cause="Accord", checked="1", broken_on="hier")
        late = submit(client, breaking(desk), cause="Accord", checked="1", broken_on="2025-06-01")
        no_cause = submit(client, breaking(desk), cause=" ", checked="1", broken_on="2025-05-24")
    assert [answer.status_code for answer in (no_date, late, no_cause)] == [422, 422, 422]
    assert refusals(late.text) == ["break_date_invalid"]
    assert refusals(no_cause.text) == ["reason_missing"]
    assert "1 point à corriger" in no_date.text


def test_in_the_dialog_it_leads_to_the_file(client: FlaskClient) -> None:
    """htmx: a redirect of the whole page, which shows the history."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        me = of_role(client, desk, "administrator")
        page = client.get(cancelling(desk), headers=HTMX).text
        answer = me.send(cancelling(desk), page, headers=HTMX, reason="Erreur", checked="1")
    assert answer.headers["HX-Redirect"] == f"/candidatures/{desk.application.id}"
