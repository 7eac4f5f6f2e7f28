"""R8.3: the administrator of a centre gives and takes away rights, programme by programme and act by act."""

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, ProgrammeRight
from recruitment.accounts.rights import actions
from recruitment.applications.notices import managers_of
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.permissions import BY_PROGRAMME, exceptions, usual_acts
from recruitment.rules.vocabulary import Permission, Role
from tests.builders import (
    log_in,
    make_account,
    make_application,
    make_campaign,
    make_candidate,
    make_centre,
    make_programme,
)
from tests.forms import hidden_fields

P = Permission
OPEN = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)  # contracts may be entered, files decided
MANAGER = frozenset({P.SEE, P.DECIDE, P.ENTER_CONTRACTS, P.EXPORT})


@pytest.fixture
def administrator(app: Flask) -> Account:
    make_campaign()
    make_centre()
    return make_account("administrator", display_name="Anne Vidal")


@pytest.fixture
def programmes(administrator: Account) -> list[Programme]:
    return [make_programme(title="BTS Alpha"), make_programme(title="BTS Beta")]


def take(administrator: Account, account: Account, programme: Programme, *acts: Permission) -> None:
    """Leave an account those acts, and no others, on a programme."""
    actions.set_rights(administrator, account.id, {programme.id: acts})
    db.session.expire_all()


def answer(app: Flask, account: Account, *addresses: str) -> list[Any]:
    client = app.test_client()
    log_in(client, account)
    return [client.get(address) for address in addresses]


# --- The rule


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REGISTRAR, Role.VIEWER])
@pytest.mark.parametrize("seen", [True, False])
def test_what_the_role_gives_is_no_exception(role: Role, seen: bool) -> None:
    usual = usual_acts(role, seen=seen)
    assert exceptions(usual, usual) == {}


def test_without_sight_nothing_else_is_told() -> None:
    """R8.3: a programme that is not seen does not exist, whatever else is ticked."""
    assert exceptions({P.DECIDE}, MANAGER) == {P.SEE: False}
    assert exceptions({P.DECIDE}, MANAGER - {P.SEE}) == {}


def test_an_act_is_granted_or_taken_away() -> None:
    assert exceptions({P.SEE, P.DECIDE, P.ENROL}, MANAGER) == {
        P.ENTER_CONTRACTS: False,
        P.EXPORT: False,
        P.ENROL: True,
    }


# --- What is taken away


def test_a_programme_taken_away_does_not_exist(
    app: Flask, administrator: Account, programmes: list[Programme]
) -> None:
    """R8.3, ASVS 8.2.2: 404 for its pages, nothing in lists, counts, searches, exports and the home page."""
    manager = make_account("manager")
    hidden, kept = programmes
    secret = make_application(programme=hidden, candidate=make_candidate(last_name="Caché"))
    make_application(programme=kept, candidate=make_candidate(last_name="Visible"))
    take(administrator, manager, hidden)
    paths = [
        f"/formations/{hidden.code}{tail}"
        for tail in ("", "/compteurs", "/etat-saisie", "/lot", "/export.csv")
    ]
    paths += [f"/candidatures/{secret.id}{tail}" for tail in ("", "/decision", "/contrat", "/pourquoi")]
    assert [a.status_code for a in answer(app, manager, *paths)] == [404] * len(paths)
    for page in answer(app, manager, "/", "/formations", "/candidats", "/exports/candidatures.csv"):
        assert page.status_code == 200
        assert "Alpha" not in page.text
        assert "Caché" not in page.text
        assert hidden.code not in page.text
    assert "Visible" in answer(app, manager, "/candidats")[0].text


@time_machine.travel(OPEN, tick=False)
def test_a_programme_given_to_a_limited_account_is_there_with_its_acts(
    app: Flask, administrator: Account, programmes: list[Programme]
) -> None:
    own, other = programmes
    manager = make_account("manager", programmes=(own,))
    application = make_application(programme=other)
    paths = (
        f"/formations/{other.code}",
        f"/formations/{other.code}/compteurs",
        f"/candidatures/{application.id}/contrat",
    )
    assert [a.status_code for a in answer(app, manager, *paths)] == [404] * 3
    take(administrator, manager, other, P.SEE, P.DECIDE)
    assert [a.status_code for a in answer(app, manager, *paths)] == [200, 200, 403]
    assert answer(app, manager, f"/candidatures/{application.id}/decision")[0].status_code == 200


