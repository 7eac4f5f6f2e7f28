"""What comes after the replies at the main centre: enrolments, and a list of the platform that says otherwise."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.core.clock import in_paris
from recruitment.core.csvfile import write_rows
from recruitment.core.database import db
from recruitment.demo import moments
from recruitment.demo.authors import Author
from recruitment.demo.catalogue import BROKEN, MAIN_PROGRAMME, VAL_D_ARTIERE
from recruitment.demo.imports import import_file
from recruitment.demo.moments import at, office
from recruitment.demo.people import siret
from recruitment.demo.story import Event
from recruitment.enrolments import actions, queries
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.labels.enrolments import DONE, NOT_DONE
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State

LISTED = at(5, 26, 13, 40)
HEADER = (
    "N°Inscription", "Candidat", "Etat", "Réponse du candidat", "Date de la réponse", "Inscription administrative",
    "SIRET", "Classement",
)  # fmt: skip
STATES = {
    State.CONFIRMED: "Candidature confirmée (Non examinée)",
    State.UNCONFIRMED: "Candidature non confirmée",
    State.SEEKING_CONTRACT: "En recherche de contrat",
    State.REFUSED: "Candidature refusée",
}
YES = (State.ACCEPTED, State.ACCEPTED_KEEPING_WISHES)
WAITING, ACCEPTED, GONE = "Résultat connu ultérieurement", "Formation acceptée", "Renonce"
UNDONE = "Dossier incomplet : la pièce d’identité manque."
SETTLED = "Candidate d’un autre site, saisie ici par erreur sur la plateforme."
STRANGER = ("2449918", "MONTEIL Rose")


def afterwards(events: Sequence[Event]) -> list[Event]:
    """Return the enrolments that follow the acceptances: two in three are done, one was done too early."""
    found = []
    for event in events:
        if event.act not in ("accept", "keep"):
            continue
        (wish,) = event.wishes
        chosen = wish.ending == BROKEN or (wish.goal in YES and int(wish.number) % 3)
        first, last = event.at + timedelta(hours=6), min(event.at + timedelta(days=6), at(5, 26, 13))
        if wish.programme in VAL_D_ARTIERE.programmes and chosen and first < at(5, 26, 9):
            rng = Random(int(wish.number))  # noqa: S311 - one of its own: the rest of the story stays as it is
            found.append(Event(office(rng, first, last), "enrol", (wish,)))
    undone = next((one for one in found if one.wishes[0].goal in YES), None)
    if undone is not None:
        found.append(Event(undone.at + timedelta(minutes=40), "undo", undone.wishes))
    return [*found, Event(LISTED, "list")]


def enrol(author: Author, application_id: int) -> None:
    """Mark an enrolment done."""
    actions.enrol(author, application_id)


def undo(author: Author, application_id: int) -> None:
    """Undo it."""
    actions.undo_enrolment(author, application_id, reason=UNDONE)


def take_the_list(author: Author, campaign_id: int) -> None:
    """Import the platform's list for the main programme, then settle one of its discrepancies."""
    session = db.session()
    programme_id = session.scalars(select(Programme.id).where(Programme.code == MAIN_PROGRAMME)).one()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"liste-apprentissage-{LISTED:%Y-%m-%d}.csv"
        path.write_bytes(b"".join(write_rows(_lines(programme_id), HEADER)))
        import_file(path, "replies", campaign_id, author.id, programme_id=programme_id)
    stranger = select(ReplyDiscrepancy.id).where(ReplyDiscrepancy.candidate_number == STRANGER[0])
    moments.stand_at(LISTED + timedelta(minutes=12))
    actions.settle_discrepancy(author, db.session().scalars(stranger).one(), note=SETTLED)


def _lines(programme_id: int) -> Iterator[tuple[str, ...]]:
    """Yield what the platform says: the same as we do, but for a few."""
    rows = db.session().execute(_ours(programme_id)).all()
    accepted = [row.id for row in rows if row.state == State.ACCEPTED]
    seeking = [row.id for row in rows if row.state == State.SEEKING_CONTRACT]
    gone = [row.id for row in rows if row.state == State.WITHDRAWN_WITH_CONTRACT]
    otherwise: dict[int, dict[str, str]] = {
        **{id_: {"reply": WAITING} for id_ in accepted[:1]},
        **{id_: {"siret": siret("99909876", "0002")} for id_ in accepted[1:2]},
        **{id_: {"enrolled": NOT_DONE} for id_ in accepted[2:3]},
        **{id_: {"state": "Contrat saisi", "reply": ACCEPTED} for id_ in seeking[:1]},
        **{id_: {"reply": ACCEPTED} for id_ in gone[:1]},
    }
    for rank, row in enumerate(rows, start=1):
        told = {**_told(row), **otherwise.get(row.id, {})}
        name = f"{row.last_name.upper()} {row.first_name}"
        yield (
            row.candidate_number, name, told["state"], told["reply"], told["day"], told["enrolled"],
            told["siret"], str(rank),
        )  # fmt: skip
    yield (*STRANGER, "Contrat saisi", ACCEPTED, "24/05/2025 18:02", NOT_DONE, "", str(len(rows) + 1))


def _ours(programme_id: int) -> Any:
    active = (Contract.application_id == Application.id) & Contract.ended_at.is_(None)
    return (
        select(
            Application.id,
            Application.state,
            Candidate.candidate_number,
            Candidate.last_name,
            Candidate.first_name,
            Contract.siret,
            Contract.replied_at,
            queries.situation.label("enrolment"),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Contract, active)
        .where(Application.programme_id == programme_id)
        .order_by(Candidate.sort_name, Application.id)
    )


def _told(row: Any) -> dict[str, str]:
    state = State(row.state)
    reply = ACCEPTED if state in YES else GONE if state is State.WITHDRAWN_WITH_CONTRACT else WAITING
    return {
        "state": STATES.get(state, "Contrat saisi" if row.siret else ""),
        "reply": reply,
        "day": f"{in_paris(row.replied_at):%d/%m/%Y %H:%M}" if row.replied_at else "",
        "enrolled": DONE if row.enrolment == queries.DONE else NOT_DONE if state in YES else "",
        "siret": "",
    }
