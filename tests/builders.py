"""What tests start from: rows that could have come about, of which a test says only what matters to it.

Each builder is a transaction of its own and fills in what it is not given: the one campaign (2025), the one
centre, a programme, a candidate. Instants are chosen inside the windows of 2025 (see `tests.year_2025`).
"""

import itertools
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask.testing import FlaskClient
from sqlalchemy import select
from stdnum import luhn

from recruitment.accounts.factors import seeds
from recruitment.accounts.models import Account, AccountProgramme, Factor, KnownPlace
from recruitment.applications.models import Application, Candidate, RefusalReason
from recruitment.contracts.models import Contract
from recruitment.core.clock import in_paris
from recruitment.core.database import Base, db
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules import deadlines
from recruitment.rules.vocabulary import ACTIVE_STATUSES, ContractStatus, Decision, Origin, Role
from recruitment.rules.vocabulary import ApplicationState as State
from tests.forms import submit
from tests.passwords import CHEAP_HASHER
from tests.year_2025 import BEGINNING, CAMPAIGN, CONFIRMED_AT, DECIDED_AT, ENTERED_AT, REPLIED_AT

Row = TypeVar("Row", bound=Base)
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
PASSWORD = "une phrase de passe pour les tests"
TOTP_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FOREVER = datetime(2999, 1, 1, tzinfo=UTC)
STATUS = {
    State.OFFER_PENDING: ContractStatus.PENDING,
    State.ACCEPTED: ContractStatus.ACCEPTED,
    State.ACCEPTED_KEEPING_WISHES: ContractStatus.ACCEPTED_KEEPING_WISHES,
    State.WITHDRAWN_WITH_CONTRACT: ContractStatus.DECLINED,
}
UNDECIDED = frozenset({State.UNCONFIRMED, State.CONFIRMED, State.WITHDRAWN})
_numbers = itertools.count(1)


def number() -> int:
    """Return a number that no other row of this process has."""
    return next(_numbers)


def siret(rank: int = 1) -> str:
    """Return a SIRET whose two keys are right."""
    siren = f"{40_000_000 + rank:08d}"
    body = f"{siren}{luhn.calc_check_digit(siren)}0001"
    return body + str(luhn.calc_check_digit(body))


def make_campaign(year: int = 2025, **changes: Any) -> Campaign:
    """Make a campaign with the dates of 2025."""
    return _save(Campaign(**{**CAMPAIGN, "year": year, **changes}))


def make_centre(**changes: Any) -> TrainingCentre:
    """Make a training centre of the académie of Clermont-Ferrand."""
    rank = number()
    code = 630_000 + rank
    columns = {
        "uai": f"{code:07d}{UAI_LETTERS[code % 23]}",
        "siret": siret(rank),
        "name": f"CFA des Volcans {rank}",
        "town": "Clermont-Ferrand",
        "department": "63",
        "academie": "Clermont-Ferrand",
        "created_at": BEGINNING,
    }
    return _save(TrainingCentre(**{**columns, **changes}))


def make_programme(
    *,
    capacity: int | None = 12,
    examines: bool = True,
    exempt: bool = False,
    campaign: Campaign | None = None,
    centre: TrainingCentre | None = None,
    **changes: Any,
) -> Programme:
    """Make a programme; by default of the first campaign and the first centre."""
    rank = number()
    campaign = campaign or _first(Campaign) or make_campaign()
    columns = {
        "campaign_id": campaign.id,
        "centre_id": (centre or _first(TrainingCentre) or make_centre()).id,
        "code": str(40_000 + rank),
        "title": f"BTS Électrotechnique {rank}",
        "town": "Clermont-Ferrand",
        "department": "63",
        "seat_rule": campaign.seat_rule,
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
    }
    return _save(Programme(capacity=capacity, examines=examines, exempt=exempt, **{**columns, **changes}))


