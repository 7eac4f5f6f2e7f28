"""The table of who gets in where (`matrix.txt`), and the two centres that it is tried on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from recruitment.accounts import actions as accounts
from recruitment.accounts.models import Account, Factor, Login
from recruitment.accounts.rights.actions import set_rights
from recruitment.admissions.models import Admitted, MappingProfile
from recruitment.apogee.layouts import BUILT_IN
from recruitment.apogee.models import OpiProfile, OpiRow
from recruitment.contracts.models import RegionalRequest
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.learners.models import Division, Learner, Registration, RegistrationReport, RequiredDocument
from recruitment.mail.actions import to_candidate
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.vocabulary import ApplicationState, Role
from recruitment.schedule.jobs import JOBS
from recruitment.stations.actions.come_and_go import arrive
from recruitment.stations.actions.pass_station import pass_station
from recruitment.stations.actions.set_up import Chosen, choose
from recruitment.stations.actions.site import open_stations
from recruitment.transfers.models import ImportRun
from tests import builders
from tests.enrolments.rows import make_discrepancy
from tests.exchanges.rows import make_exchange
from tests.year_2025 import BEGINNING, DECIDED_AT

TABLE = Path(__file__).with_name("matrix.txt")
IN, SIGN = "in", "sign"
NOWHERE = {"int": 2_000_000_000, "string": "inconnu", "path": "inconnu.css"}


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the second table."""

    method: str
    rule: str
    policy: str
    unattended: bool
    unknown: int
    given: dict[str, str]
    tokenless: bool = False

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Return the kind and the name of each part of the address that varies."""
        found = re.findall(r"<(?:([a-z]+)(?:\([^)]*\))?:)?([a-z_]+)>", self.rule)
        return [(kind or "string", name) for kind, name in found]

    def of(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with those that the line gives."""
        return {**values, **self.given}

    def address(self, values: dict[str, Any]) -> str:
        """Return the address with these values in it."""
        return re.sub(r"<(?:[^:>]*:)?([a-z_]+)>", lambda part: str(values[part[1]]), self.rule)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The two tables."""

    people: list[str]
    policies: dict[str, dict[str, str]]
    doors: dict[str, str]
    routes: list[Route]

    def expected(self, route: Route, who: str) -> str:
        """Return what becomes of that person on that route, for something of the centre A."""
        return self.policies[route.policy][who]

    def nowhere(self, route: Route, who: str) -> str:
        """Return what becomes of them at an address that leads nowhere."""
        expected = self.expected(route, who)
        if expected == SIGN or (expected == "403" and self.doors[route.policy] == "right"):
            return expected
        return str(route.unknown)


def read() -> Matrix:
    """Read the tables."""
    policies, routes = _sections(TABLE.read_text(encoding="utf-8"))
    _name, _door, *people = policies[0].split()
    rows = [line.split() for line in policies[1:]]
    return Matrix(
        people,
        {name: dict(zip(people, cells, strict=True)) for name, _door, *cells in rows},
        {name: door for name, door, *_cells in rows},
        [_route(line) for line in routes],
    )


def _sections(text: str) -> tuple[list[str], list[str]]:
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    cut = lines.index("[routes]")
    return lines[1:cut], lines[cut + 1 :]


def _route(line: str) -> Route:
    method, rest = line.split(maxsplit=1)
    rule, policy, *more = re.split(r"\s{2,}", rest.strip())
    options = dict(option.partition("=")[::2] for option in more)
    unattended, unknown = options.pop("unattended", None) is not None, int(options.pop("unknown", 404))
    tokenless = options.pop("tokenless", None) is not None
    return Route(method, rule, policy, unattended, unknown, options, tokenless)


def of_the_application(app: Flask) -> Iterator[tuple[str, str]]:
    """Return the method and the rule of each route that there is."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, _written(rule)


def _written(rule: Rule) -> str:
    return rule.rule


