"""One learner's file: who they are, their guardians, their registrations, what was put together, what happened."""

import json
from typing import Any

from flask import Blueprint, redirect, render_template
from flask_login import current_user
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from recruitment.accounts.access import followed
from recruitment.accounts.models import Account
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.labels import journal_event
from recruitment.labels import learners as words
from recruitment.learners import access, queries
from recruitment.learners.models import Learner
from recruitment.learners.people import ADDRESS, CONTACT, IDENTITY, SCHOOLING

blueprint = Blueprint("file", __name__)
LATEST = 40


@blueprint.get("/apprenants/<int:learner_id>")
def learner(learner_id: int) -> str | Response:
    """Show it, with its registrations in the programmes that the reader follows (R8.3).

    The file of somebody put together with another leads to the one kept.
    """
    row = access.learner_or_404(current_user, learner_id)
    if row.merged_into_id is not None:
        return redirect(f"/apprenants/{row.merged_into_id}#reunies", 303)
    registrations = queries.registrations_of(learner_id, followed(current_user))
    may_write = _may_write(learner_id)
    return render_template(
        "learners/show.html",
        learner=row,
        groups=(
            ("Identité", (*IDENTITY, "ine")),
            ("Coordonnées", CONTACT),
            ("Scolarité", SCHOOLING),
        ),
        address=ADDRESS,
        guardians=queries.guardians_of(learner_id),
        registrations=registrations,
        hidden=queries.registration_count(learner_id) - len(registrations),
        documents={one.id: queries.documents_of(one) for one in registrations if one.cancelled_at is None},
        merged=[(one, queries.guardians_of(one.id)) for one in queries.merged_into(learner_id)],
        history=_history(row, {one.programme_id for one in registrations}),
        words=words,
        may_write=may_write,
    )


def _may_write(learner_id: int) -> bool:
    mine = select(Learner.id).where(Learner.id == learner_id, access.writable_learners(current_user))
    return db.session.scalar(mine) is not None


def _history(row: Any, programme_ids: set[int]) -> list[tuple[Any, str, str]]:
    """Return the lines of the journal about a learner, the latest first: when, what with which fields, who.

    Those of the programmes that the reader follows, and those of none; only they are searched for the learner.
    """
    theirs = or_(JournalEntry.programme_id.is_(None), JournalEntry.programme_id.in_(programme_ids))
    ids = [row.id, *db.session.scalars(select(Learner.id).where(Learner.merged_into_id == row.id))]
    about = [JournalEntry.details.contains(f'"learner":{id_}{end}') for id_ in ids for end in (",", "}")]
    lines = db.session.execute(
        select(JournalEntry.at, JournalEntry.event, JournalEntry.details, Account.display_name)
        .outerjoin(Account, Account.id == JournalEntry.actor_id)
        .where(JournalEntry.chain == row.centre_id, theirs, or_(*about))
        .order_by(JournalEntry.seq.desc())
        .limit(LATEST)
    )
    return [(line.at, _sentence(line), line.display_name or "Tremplin") for line in lines]


def _sentence(line: Any) -> str:
    fields = json.loads(line.details).get("fields", ())
    names = ", ".join(words.field_name(field).lower() for field in fields)
    return f"{journal_event(line.event)}{f' : {names}' if names else ''}"