def make_candidate(*, last_name: str = "Martin", first_name: str = "Camille", **changes: Any) -> Candidate:
    """Make an invented candidate of the first campaign."""
    rank = number()
    columns: dict[str, Any] = {
        "candidate_number": str(1_000_000 + rank),
        "email": f"camille.martin.{rank}@exemple.fr",
        "mobile": "06 39 98 12 34",
        "origin_school": "Lycée Blaise Pascal",
        "origin_department": "63",
        "bac_series": "Bac général",
        "created_at": BEGINNING,
        "updated_at": BEGINNING,
        **changes,
    }
    columns.setdefault("campaign_id", (_first(Campaign) or make_campaign()).id)
    columns.setdefault("sort_name", fold(f"{last_name} {first_name}"))
    words = (last_name, first_name, columns["candidate_number"], columns["origin_school"] or "")
    columns.setdefault("search_text", fold(" ".join(words)))
    return _save(Candidate(last_name=last_name, first_name=first_name, **columns))


def make_account(
    role: str = Role.MANAGER,
    *,
    centre: TrainingCentre | None = None,
    programmes: tuple[Programme, ...] = (),
    password: str = PASSWORD,
    factor: bool = True,
    **changes: Any,
) -> Account:
    """Make an account of the first centre; limited to `programmes` when some are given.

    It has a second factor (the seed TOTP_SEED) and signs in from this machine with the password alone: 127.0.0.1
    is a place that it knows. Without `factor` it is as new, and owes one.
    """
    address = changes.pop("email", f"{role}.{number()}@exemple.fr")
    regional = role == Role.REGIONAL
    columns = {
        "email": address,
        "email_folded": address.casefold(),
        "display_name": "Dominique Roux",
        "role": str(role),
        "centre_id": None if regional else (centre or _first(TrainingCentre) or make_centre()).id,
        "academie": "Clermont-Ferrand" if regional else None,
        "all_programmes": not programmes,
        "password_hash": CHEAP_HASHER.hash(password),
        "created_at": BEGINNING,
    }
    account = _save(Account(**{**columns, **changes}))
    for programme in programmes:
        _save(AccountProgramme(account_id=account.id, programme_id=programme.id))
    if factor:
        make_factor(account)
        _save(KnownPlace(account_id=account.id, prefix="127.0.0.1/32", first_at=BEGINNING, seen_at=FOREVER))
    return account


def make_factor(account: Account, **changes: Any) -> Factor:
    """Make a second factor of an account: by default a device that shows the codes of TOTP_SEED."""
    kind = changes.get("kind", "totp")
    columns = {
        "account_id": account.id,
        "kind": kind,
        "label": "Téléphone",
        "sealed": seeds.sealed_for(account.id, TOTP_SEED) if kind == "totp" else None,
        "created_at": BEGINNING,
    }
    return _save(Factor(**{**columns, **changes}))


def make_refusal_reason(centre: TrainingCentre | None = None, **changes: Any) -> RefusalReason:
    """Make a reason of the centre's list."""
    columns = {
        "centre_id": (centre or _first(TrainingCentre) or make_centre()).id,
        "label": "Prérequis insuffisants",
        "needs_details": False,
        "position": number(),
    }
    return _save(RefusalReason(**{**columns, **changes}))


def make_application(
    *,
    state: str = State.CONFIRMED,
    programme: Programme | None = None,
    candidate: Candidate | None = None,
    confirmed_at: datetime = CONFIRMED_AT,
    decided_by: Account | None = None,
    origin: str = Origin.PERSON,
    **changes: Any,
) -> Application:
    """Make an application in that state, with the decision and the contract that led there.

    `origin="system"` makes it an automatic passage. A programme that does not examine decides by itself.
    """
    programme = programme or make_programme()
    columns: dict[str, Any] = {
        "campaign_id": programme.campaign_id,
        "centre_id": programme.centre_id,
        "programme_id": programme.id,
        "candidate_id": (candidate or make_candidate(campaign_id=programme.campaign_id)).id,
        "state": str(state),
        "received_at": BEGINNING,
        "updated_at": BEGINNING,
    }
    if state != State.UNCONFIRMED:
        columns |= _confirmation(programme, confirmed_at)
    if state == State.WITHDRAWN:
        columns["withdrawn_at"] = DECIDED_AT
    if state not in UNDECIDED:
        columns |= _decision(programme, State(state), columns, origin, decided_by)
    application = _save(Application(**{**columns, **changes}))
    if state in STATUS:
        make_contract(application, status=STATUS[State(state)])
    return application