@pytest.mark.parametrize(
    ("act", "path"),
    [
        (P.DECIDE, "/candidatures/{id}/decision"),
        (P.ENTER_CONTRACTS, "/candidatures/{id}/contrat"),
        (P.EXPORT, "/formations/{code}/export.csv"),
        (P.SETTINGS, "/parametrage/formations/{code}/capacite"),
    ],
)
@time_machine.travel(OPEN, tick=False)
def test_each_act_is_given_and_taken_on_one_programme_alone(
    app: Flask, administrator: Account, programmes: list[Programme], act: Permission, path: str
) -> None:
    addresses = [path.format(id=make_application(programme=p).id, code=p.code) for p in programmes]
    viewer, manager = make_account("viewer"), make_account("manager")
    take(administrator, viewer, programmes[0], P.SEE, act)
    assert [a.status_code for a in answer(app, viewer, *addresses)] == [200, 403]
    take(administrator, manager, programmes[0], *(MANAGER - {act}))
    usual = 200 if act in MANAGER else 403
    assert [a.status_code for a in answer(app, manager, *addresses)] == [403, usual]


def test_an_export_of_everything_leaves_out_where_one_may_not(
    app: Flask, administrator: Account, programmes: list[Programme]
) -> None:
    manager = make_account("manager")
    for programme, name in zip(programmes, ("Dehors", "Dedans"), strict=True):
        make_application(programme=programme, candidate=make_candidate(last_name=name))
    take(administrator, manager, programmes[0], P.SEE, P.DECIDE)
    text = answer(app, manager, "/exports/candidatures.csv")[0].text
    assert "Dehors" not in text
    assert "Dedans" in text


def test_settings_of_one_programme_open_no_settings_of_the_centre(
    app: Flask, administrator: Account, programmes: list[Programme]
) -> None:
    viewer = make_account("viewer")
    take(administrator, viewer, programmes[0], P.SEE, P.SETTINGS)
    index, capacities, *closed = answer(
        app, viewer, "/parametrage", "/parametrage/capacites", "/parametrage/motifs", "/parametrage/taches",
        "/parametrage/droits",
    )  # fmt: skip
    assert (index.status_code, capacities.status_code) == (200, 200)
    assert "/parametrage/droits" not in index.text
    assert programmes[0].code in capacities.text
    assert programmes[1].code not in capacities.text
    assert [page.status_code for page in closed] == [403, 403, 403]


def test_mails_go_to_those_who_may_decide(
    session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    """R3.6, R8.3."""
    blind, helper, plain = make_account("manager"), make_account("viewer"), make_account("manager")
    take(administrator, blind, programmes[0])
    take(administrator, helper, programmes[0], P.SEE, P.DECIDE)
    found = managers_of(session, {p.id: p.centre_id for p in programmes})
    assert found[programmes[0].id] == [administrator.id, helper.id, plain.id]
    assert found[programmes[1].id] == [administrator.id, blind.id, plain.id]


# --- Giving and taking


def test_the_grid_keeps_what_differs_and_tells_the_journal(
    session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    manager = make_account("manager")
    wanted = {programmes[0].id: {P.SEE, P.DECIDE, P.ENROL}, programmes[1].id: MANAGER}
    assert actions.set_rights(administrator, manager.id, wanted) == 3
    session.expire_all()
    rows = session.execute(select(ProgrammeRight.act, ProgrammeRight.granted).order_by(ProgrammeRight.act))
    assert rows.all() == [("enrol", True), ("enter_contracts", False), ("export", False)]
    assert session.get_one(Account, manager.id).has_exceptions
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "rights_changed")).one()
    assert (line.actor_id, line.chain) == (administrator.id, administrator.centre_id)
    acts = {"enrol": "granted", "enter_contracts": "taken", "export": "taken"}
    assert json.loads(line.details) == {"account": manager.id, "programmes": {str(programmes[0].id): acts}}
    assert actions.reset_rights(administrator, manager.id, [p.id for p in programmes]) == 3
    session.expire_all()
    assert not session.get_one(Account, manager.id).has_exceptions
    assert session.scalars(select(ProgrammeRight)).all() == []