@dataclass(slots=True)
class World:
    """Two centres that know nothing of each other, and the people who ask."""

    people: dict[str, Account | None] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)

    def forbidden(self, who: str) -> tuple[str, ...]:
        """Return the names that must be nowhere in what that person reads."""
        first, second, other = ("Alphaun", "Alphadeux", "Alphatous"), ("Alphadeux",), ("Betatous", "Betaun")
        if who in {"nobody", "closed"}:
            return (*first, *other)
        if who in {"limited", "taken"}:
            return ("Alphaun", *other)
        if who == "far" or who.endswith("-b"):
            return (*first, *second)
        return () if who == "install" else other


def make_world() -> World:
    """Make what the addresses lead to, in both centres."""
    if db.session.scalar(select(Campaign.id)) is None:
        builders.make_campaign()
    world = World()
    a = builders.make_centre(name="CFA Alphatous", academie="Clermont-Ferrand")
    b = builders.make_centre(name="CFA Betatous", academie="Lyon")
    one = _programme(a, "Alphaun")
    two = _programme(a, "Alphadeux")
    beta = _programme(b, "Betaun")
    _people(world, a, two, "")
    _people(world, b, beta, "-b")
    world.people["nobody"] = None
    world.people["closed"] = builders.make_account(
        Role.ADMINISTRATOR, centre=a, display_name="Personne close"
    )
    world.people["install"] = builders.make_account(
        Role.ADMINISTRATOR, centre_id=None, display_name="Personne i"
    )
    for who, academie in (("regional", "Clermont-Ferrand"), ("far", "Lyon")):
        world.people[who] = builders.make_account(Role.REGIONAL, academie=academie, display_name="Personne r")
    taken = builders.make_account(Role.MANAGER, centre=a, display_name="Personne t")
    set_rights(_account(world, "admin"), taken.id, {one.id: set()})
    world.people["taken"] = taken
    world.own = _objects(a, one, _account(world, "manager"), "Alpha", "Alphaun")
    _objects(a, two, _account(world, "manager"), "Alpha", "Alphadeux")
    world.foreign = _objects(b, beta, _account(world, "manager-b"), "Beta", "Betaun")
    for account in filter(None, world.people.values()):
        db.session.refresh(account)
        db.session.expunge(account)  # whatever a page lets go of, who asks stays who they are
    return world


def _account(world: World, who: str) -> Account:
    found = world.people[who]
    assert found is not None
    return found


