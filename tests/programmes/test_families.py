"""A minor's guardians get their own mail, where the centre has chosen so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications import actions
from recruitment.applications.models import Candidate, Guardian
from recruitment.contracts.actions import enter_contract
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM
from recruitment.mail import registry
from recruitment.mail.models import OutboxMail
from recruitment.privacy import erasure
from recruitment.rules.ages import is_minor
from recruitment.rules.retention import Fate
from tests.asked import statements
from tests.builders import make_account, make_application, make_candidate, make_centre, make_programme
from tests.contracts.desk import MONDAY, SIRET, clock_at
from tests.mail.post import BASE_URL, one_pass, post_office, use

MINOR, ADULT = date(2008, 3, 1), date(2006, 3, 1)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock_at(MONDAY):
        yield


def guardian(candidate: Candidate, position: int = 1, email: str | None = "parent@exemple.fr") -> int:
    """Give a candidate a guardian; return their id."""
    with transaction() as session:
        row = Guardian(
            candidate_id=candidate.id,
            position=position,
            first_name="Dominique",
            last_name="Martin",
            email=email,
        )
        session.add(row)
    return row.id


def family(*, on: bool = True, born: date | None = MINOR) -> tuple[Any, list[int]]:
    """Give a confirmed application, with three guardians' rows at most: two mailboxes, one of them known twice."""
    centre = make_centre(mail_guardians=on)
    candidate = make_candidate(birth_date=born)
    application = make_application(programme=make_programme(centre=centre), candidate=candidate)
    return application, [guardian(candidate), guardian(candidate, 2, "Autre@exemple.fr")]


def told(session: Session) -> list[tuple[str, str, str]]:
    """Return who is told what about which event."""
    session.rollback()
    rows = session.execute(
        select(OutboxMail.event_key, OutboxMail.template, OutboxMail.recipient).order_by(OutboxMail.id)
    )
    return [(row.event_key, row.template, row.recipient) for row in rows]


def retain(application: Any) -> None:
    """Retain an application, by a manager of its centre."""
    account = make_account(centre_id=application.centre_id)
    actions.retain(account, application.id)


@pytest.mark.parametrize(
    ("on", "born", "others"), [(True, MINOR, 2), (True, ADULT, 0), (True, None, 0), (False, MINOR, 0)]
)
def test_guardians_of_a_minor_are_told_where_the_centre_says_so(
    session: Session, on: bool, born: date | None, others: int
) -> None:
    """R2.6 one row per event and person: the candidate, then each guardian."""
    application, guardians = family(on=on, born=born)
    retain(application)
    key = f"application:{application.id}:retain"
    assert told(session) == [
        (key, "retained", f"candidate:{application.candidate_id}"),
        *((key, "guardian_retained", f"guardian:{id_}") for id_ in guardians[:others]),
    ]


def test_one_mailbox_gets_one_mail(session: Session) -> None:
    """R2.6 neither the candidate's own address nor the other guardian's is written to twice."""
    centre = make_centre(mail_guardians=True)
    candidate = make_candidate(birth_date=MINOR, email="famille@exemple.fr")
    application = make_application(programme=make_programme(centre=centre), candidate=candidate)
    guardian(candidate, 1, "Famille@exemple.fr ")
    guardian(candidate, 2, None)
    retain(application)
    assert len(told(session)) == 1


def test_a_contract_tells_guardians_too(session: Session) -> None:
    """R4.7 the offer: the row of the contract's own statement, then the guardians'."""
    application, guardians = family()
    retain(application)
    enter_contract(
        make_account(centre_id=application.centre_id), application.id, employer_name="Volta", siret=SIRET
    )
    offers = [row for row in told(session) if row[1].endswith("offer")]
    assert [row[2] for row in offers] == [
        f"candidate:{application.candidate_id}",
        *(f"guardian:{id_}" for id_ in guardians),
    ]


def test_a_contract_asks_nothing_more_where_guardians_are_not_told(session: Session) -> None:
    """R2.6 the entry of a contract is what many do at once: no statement reads guardians but where they are told."""
    application, _guardians = family(on=False)
    retain(application)
    with statements() as asked:
        enter_contract(
            make_account(centre_id=application.centre_id), application.id, employer_name="Volta", siret=SIRET
        )
    assert asked
    assert not [one for one in asked if "guardian." in one.text]


def test_what_leaves_carries_the_link_to_the_candidate_alone(app: Flask) -> None:
    """R4.7, R5.2 over a real server: each at their own address, each in their own words."""
    application, _guardians = family()
    enter_contract(
        make_account(centre_id=application.centre_id), application.id, employer_name="Volta", siret=SIRET
    )
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    texts = {
        str(mail["To"].addresses[0].addr_spec): str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for mail in office.received
    }
    own = next(text for address, text in texts.items() if address.startswith("camille.martin"))
    assert f"{BASE_URL}/candidat/" in own
    assert "Trois réponses sont possibles" in own
    theirs = texts["parent@exemple.fr"]
    assert "Bonjour Dominique Martin," in theirs
    assert "le contrat d’apprentissage de Camille" in theirs
    assert "/candidat/" not in theirs
    assert set(texts) == {
        "parent@exemple.fr",
        "Autre@exemple.fr",
        *(a for a in texts if a.startswith("camille")),
    }


@pytest.mark.parametrize("fate", [Fate.ERASED, Fate.CONTACTS])
def test_what_was_written_to_guardians_goes_with_them(session: Session, fate: Fate) -> None:
    """R9 of the data map: no row of the outbox points at a guardian who is gone."""
    application, guardians = family()
    retain(application)
    name = f"guardian:{guardians[0]}"
    assert registry.addressees(session, [name])[name].name == "Dominique Martin"
    session.rollback()
    with transaction() as own:
        erasure.erase(own, [application.candidate_id], fate, clock.now(), SYSTEM)
    assert [row for row in told(session) if row[2].startswith("guardian:")] == []


@pytest.mark.parametrize(
    ("birth", "day", "minor"),
    [
        (date(2007, 5, 26), date(2025, 5, 25), True),
        (date(2007, 5, 26), date(2025, 5, 26), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2006, 3, 1), date(2024, 2, 29), True),
        (None, date(2025, 5, 26), False),
    ],
)
def test_majority_is_a_day(birth: date | None, day: date, minor: bool) -> None:
    assert is_minor(birth, day) is minor
