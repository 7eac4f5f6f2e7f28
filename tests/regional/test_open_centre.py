"""/region/etablissements/ouvrir: a centre and its first administrator, or neither (R8.1, R8.3)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from recruitment.accounts.models import Account
from recruitment.applications.models import RefusalReason
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import TrainingCentre
from recruitment.regional import actions
from recruitment.rules.errors import RuleViolation
from tests import builders
from tests.contracts.pages import refusals
from tests.forms import hidden_fields, submit
from tests.regional.desk import full_place, signed_in

URL = "/region/etablissements/ouvrir"
UAI = "0442953W"
TYPED = {
    "uai": " 442953w",
    "siret": "999 012 347 00012",
    "name": "CFA des Gravanches",
    "town": "Gerzat",
    "department": "63",
    "display_name": "Aline Morel",
    "email": "aline.morel@exemple.fr",
    "mobile": "0639981234",
}


def opened() -> TrainingCentre | None:
    """Return the centre, as committed."""
    db.session.rollback()
    return db.session.scalar(select(TrainingCentre).where(TrainingCentre.uai == UAI))


def test_the_centre_is_there_and_its_administrator_invited(client: FlaskClient) -> None:
    """R8.1: in one's own académie, with the mobile number, the usual reasons and a journal of its own."""
    builders.make_campaign()
    with signed_in(client) as who:
        answer = submit(client, URL, **TYPED)
        page = client.get(answer.location).text
    assert (answer.status_code, answer.location) == (303, f"/region/etablissements/{UAI}")
    centre = opened()
    assert centre is not None
    assert (centre.academie, centre.siret, centre.department) == ("Clermont-Ferrand", "99901234700012", "63")
    account = db.session.scalars(select(Account).where(Account.centre_id == centre.id)).one()
    assert (account.role, account.mobile, account.email) == (
        "administrator",
        "06 39 98 12 34",
        TYPED["email"],
    )
    assert db.session.scalar(select(func.count()).where(RefusalReason.centre_id == centre.id))
    lines = db.session.scalars(select(JournalEntry).where(JournalEntry.chain == centre.id)).all()
    assert [line.event for line in lines] == ["centre_opened", "account_created", "invitation_sent"]
    assert {line.actor_id for line in lines} == {who.id}
    assert db.session.scalars(select(OutboxMail.recipient)).all() == [f"account:{account.id}"]
    assert "Personne n’administre encore cet établissement" in page


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"uai": "0442953X"}, "uai_invalid"),
        ({"siret": "99901234700013"}, "siret_invalid"),
        ({"email": "contact@exemple.fr"}, "email_shared"),
    ],
)
def test_what_does_not_hold_is_said_and_nothing_is_made(
    client: FlaskClient, typed: dict[str, str], code: str
) -> None:
    """R4.1, R8.1: each with its code."""
    with signed_in(client):
        answer = submit(client, URL, **{**TYPED, **typed})
    assert refusals(answer.text) == [code]
    assert opened() is None


@pytest.mark.parametrize("typed", [{"mobile": ""}, {"mobile": "abc"}, {"name": ""}, {"department": "69"}])
def test_a_field_that_is_missing_answers_422(client: FlaskClient, typed: dict[str, str]) -> None:
    """R8.1: a mobile number for the administrator; a département of the académie."""
    with signed_in(client):
        assert submit(client, URL, **{**TYPED, **typed}).status_code == 422
    assert opened() is None


def test_a_code_that_is_known_is_refused_with_its_centre(client: FlaskClient) -> None:
    """R8.3: the centre's name where it is of the académie, not otherwise."""
    builders.make_centre(uai=UAI, name="CFA Déjà-Là")
    builders.make_centre(uai="0756036D", name="CFA Ailleurs", academie="Paris")
    with signed_in(client):
        ours = submit(client, URL, **TYPED)
        theirs = submit(client, URL, **{**TYPED, "uai": "0756036D"})
    assert (ours.status_code, refusals(ours.text)) == (409, ["uai_taken"])
    assert "CFA Déjà-Là" in ours.text
    assert refusals(theirs.text) == ["uai_taken"]
    assert "CFA Ailleurs" not in theirs.text


