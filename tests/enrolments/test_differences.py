"""Worklists of what two sides tell differently: SIRETs (R5.3), the platform's list (R5.2)."""

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from recruitment.contracts import actions as contracts
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.enrolments import actions
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.journal.actions import Actor
from recruitment.rules.vocabulary import ApplicationState, Reply
from tests import builders
from tests.contracts.desk import MONDAY, SIRET, Desk, clock_at, contracts_of, lines, make_desk, refused_by
from tests.contracts.pages import of_role
from tests.forms import submit

OTHER = SIRET  # the desk’s contract has another


def differing() -> tuple[Desk, int]:
    """Return a desk whose candidate accepted with another SIRET, and the contract's id."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    (contract,) = contracts_of(desk.programme.id)
    contracts.reply_to_offer(
        Actor("candidate", desk.application.candidate_id),
        contract.id,
        Reply.ACCEPT,
        siret=OTHER,
        employer_name="Fournil du Puy",
    )
    return desk, contract.id


def test_a_siret_that_differs_waits_until_somebody_settles_it(client: FlaskClient) -> None:
    """R5.3: flagged on the home page, both numbers and names side by side, a note, a line in the journal."""
    with clock_at(MONDAY):
        desk, contract_id = differing()
        of_role(client, desk, "manager")
        assert "1 SIRET à vérifier avec l’employeur" in client.get("/").text
        page = client.get("/reponses/siret").text
        assert "Boulangerie du Puy" in page
        assert "Fournil du Puy" in page
        url = f"/contrats/{contract_id}/siret"
        assert submit(client, url, note=" ").status_code == 422
        assert submit(client, url, note="Deux établissements du même groupe").status_code == 303
        after = client.get("/reponses/siret").text
        assert "Aucun écart de SIRET" in after
        assert "Deux établissements du même groupe" in after
        with refused_by("already_settled"):
            actions.settle_siret(desk.author, contract_id, note="Encore")
    (contract,) = contracts_of(desk.programme.id)
    assert (contract.siret, contract.reply_siret) == (builders.siret(), OTHER)
    assert [line.contract_id for line, _ in lines("siret_settled")] == [contract_id]


def test_the_same_siret_is_no_difference(client: FlaskClient) -> None:
    """R5.3."""
    desk = make_desk(ApplicationState.ACCEPTED)
    contract_id = db.session.scalars(select(Contract.id)).one()
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        assert client.get(f"/contrats/{contract_id}/siret").status_code == 404
        with refused_by("already_settled"):
            actions.settle_siret(desk.author, contract_id, note="Rien")


def test_a_discrepancy_is_settled_with_a_note(client: FlaskClient) -> None:
    """R5.2: nothing of ours changes; the note stays, with who and when."""
    desk = make_desk(ApplicationState.SEEKING_CONTRACT)
    values = {
        "programme_id": desk.programme.id, "centre_id": desk.programme.centre_id, "kind": "missing_here",
        "application_id": desk.application.id, "candidate_number": desk.candidate.candidate_number,
        "facts": '[["reply", "none", "1"]]', "import_id": 1, "found_at": MONDAY, "seen_at": MONDAY,
    }  # fmt: skip
    with transaction() as session:
        session.execute(insert(ReplyDiscrepancy).values(values))
    with clock_at(MONDAY):
        of_role(client, desk, "registrar")
        assert "1 écart avec la liste de la plateforme" in client.get("/").text
        page = client.get("/reponses/ecarts").text
        assert "Manque ici" in page
        assert "oui, définitif" in page
        row = db.session.scalars(select(ReplyDiscrepancy)).one()
        url = f"/reponses/ecarts/{row.id}"
        assert submit(client, url, note="").status_code == 422
        assert submit(client, url, note="Contrat à saisir demain").status_code == 303
        assert "Contrat à saisir demain" in client.get("/reponses/ecarts").text
        again = submit(client, url, note="Encore")
    assert again.status_code == 409
    assert len(lines("discrepancy_settled")) == 1