def test_nothing_new_writes_nothing(
    session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    manager = make_account("manager")
    assert actions.set_rights(administrator, manager.id, {programmes[0].id: MANAGER}) == 0
    assert session.scalars(select(JournalEntry).where(JournalEntry.event == "rights_changed")).all() == []


@pytest.mark.parametrize("who", ["myself", "another"])
def test_the_rights_of_an_administrator_are_not_taken_away(
    administrator: Account, programmes: list[Programme], who: str
) -> None:
    """R8.3: the last administrator of a centre, and any other, keeps the right to give rights."""
    account = administrator if who == "myself" else make_account("administrator")
    with pytest.raises(RuleViolation) as refused:
        actions.set_rights(administrator, account.id, {programmes[0].id: set()})
    assert refused.value.code == "rights_of_administrator"


def test_an_account_of_another_centre_is_nobody(administrator: Account, programmes: list[Programme]) -> None:
    stranger = make_account("viewer", centre=make_centre())
    with pytest.raises(RuleViolation) as refused:
        actions.set_rights(administrator, stranger.id, {programmes[0].id: set()})
    assert refused.value.code == "account_unknown"


def test_a_programme_of_another_centre_cannot_be_given(
    session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    """I5."""
    foreign = make_programme(centre=make_centre())
    viewer = make_account("viewer", centre_id=administrator.centre_id)
    assert actions.set_rights(administrator, viewer.id, {foreign.id: {P.SEE, P.DECIDE}}) == 0
    assert session.scalars(select(ProgrammeRight)).all() == []


# --- The pages


def test_the_page_is_saved_without_javascript(
    app: Flask, client: FlaskClient, session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    manager = make_account("manager", display_name="Paul Arnal")
    log_in(client, administrator)
    url = f"/parametrage/droits/{manager.id}"
    page = client.get(url)
    assert page.text.count('type="checkbox" name="droit"') == len(BY_PROGRAMME) * 2
    hidden = hidden_fields(page.text)
    ticked = [
        f"{programmes[0].id}-see",
        *(f"{programmes[1].id}-{act}" for act in MANAGER),
        "9999-see",
        "x-y",
        "1-fly",
    ]
    saved = client.post(url, data={**hidden, "droit": ticked})
    assert saved.status_code == 303, saved.text
    again = client.get(saved.location or "")
    assert again.text.count("retiré</span>") == 3
    assert "3 changements" in again.text
    overview = client.get("/parametrage/droits").text
    assert "3 retirés" in overview
    stale = client.post(url, data={**hidden, "droit": []})
    assert stale.status_code == 409
    assert 'data-refusal="stale_version"' in stale.text
    reset = client.post(url, data={**hidden_fields(again.text), "droit": [], "reset": "1"})
    assert reset.status_code == 303
    assert session.scalars(select(ProgrammeRight)).all() == []


def test_a_form_without_what_it_showed_changes_nothing(
    client: FlaskClient, session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    manager = make_account("manager")
    log_in(client, administrator)
    token = hidden_fields(client.get(f"/parametrage/droits/{manager.id}").text)["csrf_token"]
    answer_ = client.post(f"/parametrage/droits/{manager.id}", data={"csrf_token": token})
    assert answer_.status_code == 422
    assert session.scalars(select(ProgrammeRight)).all() == []


def test_colleagues_elsewhere_are_not_found_and_others_do_not_give_rights(
    app: Flask, administrator: Account, programmes: list[Programme]
) -> None:
    stranger = make_account("viewer", centre=make_centre())
    own = make_account("viewer", centre_id=administrator.centre_id)
    pages = ("/parametrage/droits", f"/parametrage/droits/{own.id}")
    assert answer(app, administrator, f"/parametrage/droits/{stranger.id}")[0].status_code == 404
    for role in ("manager", "registrar", "viewer"):
        account = make_account(role, centre_id=administrator.centre_id)
        assert [a.status_code for a in answer(app, account, *pages)] == [403, 403]
    installation = make_account("administrator", centre_id=None)
    assert [a.status_code for a in answer(app, installation, *pages)] == [403, 403]


def test_who_has_no_exception_asks_nothing_of_the_grid(
    app: Flask, administrator: Account, programmes: list[Programme], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exceptions are read once in a request, and never for who has none."""
    from recruitment.accounts.rights import held

    asked: list[int] = []
    read = held._read

    def counted(account_id: int) -> held.Exceptions:
        asked.append(account_id)
        return read(account_id)

    monkeypatch.setattr(held, "_read", counted)
    plain, excepted = make_account("manager"), make_account("manager")
    take(administrator, excepted, programmes[0], P.SEE)
    assert answer(app, plain, f"/formations/{programmes[0].code}")[0].status_code == 200
    assert asked == []
    assert answer(app, excepted, f"/formations/{programmes[0].code}")[0].status_code == 200
    assert asked == [excepted.id] * asked.count(excepted.id)
    assert len(asked) <= 2  # the page, and the sign-in's own page
