"""R6.8 the day on site on the screen: scan, one tap, nothing that moves under the eyes, payment, the day's list."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core.transaction import transaction
from recruitment.exchanges import uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.learners.actions import synchronise
from recruitment.rules.vocabulary import Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from recruitment.stations.models import OnSite, Passage, Payment, Station
from tests import builders
from tests.forms import hidden_fields, submit
from tests.learners.world import make_admitted
from tests.portal.visitor import words
from tests.stations.world import DAY, bring, go_through, open_site, validate

pytestmark = pytest.mark.usefixtures("_at_the_hour")
HTMX = {"HX-Request": "true"}
HERE = "/accueil-inscriptions"


@pytest.fixture
def _at_the_hour() -> Iterator[None]:
    with time_machine.travel(DAY, tick=False):
        yield


def test_scan_arrive_pass_and_pay(client: FlaskClient, session: Session) -> None:
    """R6.8: the number leads to the person; one tap passes; the payment gives its receipt; undoing asks why."""
    programme = builders.make_programme()
    account = builders.make_account(Role.REGISTRAR)
    builders.log_in(client, account)
    assert "L’accueil sur place n’est pas ouvert" in client.get(HERE).text
    identity, file, payment, _card = open_site(account, programme.centre_id)
    admitted = make_admitted(programme, last_name="Élan", sex="F", candidate_number="2500123")
    found = client.get(f"{HERE}/recherche?q=2500%20123")
    person = f"{HERE}/personnes/{admitted.id}"
    assert (found.status_code, found.location) == (303, person)
    assert "Élan" in client.get(f"{HERE}/recherche?q=elan").text
    assert "Personne de ce nom" in client.get(f"{HERE}/recherche?q=999").text
    short = client.get(f"{HERE}/recherche?q=é").text
    assert ("Tapez au moins deux lettres" in short, "Personne de ce nom" in short) == (True, False)
    page = client.get(person).text
    assert "Née le" in page
    token = hidden_fields(page, f"{person}/arrivee")
    assert client.post(f"{person}/arrivee", data=token).status_code == 303
    tap = f"{person}/postes/{identity.id}"
    assert "Élan" in client.get(HERE).text
    for _ in range(2):
        assert client.post(tap, data=token).status_code == 303
    early = client.post(f"{person}/postes/{payment.id}", data=token)
    assert 'data-refusal="not_at_this_station"' in early.text
    client.post(f"{person}/postes/{file.id}", data=token)
    for typed, told in (
        (
            {"method": "card", "payer": "learner", "amount": "12,5", "reference": "4970 1012 3456 7890"},
            "numéro de carte",
        ),
        ({"method": "cheque", "payer": "learner", "amount": "-3"}, "Écrivez un montant"),
        ({"method": "waived", "payer": "learner", "amount": "10"}, "Exonéré"),
    ):
        answer = submit(client, f"{person}/paiement", **typed)
        assert answer.status_code == 422
        assert told in words(answer.text)
    assert (
        "4970" not in submit(client, f"{person}/paiement", method="card", reference="4970101234567890").text
    )
    assert (
        submit(client, f"{person}/paiement", method="cheque", payer="employer", amount="125,5 €").status_code
        == 303
    )
    paid = session.scalars(select(Payment)).one()
    assert (paid.amount_cents, paid.receipt_number) == (12_550, "2025-00001")
    assert "2025-00001" in client.get(person).text
    undo = f"{HERE}/passages/{paid.passage_id}/annulation"
    assert submit(client, undo, reason="").status_code == 422
    assert submit(client, undo, reason="Chèque sans signature").status_code == 303
    assert "Chèque sans signature" in client.get(person).text
    assert submit(client, f"{person}/depart", reason="Revient jeudi").status_code == 303
    assert "Revient jeudi" in client.get(person).text


def test_what_was_passed_another_day_stays_on_the_page(client: FlaskClient, session: Session) -> None:
    """R6.8: without an arrival today, paid is paid, to be undone with a reason; then one is to pass there again."""
    programme = builders.make_programme()
    account = builders.make_account(Role.REGISTRAR)
    builders.log_in(client, account)
    stations = open_site(account, programme.centre_id)
    one, half = bring(account, programme), bring(account, programme)
    passages = go_through(account, one, stations)
    go_through(account, half, stations[:1])
    with time_machine.travel(DAY + timedelta(days=2), tick=False):
        builders.log_in(client, account)
        whole = client.get(f"{HERE}/personnes/{one.id}").text
        begun = words(client.get(f"{HERE}/personnes/{half.id}").text)
        undo = f"{HERE}/passages/{passages[2]}/annulation"
        assert submit(client, undo, reason="Chèque rejeté").status_code == 303
        undone = words(client.get(f"{HERE}/personnes/{one.id}").text)
    assert ("À passer" in whole, "A fini" in whole, "125,50" in whole) == (False, True, True)
    assert all(f"/passages/{id_}/annulation" in whole for id_ in passages)
    assert (begun.count("À passer"), "A fini" in begun) == (3, False)
    assert (undone.count("À passer"), "A fini" in undone) == (1, False)


def test_what_one_reads_does_not_move(client: FlaskClient, session: Session) -> None:
    """R6.8: whoever passed keeps their line, whoever comes is added below; nothing new is a 304."""
    programme = builders.make_programme()
    account = builders.make_account(Role.REGISTRAR)
    builders.log_in(client, account)
    identity, *_others = open_site(account, programme.centre_id)
    people = [bring(account, programme, last_name=f"Rang{letter}") for letter in "abc"]
    page = client.get(f"{HERE}?poste={identity.id}").text
    seen = ",".join(str(one.id) for one in people)
    assert f"poste={identity.id}&amp;vus={seen}" in page
    url = f"{HERE}/personnes/{people[0].id}/postes/{identity.id}"
    fields = {**hidden_fields(page, url)}
    with time_machine.travel(DAY + timedelta(minutes=7), tick=False):
        answer = client.post(url, data=fields, headers=HTMX)
        bring(account, programme, last_name="Rangd")
        poll = f"{HERE}/file?poste={identity.id}&vus={seen}"
        fresh = client.get(poll, headers=HTMX)
        again = client.get(poll, headers={**HTMX, "If-None-Match": fresh.headers["ETag"]})
    assert answer.status_code == 200
    order = [fresh.text.index(f"Rang{letter}") for letter in "abcd"]
    assert order == sorted(order)
    assert "attend à « Dossier »" in words(fresh.text)
    assert "7 min" in words(fresh.text)
    assert again.status_code == 304
    assert client.get(f"{HERE}/file?poste=zz&vus=1,,x,99999999999999", headers=HTMX).status_code == 200


def test_the_list_of_the_day_and_its_end(client: FlaskClient, session: Session) -> None:
    """R6.8: who passed what when, what was paid by method; closed by hand, it queues once."""
    programme = builders.make_programme()
    account = builders.make_account(Role.REGISTRAR)
    builders.log_in(client, account)
    stations = open_site(account, programme.centre_id)
    one = bring(account, programme)
    early = words(client.get(f"{HERE}/journee?jour=0001-01-01").text)
    assert "Aucune encore : rien à envoyer" in early, "today's, for a day that no calendar of ours has"
    (outcome,) = synchronise(account, [one.id])
    go_through(account, one, stations)
    validate(account, outcome.registration_id or 0, DAY)
    page = words(client.get(f"{HERE}/journee").text)
    assert f'<td data-label="{stations[0].name}">' in client.get(f"{HERE}/journee").text, (
        "a narrow screen has no headers"
    )
    assert "125,50 €" in page
    assert "1 inscription validée et payée part" in page
    for _ in range(2):
        token = hidden_fields(client.get(HERE + "/journee").text)
        assert client.post(f"{HERE}/journee", data=token).status_code == 303
    assert len(session.scalars(select(UplinkEntry.id)).all()) == 1
    assert "Personne n’est venu" in client.get(f"{HERE}/journee?jour=2025-09-01").text
    assert client.get(f"{HERE}/journee?jour=demain").status_code == 200


def test_the_day_announces_only_what_leaves(client: FlaskClient, session: Session) -> None:
    """R6.8: what the platform knows through another act is no departure; once cancelled there, it is one again."""
    programme = builders.make_programme()
    account = builders.make_account(Role.REGISTRAR)
    builders.log_in(client, account)
    stations = open_site(account, programme.centre_id)
    people = [bring(account, programme, last_name=f"Aubert{letter}") for letter in "abc"]
    for one, outcome in zip(people, synchronise(account, [one.id for one in people]), strict=True):
        go_through(account, one, stations)
        validate(account, outcome.registration_id or 0, DAY)
    with transaction() as writing:
        for one, states in ((people[0], (1,)), (people[1], (1, 3))):
            for state in states:
                uplink_queue.queue(
                    writing, event_key=f"paid:{one.id}:{state}", centre_id=programme.centre_id,
                    campaign_id=programme.campaign_id, programme_id=programme.id, now=DAY, source="paid",
                    candidate_number=one.candidate_number, platform_state=state, source_id=one.id,
                )  # fmt: skip
    assert "2 inscriptions validées et payées partent" in words(client.get(f"{HERE}/journee").text)
    assert len(list(BY_NAME["end-of-day"].preview(session, DAY).rows)) == 2
    token = hidden_fields(client.get(HERE + "/journee").text)
    closed = client.post(f"{HERE}/journee", data=token, follow_redirects=True).text
    assert "2 inscriptions mises en file pour la plateforme, 1 déjà connue." in words(closed)
    assert "déjà connues de la plateforme, ou en file vers elle" in words(closed)


def test_one_closes_the_day_of_ones_own_programmes(client: FlaskClient, session: Session) -> None:
    """R6.8, R8.3: elsewhere in the centre nothing is counted nor queued; the evening takes the rest."""
    mine, other = builders.make_programme(), builders.make_programme()
    everywhere = builders.make_account(Role.REGISTRAR)
    stations = open_site(everywhere, mine.centre_id)
    for programme, name in ((mine, "Aubert"), (other, "Blanc")):
        one = bring(everywhere, programme, last_name=name)
        (outcome,) = synchronise(everywhere, [one.id])
        go_through(everywhere, one, stations)
        validate(everywhere, outcome.registration_id or 0, DAY)
    builders.log_in(client, builders.make_account(Role.REGISTRAR, programmes=(mine,)))
    assert "1 inscription validée et payée part" in words(client.get(f"{HERE}/journee").text)
    for _ in range(2):
        token = hidden_fields(client.get(HERE + "/journee").text)
        assert client.post(f"{HERE}/journee", data=token).status_code == 303
    assert session.scalars(select(UplinkEntry.programme_id)).all() == [mine.id]
    assert run_job(BY_NAME["end-of-day"], started_by="tick").rows == 1


def test_an_administrator_sets_the_stations_up(client: FlaskClient, session: Session) -> None:
    """R6.8: the usual stations at first, then others; the end of the day needs one for payment."""
    builders.make_programme()
    account = builders.make_account(Role.ADMINISTRATOR)
    builders.log_in(client, account)
    there = "/parametrage/accueil-inscriptions"
    assert submit(client, there, moment="end_of_day").status_code == 409
    assert submit(client, there, enabled="y", moment="end_of_day", amount="x").status_code == 422
    assert submit(client, there, enabled="y", moment="end_of_day", amount="125").status_code == 303
    names = select(Station.name).where(Station.retired_at.is_(None)).order_by(Station.position)
    assert session.scalars(names).all() == ["Identité", "Dossier", "Paiement", "Carte"]
    ids = session.scalars(select(Station.id).order_by(Station.position)).all()
    token = hidden_fields(client.get(there).text)
    assert client.post(f"{there}/postes", data={**token, "name": "Photo", "kind": "other"}).status_code == 303
    assert (
        client.post(f"{there}/postes", data={**token, "name": "Caisse", "kind": "payment"}).status_code == 409
    )
    assert client.post(f"{there}/postes/{ids[0]}/descendre", data=token).status_code == 303
    assert client.post(f"{there}/postes/{ids[2]}/retirer", data=token).status_code == 409
    assert client.post(f"{there}/postes/{ids[3]}/retirer", data=token).status_code == 303
    assert submit(client, f"{there}/postes/{ids[1]}", name="Dossier et pièces").status_code == 303
    session.expire_all()
    assert session.scalars(names).all() == ["Dossier et pièces", "Identité", "Paiement", "Photo"]
    assert client.post(f"{there}/postes/{ids[3]}/remettre", data=token).status_code == 303
    site = session.scalars(select(OnSite)).one()
    assert (site.enabled, site.amount_cents) == (True, 12_500)


def test_other_centres_and_viewers_stay_out(client: FlaskClient, session: Session) -> None:
    """R8.3: another centre's people and passages do not exist; who only looks does not let pass."""
    programme = builders.make_programme()
    registrar = builders.make_account(Role.REGISTRAR)
    stations = open_site(registrar, programme.centre_id)
    one = bring(registrar, programme)
    (passage, *_rest) = go_through(registrar, one, stations[:1])
    other = builders.make_centre(academie="Lyon")
    builders.log_in(client, builders.make_account(Role.REGISTRAR, centre=other))
    for address in (
        f"personnes/{one.id}",
        f"personnes/{one.id}/paiement",
        f"personnes/{one.id}/depart",
        f"passages/{passage}/annulation",
    ):
        assert client.get(f"{HERE}/{address}").status_code == 404, address
    token = hidden_fields(client.get("/deconnexion").text)
    assert client.post(f"{HERE}/personnes/{one.id}/postes/{stations[1].id}", data=token).status_code == 404
    assert len(session.scalars(select(Passage.id)).all()) == 1