def _confirmation(programme: Programme, confirmed_at: datetime) -> dict[str, Any]:
    campaign = db.session.get_one(Campaign, programme.campaign_id)
    deadline = deadlines.review(
        campaign.calendar(), examines=programme.examines, exempt=programme.exempt, confirmed_at=confirmed_at
    )
    return {
        "confirmed_at": confirmed_at,
        "review_deadline": deadline.last_day,
        "auto_retain_at": deadline.auto_retain_at,
        "deadline_rule": str(deadline.rule),
    }


def _decision(
    programme: Programme, state: State, confirmation: dict[str, Any], origin: str, author: Account | None
) -> dict[str, Any]:
    centre = db.session.get_one(TrainingCentre, programme.centre_id)
    if origin == Origin.SYSTEM or not (programme.examines or programme.exempt):
        return {
            "decision": str(Decision.RETAINED),
            "decided_at": confirmation["auto_retain_at"] or confirmation["confirmed_at"],
            "decision_origin": str(Origin.SYSTEM),
            "decision_rule": confirmation["deadline_rule"],
            "decision_late": False,
        }
    refused = state == State.REFUSED
    return {
        "decision": str(Decision.REFUSED if refused else Decision.RETAINED),
        "decided_at": max(DECIDED_AT, confirmation["confirmed_at"]),
        "decision_origin": str(Origin.PERSON),
        "decided_by_id": (author or make_account(centre=centre)).id,
        "decision_late": False,
        "refusal_reason_id": make_refusal_reason(centre).id if refused else None,
    }


def make_contract(
    application: Application,
    *,
    status: str = ContractStatus.PENDING,
    entered_at: datetime = ENTERED_AT,
    entered_by: Account | None = None,
    **changes: Any,
) -> Contract:
    """Make the contract of an application that is in the state which goes with that status."""
    campaign = db.session.get_one(Campaign, application.campaign_id)
    centre = db.session.get_one(TrainingCentre, application.centre_id)
    reply = deadlines.reply(campaign.calendar(), entered_at)
    replied = status not in {ContractStatus.PENDING, ContractStatus.EXPIRED, ContractStatus.CANCELLED}
    columns = {
        "application_id": application.id,
        "programme_id": application.programme_id,
        "centre_id": application.centre_id,
        "campaign_id": application.campaign_id,
        "employer_name": "Boulangerie du Puy",
        "siret": siret(),
        "entered_at": entered_at,
        "entered_local": in_paris(entered_at).strftime("%Y-%m-%dT%H:%M:%S"),
        "entered_by_id": (entered_by or make_account(centre=centre)).id,
        "status": str(status),
        "reply_until": reply.until,
        "reply_rule": str(reply.rule),
        "replied_at": REPLIED_AT if replied else None,
        "ended_at": None if status in ACTIVE_STATUSES else REPLIED_AT,
    }
    return _save(Contract(**{**columns, **changes}))


def log_in(client: FlaskClient, account: Account, password: str = PASSWORD) -> None:
    """Sign in through the page, as a person does."""
    answer = submit(client, "/connexion", email=account.email, password=password)
    assert answer.status_code == 303, answer.text


def _save(row: Row) -> Row:
    with transaction() as session:
        session.add(row)
    return row


def _first(model: type[Row]) -> Row | None:
    return db.session.scalars(select(model).limit(1)).first()
