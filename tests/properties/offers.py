"""What candidates, the regional authority and the sweep of offers do in the world."""

from sqlalchemy import select

from recruitment.contracts import actions as contracts
from recruitment.contracts.jobs import REMIND_OFFERS, SWEEP_OFFERS
from recruitment.contracts.models import RegionalRequest
from recruitment.core.database import db
from recruitment.core.submission import NO_ACCOUNT
from recruitment.journal.actions import Actor
from recruitment.rules.vocabulary import Reply
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.properties.outcomes import NOTHING, Outcome, sending
from tests.properties.world import World, application, last_contract, programme_id

SIRETS = {"same": "99901234700012", "other": "35600000000048", "wrong": "99901234700011"}


def reply(world: World, programme: int, candidate: int, answer: str, siret: str, key: str | None) -> Outcome:
    """Let a candidate answer the last offer made for a wish, whatever became of it."""
    row = application(programme, candidate)
    contract = last_contract(row.id) if row is not None else None
    if row is None or contract is None:
        return NOTHING
    done = contracts.reply_to_offer(
        Actor("candidate", row.candidate_id),
        contract.id,
        Reply(answer),
        siret=SIRETS[siret],
        employer_name="Maison Chastaing",
        submission=sending(NO_ACCOUNT, f"réponse {programme} {candidate}", key, answer),
    )
    return "done", f"{done.state} differs={done.siret_differs} left={len(done.withdrawn)}"


def withdraw(world: World, programme: int, candidate: int, key: str | None) -> Outcome:
    """Let a candidate leave a wish."""
    row = application(programme, candidate)
    if row is None:
        return NOTHING
    sent = sending(NO_ACCOUNT, f"abandon {programme} {candidate}", key)
    return "done", contracts.withdraw_wish(
        Actor("candidate", row.candidate_id), row.id, submission=sent
    ).state


def sweep_offers(world: World, trigger: str) -> Outcome:
    """Run the sweep of offers to its end."""
    run = run_job(BY_NAME[SWEEP_OFFERS], started_by=trigger)
    return "done", f"{run.rows} {run.lines}"


def remind_offers(world: World) -> Outcome:
    """Send the reminders that are due."""
    return "done", str(run_job(BY_NAME[REMIND_OFFERS], started_by="tick").rows)


def answer(world: World, programme: int, closure: bool, granted: bool, key: str | None) -> Outcome:
    """Let the regional authority answer what was asked last for a programme."""
    asked = db.session.scalars(
        select(RegionalRequest.id)
        .where(
            RegionalRequest.programme_id == programme_id(programme),
            RegionalRequest.kind == ("closure" if closure else "capacity"),
        )
        .order_by(RegionalRequest.id.desc())
    ).first()
    if asked is None:
        return NOTHING
    sent = sending(world.regional.id, f"réponse DRAIO {programme} {closure}", key, str(granted))
    (told,) = contracts.answer_requests(
        world.regional, [asked], granted=granted, message="Voir la carte des formations", submission=sent
    )
    return ("done" if told.done else "told"), f"{told.refusal} {told.capacity} {told.told}"