def _registered(programme: Programme, mark: str) -> dict[str, int]:
    """Make somebody admitted to the programme, known as a learner, and registered."""
    name = {
        "last_name": f"Pomme {mark}",
        "first_name": "Lou",
        "sort_name": f"pomme {mark} lou",
        "search_text": "",
    }
    of, at = {"centre_id": programme.centre_id}, {"updated_at": DECIDED_AT}
    there = {**of, "campaign_id": programme.campaign_id, "programme_id": programme.id}
    with transaction() as session:
        learner = Learner(match_key=f"{builders.number()}", created_at=DECIDED_AT, **of, **at, **name)
        number = str(8_000_000 + builders.number())
        pool = {"candidate_number": number, "origin": "file", "situation": 1, "imported_at": DECIDED_AT}
        admitted = Admitted(**there, **at, **pool, **name)
        session.add_all([learner, admitted])
        session.flush()
        row = Registration(
            learner_id=learner.id, admitted_id=admitted.id, school_year=2025, options=[], findings=[],
            created_at=DECIDED_AT, **there, **at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return {"registration_id": row.id, "learner_id": learner.id, "admitted_id": admitted.id}


def _on_site(programme: Programme, author: Account, registered: dict[str, int]) -> dict[str, int]:
    """Let somebody pass the first station of the centre's day on site."""
    choose(author, programme.centre_id, Chosen(enabled=True, moment="end_of_day", amount_cents=None))
    station = open_stations(db.session(), programme.centre_id)[0]
    arrive(author, programme.centre_id, registered["admitted_id"])
    passage = pass_station(author, programme.centre_id, registered["admitted_id"], station.id)
    return {"station_id": station.id, "passage_id": passage}


def _school_year(programme: Programme, mark: str) -> dict[str, int]:
    """Make a division of the year, and a document that the centre asks for."""
    with transaction() as session:
        of = {"centre_id": programme.centre_id, "programme_id": programme.id}
        division = Division(year=2025, code=f"D{builders.number()}", name=f"Division {mark}", **of)
        document = RequiredDocument(label=f"Pièce {mark}", blocking=False, position=1, **of)
        session.add_all([division, document])
        session.flush()
        return {"division_id": division.id, "document_id": document.id}


def _programme(centre: TrainingCentre, mark: str) -> Programme:
    return builders.make_programme(centre=centre, title=f"BTS {mark}", capacity=5)


def _people(world: World, centre: TrainingCentre, limited_to: Programme, suffix: str) -> None:
    for who, role in (
        ("admin", Role.ADMINISTRATOR),
        ("manager", Role.MANAGER),
        ("registrar", Role.REGISTRAR),
        ("viewer", Role.VIEWER),
    ):
        name = f"Personne {who}{suffix}"
        world.people[who + suffix] = builders.make_account(role, centre=centre, display_name=name)
    if not suffix:
        world.people["limited"] = builders.make_account(
            Role.MANAGER, centre=centre, programmes=(limited_to,), display_name="Personne limited"
        )


def _objects(
    centre: TrainingCentre, programme: Programme, author: Account, initial: str, mark: str
) -> dict[str, Any]:
    """Make one thing of each kind that an address leads to, and what is named in pages around it.

    What bears the programme's mark is the programme's; what ends in « tous » is known to the whole centre.
    """
    colleague = builders.make_account(Role.VIEWER, centre=centre, display_name=f"Collègue {initial}tous")
    reason = builders.make_refusal_reason(centre, label=f"Motif {initial}tous {mark[-2:]}")
    application = _application(programme, mark, ApplicationState.CONFIRMED, author)
    _mail(application, "queued")
    _application(programme, mark, ApplicationState.SEEKING_CONTRACT, author)
    _application(programme, mark, ApplicationState.REFUSED, author)
    contracted = builders.make_application(
        programme=programme,
        state=ApplicationState.SEEKING_CONTRACT,
        candidate=_candidate(mark),
        decided_by=author,
    )
    replied: dict[str, Any] = {"reply_siret": builders.siret(2), "reply_employer_name": f"Boulangerie {mark}"}
    contract = builders.make_contract(
        contracted, entered_by=author, employer_name=f"Boulangerie {mark}", **replied
    )
    return {
        "code": programme.code,
        "application_id": application.id,
        "contract_id": contract.id,
        "reason_id": reason.id,
        "discrepancy_id": make_discrepancy(application),
        "request_id": _request(programme, author, mark),
        "run_id": _import(centre, programme, author, mark),
        "exchange_id": make_exchange(programme, mark),
        "demand_id": make_exchange(programme, mark, source="ine_request", direction="out"),
        "answer_id": make_exchange(programme, mark, source="ine_answer"),
        "report_id": _report(programme, author),
        "connector": "parcoursup",
        "profile_id": _profile(programme, mark),
        "account_id": colleague.id,
        "login_id": _login(author),
        "factor_id": _factor(author),
        "mail_id": _mail(application, "failed"),
        **_on_site(programme, author, registered := _registered(programme, mark)),
        **registered,
        **_school_year(programme, mark),
        **_apogee(programme, mark, registered["admitted_id"]),
        "year": 2025,
        "uai": centre.uai,
        "act": "monter",
        "kind": "candidatures",
        "name": JOBS[0].name,
        "filename": "app.css",
        "token": "inconnu",
    }


def _candidate(mark: str) -> Any:
    return builders.make_candidate(
        last_name=mark, origin_school=f"Lycée {mark}", email=f"{mark.lower()}@exemple.fr"
    )


def _application(programme: Programme, mark: str, state: ApplicationState, author: Account) -> Any:
    return builders.make_application(
        programme=programme, state=state, candidate=_candidate(mark), decided_by=author
    )


def _apogee(programme: Programme, mark: str, admitted_id: int) -> dict[str, int]:
    """Have somebody told to Apogée, and a layout of flat files."""
    of = {"centre_id": programme.centre_id}
    with transaction() as session:
        row = OpiRow(
            candidate_number=session.get_one(Admitted, admitted_id).candidate_number, status="failed", wanted=[],
            wishes=[], next_try_at=DECIDED_AT, created_at=DECIDED_AT, updated_at=DECIDED_AT,
            campaign_id=programme.campaign_id, **of,
        )  # fmt: skip
        kept = BUILT_IN["tremplin"].kept()
        layout = OpiProfile(name=f"site-{mark.lower()}", layout=kept, updated_at=DECIDED_AT, **of)
        session.add_all([row, layout])
        session.flush()
        return {"opi_id": row.id, "layout_id": layout.id}


def _profile(programme: Programme, mark: str) -> int:
    with transaction() as session:
        values = {"centre_id": programme.centre_id, "headers": {}, "updated_at": DECIDED_AT}
        profile = MappingProfile(name=f"Colonnes {mark}", **values)
        session.add(profile)
        session.flush()
        return profile.id


def _report(programme: Programme, author: Account) -> int:
    with transaction() as session:
        values = {"centre_id": programme.centre_id, "made_by_id": author.id, "made_at": DECIDED_AT}
        report = RegistrationReport(school_year=2025, kind="controls", outcomes=[], **values)
        session.add(report)
        session.flush()
        return report.id


def _request(programme: Programme, author: Account, mark: str) -> int:
    with transaction() as session:
        request = RegionalRequest(
            programme_id=programme.id,
            centre_id=programme.centre_id,
            kind="closure",
            reason=f"Demande {mark}",
            made_at=DECIDED_AT,
            made_by_id=author.id,
            status="open",
        )
        session.add(request)
        session.flush()
        return request.id


def _import(centre: TrainingCentre, programme: Programme, author: Account, mark: str) -> int:
    with transaction() as session:
        run = ImportRun(
            kind="candidates",
            campaign_id=programme.campaign_id,
            centre_id=centre.id,
            account_id=author.id,
            file_name=f"{mark}.csv",
            sha256="0" * 64,
            state="done",
            counts={},
            created_at=BEGINNING,
            finished_at=BEGINNING,
        )
        session.add(run)
        session.flush()
        return run.id


def _login(account: Account) -> int:
    """Open another login, which its owner may close."""
    token = f"{builders.number():043d}"
    with transaction() as session:
        accounts.open_login(session, account.id, token, accounts.Origin("127.0.0.1", "tests"), complete=True)
        session.flush()
        return session.scalars(select(Login.id).where(Login.token_hash == accounts.digest(token))).one()


def _factor(account: Account) -> int:
    with transaction() as session:
        return session.scalars(select(Factor.id).where(Factor.account_id == account.id)).one()


def _mail(application: Any, status: str) -> int:
    """Write a mail of another day to the candidate: one that could not leave, or one that was never sent."""
    with transaction() as session:
        mail = OutboxMail(
            event_key=f"application:{application.id}:{status}",
            template="refused",
            recipient=to_candidate(application.candidate_id),
            payload={"application": application.id},
            created_at=BEGINNING,
            status=status,
            failure="refused" if status == "failed" else None,
            centre_id=application.centre_id,
        )
        session.add(mail)
        session.flush()
        return mail.id


def sign_in(app: Flask, client: FlaskClient, account: Account) -> None:
    """Open a login for a client, without the page."""
    token = f"{builders.number():043d}"
    with transaction() as session:
        accounts.open_login(session, account.id, token, accounts.Origin("127.0.0.1", "tests"), complete=True)
    client.set_cookie(app.config["LOGIN_COOKIE_NAME"], token)


def close(account: Account) -> None:
    """Close an account whose login stays: it must be enough."""
    with transaction() as session:
        session.get_one(Account, account.id).closed_at = clock.now() - timedelta(minutes=1)
