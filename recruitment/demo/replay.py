"""Plays the history through the product's own acts, each at its instant."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from recruitment.applications import actions as decisions
from recruitment.applications.models import Application, Candidate, RefusalReason
from recruitment.contracts import actions as contracts
from recruitment.contracts.jobs import SWEEP_OFFERS
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.core.database import db
from recruitment.demo import after, files
from recruitment.demo.authors import Authors, centre_of
from recruitment.demo.catalogue import CENTRES
from recruitment.demo.imports import import_file
from recruitment.demo.moments import stand_at
from recruitment.demo.people import employers
from recruitment.demo.story import Event
from recruitment.demo.wishes import Group, Wish
from recruitment.demo.words import REFUSAL_DETAILS
from recruitment.journal.actions import Actor
from recruitment.programmes.models import Campaign, Programme
from recruitment.programmes.set_capacity import set_capacity
from recruitment.rules.vocabulary import Decision, Reply
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_due, run_job

REPLIES = {"accept": Reply.ACCEPT, "keep": Reply.ACCEPT_KEEPING_WISHES, "decline": Reply.DECLINE}
ANOTHER_SIRET = 9  # one acceptance in so many confirms another number than the contract's
Told = Callable[[str], None]


class Replay:
    """One playing of the history."""

    def __init__(self, groups: list[Group], revise_calendar: Callable[[], None], tell: Told) -> None:
        self._groups = groups
        self._revise_calendar = revise_calendar
        self._tell = tell
        self._employers = employers()
        self._entered = self._accepted = 0
        self._applications: dict[tuple[str, str], int] = {}
        session = db.session()
        self._campaign = session.scalars(select(Campaign.id).where(Campaign.year == 2025)).one()
        self._programmes = {
            code: (programme_id, centre_id)
            for programme_id, code, centre_id in session.execute(
                select(Programme.id, Programme.code, Programme.centre_id)
            )
        }
        self._authors = Authors(session)

    def play(self, event: Event) -> None:
        """Let one thing happen."""
        stand_at(event.at)
        getattr(self, f"_{event.act}")(event)

    def _files(self, event: Event) -> None:
        """Each centre sends its file in."""
        with tempfile.TemporaryDirectory() as folder:
            for centre in CENTRES:
                path = Path(folder) / f"candidats-{event.at:%Y-%m-%d}.csv"
                if files.candidates(path, centre, self._groups, event.at):
                    import_file(path, "candidates", self._campaign, self._authors.administrator(centre).id)
        self._find_applications()
        self._tell(
            f"{event.at:%d/%m} : fichiers de candidats importés, {len(self._applications)} candidatures"
        )

    def _calendar(self, _event: Event) -> None:
        self._revise_calendar()

    def _jobs(self, _event: Event) -> None:
        run_due()

    def _decide(self, event: Event) -> None:
        wish, reason = event.wishes[0], event.facts["reason"]
        programme_id, centre_id = self._programmes[wish.programme.code]
        ruling = decisions.Ruling(Decision.RETAINED)
        if wish.decision is Decision.REFUSED:
            reason_id, needs_details = self._reason(centre_id, reason or 0)
            details = REFUSAL_DETAILS[programme_id % len(REFUSAL_DETAILS)] if needs_details else ""
            ruling = decisions.Ruling(Decision.REFUSED, reason_id, details)
        ids = [self._application(one) for one in event.wishes]
        author = self._authors.manager(wish.programme.code)
        if len(ids) == 1 and wish.decision is Decision.RETAINED:
            decisions.retain(author, ids[0])
            return
        left = [o.refusal for o in decisions.decide_many(author, programme_id, ids, ruling) if not o.done]
        if left:
            raise RuntimeError(f"decisions that the history does not expect to be refused: {left}")

    def _enter(self, event: Event) -> None:
        (wish,) = event.wishes
        author, programme_id = (
            self._authors.manager(wish.programme.code),
            self._programmes[wish.programme.code][0],
        )
        name, siret = self._employers[self._entered % len(self._employers)]
        self._entered += 1
        if wish.received is None:
            contracts.enter_contract_for_number(
                author, programme_id, wish.number, employer_name=name, siret=siret
            )
            self._find_applications()
            return
        application_id = self._application(wish)
        version = (
            db.session().scalars(select(Application.version).where(Application.id == application_id)).one()
        )
        contracts.enter_contract(author, application_id, employer_name=name, siret=siret, version=version)

    def _accept(self, event: Event) -> None:
        """Let a candidate answer; now and then the SIRET they were given is that of another place (R5.3)."""
        (wish,) = event.wishes
        actor, contract_id, reply = self._candidate(wish), self._contract(wish), REPLIES[event.act]
        if reply is Reply.DECLINE:
            contracts.reply_to_offer(actor, contract_id, reply)
            return
        typed = select(Contract.employer_name, Contract.siret).where(Contract.id == contract_id)
        name, siret = db.session().execute(typed).one()
        self._accepted += 1
        if self._accepted % ANOTHER_SIRET == 0:
            siret = self._employers[self._accepted % len(self._employers)][1]
        contracts.reply_to_offer(actor, contract_id, reply, employer_name=name, siret=siret)

    _keep = _decline = _accept

    def _expire(self, _event: Event) -> None:
        run_job(BY_NAME[SWEEP_OFFERS], started_by="tick")

    def _withdraw(self, event: Event) -> None:
        (wish,) = event.wishes
        contracts.withdraw_wish(self._candidate(wish), self._application(wish))

    def _cancel(self, event: Event) -> None:
        (wish,) = event.wishes
        author = self._authors.administrator(centre_of(wish.programme.code))
        contracts.cancel_contract(author, self._contract(wish), reason=event.facts["reason"])

    def _break(self, event: Event) -> None:
        (wish,) = event.wishes
        author, day = self._authors.administrator(centre_of(wish.programme.code)), event.at.date()
        contracts.break_contract(author, self._contract(wish), broken_on=day, cause=event.facts["cause"])

    def _enrol(self, event: Event) -> None:
        (wish,) = event.wishes
        after.enrol(self._authors.registrar(), self._application(wish))

    def _undo(self, event: Event) -> None:
        (wish,) = event.wishes
        after.undo(self._authors.registrar(), self._application(wish))

    def _list(self, _event: Event) -> None:
        after.take_the_list(self._authors.registrar(), self._campaign)

    def _note(self, event: Event) -> None:
        (wish,) = event.wishes
        decisions.add_note(
            self._authors.manager(wish.programme.code), self._application(wish), event.facts["body"]
        )

    def _ask(self, event: Event) -> None:
        programme_id = self._programmes[event.facts["code"]][0]
        author, reason = self._authors.manager(event.facts["code"]), event.facts["reason"]
        if event.facts["wanted"] is None:
            contracts.request_closure(author, programme_id, reason=reason)
        else:
            contracts.request_capacity(author, programme_id, wanted=event.facts["wanted"], reason=reason)

    def _take_back(self, event: Event) -> None:
        code = event.facts["code"]
        contracts.withdraw_request(self._authors.manager(code), self._open_request(code))

    def _grant_closure(self, event: Event) -> None:
        asked = self._open_request(event.facts["code"])
        contracts.answer_requests(
            self._authors.regional(), [asked], granted=True, message=event.facts["answer"]
        )

    def _decline_request(self, event: Event) -> None:
        asked = self._open_request(event.facts["code"])
        contracts.answer_requests(
            self._authors.regional(), [asked], granted=False, message=event.facts["answer"]
        )

    def _reduce(self, event: Event) -> None:
        code = event.facts["code"]
        set_capacity(
            self._authors.administrator(centre_of(code)), self._programmes[code][0], event.facts["capacity"]
        )

    def _open_request(self, code: str) -> int:
        open_one = select(RegionalRequest.id).where(
            RegionalRequest.programme_id == self._programmes[code][0], RegionalRequest.status == "open"
        )
        return db.session().scalars(open_one).one()

    def _candidate(self, wish: Wish) -> Actor:
        statement = select(Application.candidate_id).where(Application.id == self._application(wish))
        return Actor("candidate", db.session().scalars(statement).one())

    def _application(self, wish: Wish) -> int:
        return self._applications[wish.programme.code, wish.number]

    def _find_applications(self) -> None:
        rows = db.session().execute(
            select(Programme.code, Candidate.candidate_number, Application.id)
            .join(Application, Application.programme_id == Programme.id)
            .join(Candidate, Candidate.id == Application.candidate_id)
        )
        self._applications = {(code, number): application_id for code, number, application_id in rows}

    def _contract(self, wish: Wish) -> int:
        statement = select(Contract.id).where(Contract.application_id == self._application(wish))
        return db.session().scalars(statement.order_by(Contract.id.desc()).limit(1)).one()

    def _reason(self, centre_id: int, rank: int) -> tuple[int, bool]:
        """Return the id of a reason of the centre's list, and whether it asks for details."""
        statement = select(RefusalReason.id, RefusalReason.needs_details).where(
            RefusalReason.centre_id == centre_id
        )
        rows = db.session().execute(statement.order_by(RefusalReason.position)).all()
        row = rows[rank % len(rows)]
        return row.id, row.needs_details
