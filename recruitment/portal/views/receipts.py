"""The receipt of an answer, to print: what was answered, when, under which reference (mock 08c)."""

from flask import abort, render_template

from recruitment.labels import candidate_answers
from recruitment.portal.queries import Answer, Wish
from recruitment.portal.views.identity import visit_ended
from recruitment.portal.views.pages import Visit, blueprint, visited
from recruitment.portal.views.wishes import Desk, desk, wish_of
from recruitment.rules.vocabulary import Because


@blueprint.get("/candidat/<link>/recu/<int:application_id>")
@visited(visit_ended)
def receipt(visit: Visit, application_id: int) -> str:
    """Show what the candidate answered last about one of their wishes; what was lost otherwise has no receipt."""
    read = desk(visit)
    wish = wish_of(read, application_id)
    answer = read.answers.get(wish.id)
    if answer is None or not answer.is_given:
        abort(404)
    return render_template(
        "portal/receipt.html",
        desk=read,
        link=visit.link,
        wish=wish,
        answer=answer,
        given=candidate_answers.GIVEN[answer.event],
        lost=_lost_with(read, answer),
    )


def _lost_with(read: Desk, answer: Answer) -> list[Wish]:
    """Return the wishes that were left by the same act."""
    lost = {
        application_id
        for application_id, other in read.answers.items()
        if other.at == answer.at and other.details.get("because") == Because.ACCEPTED_ELSEWHERE
    }
    return [wish for wish in read.wishes if wish.id in lost]
