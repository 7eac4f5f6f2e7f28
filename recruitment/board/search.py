"""Find a candidate among all the programmes that one sees, by name, number or school."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user
from sqlalchemy import func, select

from recruitment.accounts.access import visible_applications
from recruitment.applications.models import Application, Candidate
from recruitment.board.listing import LONGEST_SEARCH
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.programmes.models import Campaign, Programme
from recruitment.web.forms import whole_number

blueprint = Blueprint("search", __name__)
PAGE = 50


@blueprint.get("/candidats")
def candidates() -> str:
    """Show the applications whose candidate matches every word of the search; all of them without a word."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    condition = [visible_applications(current_user)]
    condition += [Candidate.search_text.contains(word, autoescape=True) for word in fold(words).split()]
    total = db.session.scalar(_from(select(func.count())).where(*condition)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(whole_number("page", 1, least=1), pages)
    found = db.session.execute(
        _from(
            select(
                Application.id,
                Application.state,
                Application.review_deadline,
                Candidate.candidate_number,
                Candidate.last_name,
                Candidate.first_name,
                Candidate.origin_school,
                Programme.code,
                Programme.title,
                Campaign.year,
            )
        )
        .where(*condition)
        .order_by(Campaign.year.desc(), Candidate.sort_name, Candidate.id, Programme.code)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return render_template("board/candidates.html", q=words, rows=found, total=total, page=page, pages=pages)


def _from(statement: Any) -> Any:
    return (
        statement.select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Application.programme_id)
        .join(Campaign, Campaign.id == Application.campaign_id)
    )
