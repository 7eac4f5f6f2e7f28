"""Pre-registrations and an afternoon on site at the main centre: links sent, steps filled in, people who go around.

The clock then stands at 14:32: some have finished, one pays, others wait, one was sent back, one has left.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.demo.admitted import LISTED
from recruitment.demo.authors import Author, Authors
from recruitment.demo.catalogue import VAL_D_ARTIERE
from recruitment.demo.learners import REGISTERED
from recruitment.demo.moments import YEAR, at, stand_at
from recruitment.programmes.models import Campaign, Programme
from recruitment.stations.actions import come_and_go, invite, pre_register, set_up
from recruitment.stations.actions.pass_station import Paid, pass_station, undo_passage
from recruitment.stations.actions.settle import settle
from recruitment.stations.actions.site import open_stations
from recruitment.stations.models import PreRegistration, Station
from recruitment.stations.queries.pre_registrations import documents
from recruitment.stations.steps import ADDRESS, BROUGHT, DOCUMENTS, GUARDIANS, IDENTITY, LATER, PAYMENT

OPENED = at(5, 26, 14, 4)
USUAL_AMOUNT = 12_000  # cents
#: How far each of those who come has gone: the minute after OPENED at which they arrive, the stations that they pass.
COMING = ((2, 4), (3, 4), (4, 3), (6, 2), (7, 2), (8, 1), (9, 1), (11, 0), (12, 0))
SENT_BACK, LEFT = 6, 8  # ranks: one whose passage was undone, one who has left
MOVED = {"address_1": "14 rue de l’Ente", "postal_code": "63000", "town": "Clermont-Ferrand"}
FAMILY = {
    "guardian_1_last_name": "Chastaing",
    "guardian_1_first_name": "Odile",
    "guardian_1_email": "odile.chastaing@example.org",
    "guardian_1_phone": "06 39 98 40 12",
}
PAID = (
    Paid("cheque", "guardian", USUAL_AMOUNT, "n° 4471902"),
    Paid("card", "learner", USUAL_AMOUNT),
    Paid("waived", "employer", 0),
)


def write() -> None:
    """Let it happen, as the administrator, the registrar and the people admitted do."""
    authors = Authors(db.session())
    registered, listed = _people(REGISTERED), _people(LISTED)
    if not registered or not listed:
        return
    stand_at(OPENED)
    centre_id = registered[0].centre_id
    chosen = set_up.Chosen(enabled=True, moment="end_of_day", amount_cents=USUAL_AMOUNT)
    set_up.choose(authors.administrator(VAL_D_ARTIERE), centre_id, chosen)
    registrar = authors.registrar()
    invite.invite_many(registrar, [one.id for one in (*registered, *listed[:-4])])
    _pre_register(registrar, registered, listed)
    _day(registrar, centre_id, registered[: len(COMING)])


def _people(code: str) -> Sequence[Any]:
    """Return who is admitted to a programme and can open a link."""
    return (
        db.session()
        .execute(
            select(*Admitted.__table__.c)
            .join(Programme, Programme.id == Admitted.programme_id)
            .join(Campaign, Campaign.id == Programme.campaign_id)
            .where(Programme.code == code, Campaign.year == YEAR, Admitted.gone_at.is_(None))
            .where(Admitted.birth_date.is_not(None), Admitted.email.is_not(None))
            .order_by(Admitted.sort_name, Admitted.id)
        )
        .all()
    )


def _pre_register(author: Author, registered: Sequence[Any], listed: Sequence[Any]) -> None:
    """Let some send everything, one stop after two steps; a registrar has taken what the first one says."""
    for rank, person in enumerate((*registered[:6], *listed[:2])):
        stand_at(OPENED + timedelta(seconds=20 + 4 * rank))
        for slug, typed in _typed(person, rank):
            pre_register.save_step(person.id, slug, typed)
        pre_register.send(person.id)
    stand_at(OPENED + timedelta(seconds=55))
    for slug, typed in _typed(registered[6], 0)[:2] if len(registered) > 6 else []:
        pre_register.save_step(registered[6].id, slug, typed)
    stand_at(OPENED + timedelta(seconds=58))
    version = select(PreRegistration.version).where(PreRegistration.admitted_id == registered[0].id)
    taken = ("town", "postal_code", "address_1", "birth_town", "nationality")
    settle(author, registered[0].id, taken, version=db.session().scalars(version).one())


def _typed(person: Any, rank: int) -> list[tuple[str, dict[str, str]]]:
    """Return what somebody types: what is known of them, and a few things that are not."""
    known = {one.name: getattr(person, one.name) or "" for one in (*IDENTITY.fields, *ADDRESS.fields)}
    told = {
        **known,
        "birth_town": known["birth_town"] or ("Thiers", "Riom", "Issoire")[rank % 3],
        "birth_country": known["birth_country"] or "France",
        "nationality": known["nationality"] or "Française",
        "country": known["country"] or "France",
        "mobile": known["mobile"] or "06 39 98 40 11",
        **(MOVED if rank % 3 == 0 or not known["address_1"] else {}),
    }
    pieces = documents(db.session(), person.centre_id, person.programme_id)
    said = {
        f"piece_{one.id}": LATER if (rank + place) % 4 == 3 else BROUGHT for place, one in enumerate(pieces)
    }
    paid = PAID[rank % len(PAID)]
    return [
        (IDENTITY.slug, {one.name: told[one.name] for one in IDENTITY.fields}),
        (ADDRESS.slug, {one.name: told[one.name] for one in ADDRESS.fields}),
        (GUARDIANS.slug, {one.name: FAMILY.get(one.name, "") for one in GUARDIANS.fields}),
        (DOCUMENTS.slug, said),
        (PAYMENT.slug, {"method": paid.method, "payer": paid.payer, "payer_name": ""}),
    ]


def _day(author: Author, centre_id: int, people: Sequence[Any]) -> None:
    """Let them arrive one after the other, and go around by turns, until 14:19."""
    order, sent_back = open_stations(db.session(), centre_id), 0
    for person, (minute, _passed) in zip(people, COMING, strict=False):
        _at(minute)
        come_and_go.arrive(author, centre_id, person.id)
    for turn, station in enumerate(order):
        for rank, (person, (_minute, passed)) in enumerate(zip(people, COMING, strict=False)):
            if passed > turn:
                _at(12.2 + 0.5 * turn + 0.05 * rank)
                passage = _pass(author, person.id, station, rank)
                sent_back = passage if rank == SENT_BACK else sent_back
    if sent_back:
        _at(14.6)
        undo_passage(author, centre_id, sent_back, reason="Pièce d’identité périmée : l’autre arrive.")
    if len(people) > LEFT:
        _at(14.8)
        come_and_go.leave(author, centre_id, people[LEFT].id, reason="Dossier oublié, revient jeudi.")


def _pass(author: Author, admitted_id: int, station: Station, rank: int) -> int:
    paid = PAID[rank % len(PAID)] if station.kind == "payment" else None
    return pass_station(author, station.centre_id, admitted_id, station.id, paid=paid)


def _at(minutes: float) -> None:
    stand_at(OPENED + timedelta(minutes=minutes))
