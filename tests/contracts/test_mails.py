"""What candidates are told about contracts, in the words that leave."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.mail.registry import NoLongerNeeded
from recruitment.rules.vocabulary import ApplicationState as State
from tests.applications.test_mails import texts_of
from tests.builders import make_application, make_contract, siret

AFTERNOON = datetime(2025, 5, 26, 12, 32, tzinfo=UTC)


def payload_of(session: Session, application: Application) -> dict[str, object]:
    """Return what the outbox holds about the contract of an application."""
    contract = session.scalars(select(Contract).where(Contract.application_id == application.id)).one()
    return {"application": application.id, "contract": contract.id}


@time_machine.travel(AFTERNOON, tick=False)
def test_an_offer_says_who_by_when_and_what_each_answer_does(session: Session) -> None:
    """R4.7, R5.1, R5.2, R5.3."""
    application = make_application(state=State.UNCONFIRMED)
    make_contract(
        application, reply_until=datetime(2025, 5, 28, 21, 59, 59, tzinfo=UTC), employer_name="Volta Énergies"
    )
    said = texts_of(session, "offer", payload_of(session, application))
    assert "Répondez avant le mercredi 28 mai 2025, 23 h 59 (heure de Paris)" in said.text
    assert "Volta Énergies" in said.text
    assert "C’est la date fixée par la session" in said.text
    assert "https://tremplin.exemple.fr/candidat/" in said.text
    for answer in ("accepter définitivement", "accepter en gardant vos vœux en attente", "renoncer"):
        assert answer in said.text
        assert answer in said.html


@time_machine.travel(datetime(2025, 9, 1, tzinfo=UTC), tick=False)
def test_an_offer_that_can_no_longer_be_answered_does_not_leave(session: Session) -> None:
    """R5.1: past its last instant, or ended since."""
    late = make_application(state=State.UNCONFIRMED)
    make_contract(late, reply_until=datetime(2025, 5, 28, 21, 59, 59, tzinfo=UTC))
    declined = make_application(state=State.WITHDRAWN_WITH_CONTRACT)
    for application in (late, declined):
        with pytest.raises(NoLongerNeeded):
            texts_of(session, "offer", payload_of(session, application))


def test_a_cancelled_contract_leaves_the_application_where_it_was(session: Session) -> None:
    """R4.8: nothing to answer any more; the state is named."""
    application = make_application(state=State.SEEKING_CONTRACT)
    make_contract(
        application, status="cancelled", ended_at=AFTERNOON, end_reason="erreur de saisie de M. Roux"
    )
    said = texts_of(session, "contract_cancelled", payload_of(session, application))
    assert "vous n’avez pas à y répondre" in said.text
    assert "« En recherche de contrat »" in said.text
    assert "M. Roux" not in said.text + said.html


def test_a_broken_contract_is_told_with_its_day(session: Session) -> None:
    """R4.8: it does not reopen the wish."""
    application = make_application(state=State.SEEKING_CONTRACT)
    make_contract(application, status="broken", broken_on=date(2025, 9, 30), end_reason="accord des parties")
    said = texts_of(session, "contract_broken", payload_of(session, application))
    assert "à la date du 30 septembre 2025" in said.text
    assert "ne rouvre pas votre vœu" in said.text
    assert "accord des parties" not in said.text + said.html


@pytest.mark.parametrize(
    ("template", "status", "words"),
    [
        ("offer_accepted", "accepted", "accepté définitivement"),
        (
            "offer_accepted_keeping",
            "accepted_keeping_wishes",
            "gardant vos vœux",
        ),
        ("offer_declined", "declined", "renoncé"),
        ("offer_expired", "expired", "Ce retrait est automatique"),
    ],
)
@time_machine.travel(AFTERNOON, tick=False)
def test_each_answer_has_its_letter_and_only_as_long_as_it_holds(
    session: Session, template: str, status: str, words: str
) -> None:
    """R5.2, R5.4, R5.6, RGPD article 22: what the answer did; another answer since, and the letter does not leave."""
    application = make_application(state=State.UNCONFIRMED)
    ended: dict[str, Any] = {"ended_at": datetime(2025, 6, 6, tzinfo=UTC)} if status == "expired" else {}
    make_contract(application, status=status, employer_name="Volta Énergies", **ended)
    payload = payload_of(session, application)
    said = texts_of(session, template, payload)
    assert words in said.text
    assert "Volta Énergies" in said.text
    assert "/candidat/" in said.text
    for other in {"offer_accepted", "offer_accepted_keeping", "offer_declined", "offer_expired"} - {template}:
        with pytest.raises(NoLongerNeeded):
            texts_of(session, other, payload)


@time_machine.travel(AFTERNOON, tick=False)
def test_the_reminder_says_the_same_as_the_offer(session: Session) -> None:
    """R5.6: until when, why then, and what each answer does."""
    application = make_application(state=State.UNCONFIRMED)
    make_contract(application, reply_until=datetime(2025, 5, 28, 21, 59, 59, tzinfo=UTC))
    said = texts_of(session, "offer_reminder", payload_of(session, application))
    assert said.subject == "Dernier rappel : votre réponse est attendue"
    assert "mercredi 28 mai 2025, 23 h 59 (heure de Paris)" in said.text
    assert said.html.count("<li>") == 3


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("accept", "accepte définitivement"),
        ("accept_keeping_wishes", "en gardant ses vœux en attente"),
        ("decline", "renonce à la proposition"),
        ("expire", "sans réponse"),
        ("withdraw", "renonce à son vœu"),
    ],
)
def test_managers_learn_of_an_answer_without_a_name(session: Session, reply: str, words: str) -> None:
    """R5.2, R5.3: what was answered, an employer that differs; who it is, the page says."""
    application = make_application(state=State.UNCONFIRMED)
    make_contract(application, reply_siret=siret(7), reply_employer_name="Ailleurs", status="accepted")
    payload = {**payload_of(session, application), "reply": reply}
    said = texts_of(session, "reply_received", payload)
    assert words in said.text
    assert "n’est pas celui du contrat saisi" in said.text
    assert "n’est pas celui" not in texts_of(session, "reply_received", {**payload, "contract": None}).text
    assert said.text.count("Martin") == 1  # the addressee's own
