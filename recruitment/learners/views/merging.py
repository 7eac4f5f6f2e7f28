"""Put the two files of one learner together, field by field; find those that look like one (R6.2)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response

from recruitment.accounts.access import require_somewhere
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.labels import learners as words
from recruitment.learners import access, actions, queries, writing
from recruitment.learners.comparison import differences, flat
from recruitment.learners.forms import ActForm
from recruitment.learners.models import Learner, Registration
from recruitment.learners.people import identity, of_learner
from recruitment.learners.views.compare import taken
from recruitment.rules.errors import RuleViolation
from recruitment.rules.matching import likeness
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import whole_number
from recruitment.web.submissions import submission_of

blueprint = Blueprint("merging", __name__)
SHOWN = 50


@blueprint.get("/apprenants/doublons")
@require_somewhere(Permission.ENROL)
def duplicates() -> str:
    """List the pairs of files under one name and birth date."""
    one, other = aliased(Learner), aliased(Learner)
    mine = select(Learner.id).where(access.writable_learners(current_user), *_alive(Learner))
    pairs = db.session.execute(
        select(one.id, other.id)
        .join(
            other, and_(other.centre_id == one.centre_id, other.match_key == one.match_key, other.id > one.id)
        )
        .where(
            *_alive(one), *_alive(other), one.birth_date.is_not(None), one.id.in_(mine), other.id.in_(mine)
        )
        .order_by(one.sort_name, one.id, other.id)
        .limit(SHOWN)
    ).all()
    rows = _rows([id_ for pair in pairs for id_ in pair])
    found = [(rows[first], rows[second]) for first, second in pairs]
    alike = [(a, b, likeness(_identity(a), _identity(b))) for a, b in found]
    return render_template("learners/duplicates.html", pairs=[one for one in alike if one[2]], words=words)


@blueprint.get("/apprenants/connus")
@require_somewhere(Permission.ENROL)
def known() -> str:
    """List the learners known who have no registration, by name."""
    searched = request.args.get("q", "").strip()[:120]
    none = ~select(Registration.id).where(Registration.learner_id == Learner.id).correlate(Learner).exists()
    conditions = [access.writable_learners(current_user), *_alive(Learner), none, *_words(searched)]
    rows = db.session.execute(
        select(*Learner.__table__.c).where(*conditions).order_by(Learner.sort_name, Learner.id).limit(SHOWN)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Learner).where(*conditions)) or 0
    return render_template("learners/known.html", rows=rows, total=total, q=searched)


@blueprint.get("/apprenants/<int:learner_id>/fusion")
def merge_form(learner_id: int, form: ActForm | None = None, refusal: Refusal | None = None) -> str:
    """Choose the other file, then what is kept of each."""
    row = access.learner_or_404(current_user, learner_id, Permission.ENROL)
    other = _other(learner_id, whole_number("avec", 0))
    searched = request.args.get("q", "").strip()[:120]
    form = form or ActForm()
    form.shows(row.version)
    return render_template(
        "learners/merge.html",
        learner=row,
        other=other,
        lines=_lines(row, other) if other is not None else [],
        found=_candidates(row, searched) if other is None else [],
        moved=queries.registrations_of(other.id, true()) if other is not None else [],
        q=searched,
        words=words,
        form=form,
        refusal=refusal,
    )


@blueprint.post("/apprenants/<int:learner_id>/fusion")
@shows_refusal(merge_form)
def merge(learner_id: int) -> Response:
    """Put them together."""
    row = access.learner_or_404(current_user, learner_id, Permission.ENROL)
    form = ActForm().checked()
    asked = whole_number("avec", 0)
    if asked in (0, row.id):
        raise RuleViolation("learner_elsewhere")
    other = access.learner_or_404(current_user, asked, Permission.ENROL)
    merged = actions.merge(
        current_user,
        row.id,
        other.id,
        taken=taken(_lines(row, other)),
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    s = "s" if merged.registrations > 1 else ""
    moved = f" {merged.registrations} inscription{s} déplacée{s}." if merged.registrations else ""
    flash(f"Les deux fiches sont réunies.{moved}", "ok")
    return redirect(f"/apprenants/{merged.kept_id}#reunies", 303)


def _lines(row: Any, other: Any) -> Any:
    guardians = writing.learner_guardians(db.session(), [row.id, other.id])
    return differences(
        flat(of_learner(row), guardians.get(row.id, {})), flat(of_learner(other), guardians.get(other.id, {}))
    )


def _other(learner_id: int, asked: int) -> Any:
    """Return the other file asked for, or None where none is."""
    if not asked:
        return None
    if asked == learner_id:
        return None
    found = access.learner_or_404(current_user, asked, Permission.ENROL)
    return None if found.merged_into_id is not None else found


def _candidates(row: Any, searched: str) -> Any:
    """Return the files that match the search, else those under the same name or INE."""
    like = Learner.match_key == row.match_key
    if row.ine:
        like = or_(like, Learner.ine == row.ine)
    conditions = _words(searched) if searched else [like]
    return db.session.execute(
        select(*Learner.__table__.c)
        .where(
            Learner.centre_id == row.centre_id,
            Learner.id != row.id,
            access.writable_learners(current_user),
            *_alive(Learner),
            *conditions,
        )
        .order_by(Learner.sort_name, Learner.id)
        .limit(SHOWN)
    ).all()


def _alive(learner: Any) -> tuple[Any, Any]:
    return (learner.merged_into_id.is_(None), learner.erased_at.is_(None))


def _words(searched: str) -> list[Any]:
    return [Learner.search_text.contains(word, autoescape=True) for word in fold(searched).split()]


def _rows(ids: list[int]) -> dict[int, Any]:
    return {
        row.id: row for row in db.session.execute(select(*Learner.__table__.c).where(Learner.id.in_(ids)))
    }


def _identity(row: Any) -> Any:
    return identity(of_learner(row))
