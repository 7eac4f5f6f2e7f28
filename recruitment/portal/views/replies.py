"""Answer an offer in two steps (R5.2 to R5.5): what each answer does, then one explicit gesture."""

import hashlib
from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from recruitment.contracts.actions import reply_to_offer
from recruitment.journal.actions import Actor
from recruitment.labels import candidate_answers, siret_sentence
from recruitment.portal.forms import ReplyForm
from recruitment.portal.queries import Wish
from recruitment.portal.views.identity import visit_ended
from recruitment.portal.views.pages import Visit, blueprint, path, visited
from recruitment.portal.views.wishes import Desk, desk, home, offer_of, to_candidate
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import siret
from recruitment.rules.replies import check_reply
from recruitment.rules.siret import SiretKind, siret_diagnosis
from recruitment.rules.vocabulary import ContractStatus, Reply
from recruitment.web.access import unattended
from recruitment.web.errors import BAD_FORM, Refusal, shows_refusal
from recruitment.web.submissions import submission_of_candidate

STALE = RuleViolation("stale_version")
RIGHT = (SiretKind.VALID, SiretKind.LA_POSTE)


@blueprint.get("/candidat/<link>/propositions/<int:contract_id>")
@visited(visit_ended)
def offer(
    visit: Visit, contract_id: int, form: ReplyForm | None = None, refusal: Refusal | None = None
) -> Any:
    """Show one offer with its form: the second of two, or one accepted that may be accepted for good."""
    read = desk(visit)
    wish = offer_of(read, contract_id)
    if not read.replies(wish):
        return redirect(path(visit.link), 303)
    return _form_page(read, wish, form, refusal)


@blueprint.get("/candidat/<link>/reponse")
@visited(visit_ended)
def reply_address(visit: Visit) -> Response:
    """Lead back whoever reloads the address of a form."""
    return redirect(path(visit.link), 303)


@blueprint.get("/candidat/<link>/siret")
@unattended
@visited(visit_ended)
def check_siret(visit: Visit) -> str:
    """Say, as it is typed, whether a SIRET is that of the contract (R5.3)."""
    number = request.args.get("contract", "")
    read = desk(visit)
    wish = offer_of(read, int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None)
    return render_template("portal/_siret.html", **siret_answer(wish, request.args.get("siret", "")[:100]))


def siret_answer(wish: Wish, typed: str) -> dict[str, Any]:
    """Compare what is typed with the contract: the same, another one whose key is right, or what is wrong."""
    found = siret_diagnosis(typed)
    right = found.kind in RIGHT
    same = right and wish.offer is not None and found.digits == wish.offer.siret
    return {"wish": wish, "typed": typed, "same": same, "right": right, "sentence": siret_sentence(found)}


def _shown_again(visit: Visit, form: ReplyForm | None = None, refusal: Refusal | None = None) -> Any:
    """Show the offer again with what was typed; the whole page when it may be answered no more."""
    form = form or ReplyForm()
    read = desk(visit)
    asked = form.contract.data
    wish = next((one for one in read.wishes if one.offer is not None and one.offer.id == asked), None)
    if wish is None or not read.replies(wish):
        return home(visit, refusal=refusal)
    return _form_page(read, wish, form, refusal)


@blueprint.post("/candidat/<link>/reponse")
@visited(visit_ended)
@shows_refusal(_shown_again)
def reply(visit: Visit) -> Any:
    """Show what the answer does, then carry it out once it is confirmed."""
    form = ReplyForm()
    read = desk(visit)
    wish = offer_of(read, form.contract.data)
    if request.form.get("back"):
        return _shown_again(visit, form)
    form = form.checked()
    if form.chosen in read.replies(wish):
        shown = _to_confirm(read, wish, form)
        if shown is not None:
            return shown
    elif form.confirmed.data != "1":
        _say_why_not(read, wish, form.chosen)
    return _answer(visit, wish, form)


def _to_confirm(read: Desk, wish: Wish, form: ReplyForm) -> Any:
    """Return the second step, until it is confirmed as it was shown; then None."""
    lost = read.lost(wish, form.chosen)
    if form.confirmed.data != "1":
        return _second_step(read, wish, form, lost)
    if form.lost.data != fingerprint(lost):
        form.understood.data = False
        return _second_step(read, wish, form, lost, Refusal.of(STALE)), STALE.status
    if candidate_answers.understood(form.chosen, lost) and not form.understood.data:
        form.understood.errors = ["Cochez cette case pour confirmer."]
        return _second_step(read, wish, form, lost), BAD_FORM
    return None


def _say_why_not(read: Desk, wish: Wish, chosen: Reply) -> None:
    """Refuse the first step where the second would be: nothing is to be confirmed."""
    if wish.offer is not None:
        status = ContractStatus(wish.offer.status)
        check_reply(chosen, status=status, reply_until=wish.offer.reply_until, now=read.now)


def _answer(visit: Visit, wish: Wish, form: ReplyForm) -> Response:
    """Carry out an answer; the same form sent twice gets the same receipt."""
    employer = _employer(wish, form)
    done = reply_to_offer(
        Actor("candidate", visit.candidate_id),
        _contract_id(wish),
        form.chosen,
        siret=employer["siret"],
        employer_name=employer["employer_name"],
        submission=submission_of_candidate(form, visit.candidate_id, "reply"),
    )
    return redirect(path(visit.link, "recu", done.application_id), 303)


def fingerprint(lost: list[Wish]) -> str:
    """Return what stands for the wishes that were shown as lost, to see that they are the same when confirmed."""
    return hashlib.sha256(repr(sorted((one.id, str(one.state)) for one in lost)).encode()).hexdigest()[:16]


def _second_step(
    read: Desk, wish: Wish, form: ReplyForm, lost: list[Wish], refusal: Refusal | None = None
) -> str:
    words = candidate_answers
    return render_template(
        "portal/confirm.html",
        desk=read,
        link=read.link,
        wish=wish,
        form=form,
        reply=form.chosen,
        employer=_employer(wish, form),
        lost=lost,
        lost_mark=fingerprint(lost),
        words=words,
        refusal=to_candidate(refusal),
    )


def _form_page(read: Desk, wish: Wish, form: ReplyForm | None, refusal: Refusal | None) -> str:
    return render_template(
        "portal/offer.html",
        desk=read,
        link=read.link,
        first=wish,
        form=form or ReplyForm(formdata=None),
        refusal=to_candidate(refusal),
    )


def _employer(wish: Wish, form: ReplyForm) -> dict[str, str]:
    """Return the employer as the candidate gives it; a name left empty is the one on the page (R5.3)."""
    if form.chosen is Reply.DECLINE or wish.offer is None:
        return {"siret": "", "employer_name": ""}
    name = form.employer_name.data or wish.offer.employer_name
    return {"siret": siret(form.siret.data or ""), "employer_name": name}


def _contract_id(wish: Wish) -> int:
    assert wish.offer is not None  # noqa: S101 - `offer_of` found it by its offer
    return wish.offer.id