def test_an_address_that_is_taken_leaves_no_centre_behind(client: FlaskClient) -> None:
    """R8.1: one address, one account; both or neither."""
    builders.make_account(email=TYPED["email"])
    with signed_in(client):
        assert refusals(submit(client, URL, **TYPED).text) == ["email_taken"]
    assert opened() is None


def test_twice_is_once(client: FlaskClient) -> None:
    """F27: the same form again gets the same answer."""
    with signed_in(client):
        fields = {**hidden_fields(client.get(URL).text, URL), **TYPED}
        assert [client.post(URL, data=fields).status_code for _ in range(2)] == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def test_the_invitation_is_sent_again_or_to_somebody_else(client: FlaskClient) -> None:
    """R8.1: as long as nobody can act there; another academie's centre does not exist."""
    with signed_in(client) as who:
        page = client.get(submit(client, URL, **TYPED).location).text
        account_id = db.session.scalar(select(Account.id).where(Account.email == TYPED["email"]))
        url = f"/region/etablissements/{UAI}"
        token = {"csrf_token": hidden_fields(page)["csrf_token"]}
        assert client.post(f"{url}/invitation/{account_id}", data=token).status_code == 303
        other = {"display_name": "Jean Roy", "email": "jean.roy@exemple.fr", "mobile": "0639981235"}
        assert submit(client, f"{url}/inviter", **other).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 3
    settled = full_place()
    builders.make_account("administrator", centre=settled.centre)
    person = actions.Person("Jean Roy", "jean.roy.2@exemple.fr", "06 39 98 12 35")
    with pytest.raises(RuleViolation) as refused:
        actions.invite_first(who, settled.centre.uai, person)
    assert refused.value.code == "has_administrator"


def test_of_several_at_the_same_instant_one_opens_it(app: Flask) -> None:
    """I18, R8.3: the database has the last word; the others are told, and invite nobody."""
    who = builders.make_account("regional")
    new = actions.NewCentre(UAI, TYPED["siret"], TYPED["name"], TYPED["town"], "63")

    def one(rank: int) -> str:
        with app.app_context():
            try:
                person = actions.Person("Aline Morel", f"aline.morel.{rank}@exemple.fr", "06 39 98 12 34")
                return actions.open_centre(who, new, person).uai
            except RuleViolation as refused:
                return refused.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(one, range(4)))
    assert told == [UAI, "uai_taken", "uai_taken", "uai_taken"]
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def test_one_form_sent_twice_at_the_same_instant_gets_its_own_answer(app: Flask) -> None:
    """F27: whoever lost is told what the other did, not that somebody else has that code."""
    who = builders.make_account("regional")
    new = actions.NewCentre(UAI, TYPED["siret"], TYPED["name"], TYPED["town"], "63")
    sent = Submission(who.id, URL, "k" * 20, "h")
    together = Barrier(4)

    def one(_rank: int) -> actions.Opened:
        with app.app_context():
            together.wait(10)
            try:
                person = actions.Person("Aline Morel", TYPED["email"], "06 39 98 12 34")
                return actions.open_centre(who, new, person, submission=sent)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(one, range(4)))
    assert len(told) == 1
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def test_an_invitation_holds_up_nobody_else_at_the_centre(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R8.1: two invitations wait for each other, what names the centre goes on."""
    centre = builders.make_centre()
    who = builders.make_account("regional", academie=centre.academie)
    invite = actions._invite
    meanwhile = (
        f"SET LOCAL lock_timeout = '1s'; SELECT 1 FROM training_centre WHERE id = {centre.id} FOR KEY SHARE"
    )

    def slowly(*arguments: Any) -> int:
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as other:
                other.exec_driver_sql(meanwhile)
        return invite(*arguments)

    monkeypatch.setattr(actions, "_invite", slowly)
    person = actions.Person("Aline Morel", TYPED["email"], TYPED["mobile"])
    assert actions.invite_first(who, centre.uai, person)
