"""A candidate's own wishes, the offer that waits first (R5.2, R5.8)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import abort, render_template

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels import candidate_answers, candidate_words, why_this_reply_date
from recruitment.labels.candidate_refusals import TO_CANDIDATES
from recruitment.portal import queries
from recruitment.portal.forms import ReplyForm
from recruitment.portal.queries import Wish
from recruitment.portal.views.pages import Visit
from recruitment.rules.calendar import Calendar
from recruitment.rules.deadlines import ReplyDeadline, reply_expired
from recruitment.rules.replies import EVENTS, ends_with
from recruitment.rules.transitions import allowed
from recruitment.rules.vocabulary import ApplicationState, Event, Reply, ReplyRule
from recruitment.web.errors import Refusal

#: From the contract search on (R5.8).
IN_SEARCH = frozenset(
    {
        ApplicationState.SEEKING_CONTRACT,
        ApplicationState.OFFER_PENDING,
        ApplicationState.ACCEPTED_KEEPING_WISHES,
        ApplicationState.ACCEPTED,
    }
)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the pages of one candidate say, read once."""

    link: str
    person: Any
    wishes: list[Wish]
    calendar: Calendar
    answers: dict[int, queries.Answer]
    now: datetime

    def words(self, wish: Wish) -> candidate_words.Words:
        """Say where a wish stands, in plain words."""
        return candidate_words.wish_words(wish, self.calendar, self.now)

    def admitted(self, wish: Wish) -> str:
        """Return the programme's message to those admitted: only after an acceptance for good (R5.8)."""
        return (wish.admitted or "") if wish.state is ApplicationState.ACCEPTED else ""

    def searching(self, wish: Wish) -> tuple[str, str]:
        """Return the message to those in contract search and the support sessions: from that state on (R5.8)."""
        return (wish.searching or "", wish.support_sessions or "") if wish.state in IN_SEARCH else ("", "")

    def is_pending(self, wish: Wish) -> bool:
        """Tell whether the wish has an offer that may be answered now."""
        pending = wish.state is ApplicationState.OFFER_PENDING and wish.offer is not None
        return pending and not reply_expired(wish.offer.reply_until, self.now)  # type: ignore[union-attr]

    def replies(self, wish: Wish) -> list[Reply]:
        """Return the answers that its offer may get now."""
        if wish.state is ApplicationState.ACCEPTED_KEEPING_WISHES:
            return [Reply.ACCEPT]
        return list(Reply) if self.is_pending(wish) else []

    def may_leave(self, wish: Wish) -> bool:
        """Tell whether the wish may be left by itself; a pending offer is answered instead (R5.7)."""
        return allowed(wish.state, Event.WITHDRAW) and wish.state is not ApplicationState.OFFER_PENDING

    def lost(self, wish: Wish, reply: Reply) -> list[Wish]:
        """Return the other wishes that the answer puts an end to (R5.4, R5.5)."""
        return [one for one in self.wishes if one.id != wish.id and ends_with(EVENTS[reply], one.state)]

    def choices(self, wish: Wish) -> list[Any]:
        """Return each answer with its words, its sign and what it does."""
        words = candidate_answers
        return [
            (
                reply,
                words.ANSWERS[reply],
                *words.SIGNS[reply],
                words.consequence(reply, self.lost(wish, reply)),
            )
            for reply in self.replies(wish)
        ]

    def why(self, wish: Wish) -> tuple[str, ...]:
        """Explain the last day to answer."""
        offer = wish.offer
        return (
            why_this_reply_date(ReplyDeadline(offer.reply_until, ReplyRule(offer.reply_rule)))
            if offer
            else ()
        )


def desk(visit: Visit) -> Desk:
    """Read a candidate's pages."""
    session = db.session()
    person = queries.person(session, visit.candidate_id)
    return Desk(
        visit.link,
        person,
        queries.wishes(session, visit.candidate_id),
        queries.calendar(session, person.campaign_id),
        queries.answers(session, visit.candidate_id),
        clock.now(),
    )


def home(visit: Visit, *, form: ReplyForm | None = None, refusal: Refusal | None = None) -> str:
    """Show every wish; the offer that is answered, or the most pressing one, first with its form."""
    read = desk(visit)
    offered = [wish for wish in read.wishes if read.is_pending(wish)]
    asked = form.contract.data if form is not None else None
    first = next((wish for wish in offered if wish.offer and wish.offer.id == asked), None)
    return _page(read, first or next(iter(offered), None), offered, form, refusal)


def _page(
    read: Desk, first: Wish | None, offered: list[Wish], form: ReplyForm | None, refusal: Refusal | None
) -> str:
    return render_template(
        "portal/home.html",
        desk=read,
        link=read.link,
        first=first,
        offered=offered,
        form=form or ReplyForm(formdata=None),
        refusal=to_candidate(refusal),
    )


def offer_of(read: Desk, contract_id: int | None) -> Wish:
    """Return the wish whose offer is asked about; without an id, the only one that waits. 404 for anyone else's."""
    if contract_id is None:
        waiting = [wish for wish in read.wishes if read.is_pending(wish)]
        return waiting[0] if len(waiting) == 1 else abort(404)
    mine = (wish for wish in read.wishes if wish.offer is not None and wish.offer.id == contract_id)
    return next(mine, None) or abort(404)


def wish_of(read: Desk, application_id: int) -> Wish:
    """Return one of the candidate's own wishes; 404 for anyone else's."""
    return next((wish for wish in read.wishes if wish.id == application_id), None) or abort(404)


def to_candidate(refusal: Refusal | None) -> Refusal | None:
    """Return a refusal in words for the candidate, where the team reads others."""
    if refusal is None:
        return None
    return replace(refusal, sentence=TO_CANDIDATES.get(refusal.code, refusal.sentence))
