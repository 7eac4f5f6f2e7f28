"""Plays the history through the product's own acts, each at its instant."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications import actions as decisions
from recruitment.applications.models import Application, Candidate, RefusalReason
from recruitment.contracts import actions as contracts
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.demo import catalogue, files, replies
from recruitment.demo.catalogue import CENTRES, LOGINS, CentreGoal, Login
from recruitment.demo.imports import import_file
from recruitment.demo.people import employers
from recruitment.demo.story import Event
from recruitment.demo.wishes import Group, Wish
from recruitment.demo.words import REFUSAL_DETAILS
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.vocabulary import Decision, Role
from recruitment.rules.vocabulary import Event as Act

#: Half a second after the instant: what is read a moment later still shows the same minute.
HALF_SECOND = timedelta(milliseconds=500)
REPLIES = {"accept": Act.ACCEPT, "keep": Act.ACCEPT_KEEPING_WISHES, "decline": Act.DECLINE}
Told = Callable[[str], None]


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the product's clock stand still at an instant."""
    clock.simulate(lambda: instant + HALF_SECOND - clock.wall())
    yield


class Author:
    """An account, as the actions ask for it."""

    def __init__(self, account_id: int) -> None:
        self.id = account_id


class Replay:
    """One playing of the history."""

    def __init__(self, groups: list[Group], revise_calendar: Callable[[], None], tell: Told) -> None:
        self._groups = groups
        self._revise_calendar = revise_calendar
        self._tell = tell
        self._employers = employers()
        self._entered = 0
        self._applications: dict[tuple[str, str], int] = {}
        session = db.session()
        self._campaign = session.scalars(select(Campaign.id).where(Campaign.year == 2025)).one()
        self._programmes = {
            code: (programme_id, centre_id)
            for programme_id, code, centre_id in session.execute(
                select(Programme.id, Programme.code, Programme.centre_id)
            )
        }
        rows = session.execute(select(Account.email, Account.id))
        self._accounts = {email: Author(account_id) for email, account_id in rows}

    def play(self, event: Event) -> None:
        """Let one thing happen."""
        clock.simulate(lambda: event.at + HALF_SECOND - clock.wall())
        getattr(self, f"_{event.act}")(event)

    def _files(self, event: Event) -> None:
        """Each centre sends its file in."""
        with tempfile.TemporaryDirectory() as folder:
            for centre in CENTRES:
                path = Path(folder) / f"candidats-{event.at:%Y-%m-%d}.csv"
                if files.candidates(path, centre, self._groups, event.at):
                    import_file(path, "candidates", self._campaign, self._administrator(centre).id)
        self._find_applications()
        self._tell(
            f"{event.at:%d/%m} : fichiers de candidats importés, {len(self._applications)} candidatures"
        )

    def _calendar(self, _event: Event) -> None:
        self._revise_calendar()

    def _decide(self, event: Event) -> None:
        wish, reason = event.wishes[0], event.facts["reason"]
        programme_id, centre_id = self._programmes[wish.programme.code]
        ruling = decisions.Ruling(Decision.RETAINED)
        if wish.decision is Decision.REFUSED:
            reason_id, needs_details = self._reason(centre_id, reason or 0)
            details = REFUSAL_DETAILS[programme_id % len(REFUSAL_DETAILS)] if needs_details else ""
            ruling = decisions.Ruling(Decision.REFUSED, reason_id, details)
        ids = [self._application(one) for one in event.wishes]
        author = self._manager(wish)
        if len(ids) == 1 and wish.decision is Decision.RETAINED:
            decisions.retain(author, ids[0])
            return
        left = [o.refusal for o in decisions.decide_many(author, programme_id, ids, ruling) if not o.done]
        if left:
            raise RuntimeError(f"decisions that the history does not expect to be refused: {left}")

    def _enter(self, event: Event) -> None:
        (wish,) = event.wishes
        author, programme_id = self._manager(wish), self._programmes[wish.programme.code][0]
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
        replies.reply(self._application(event.wishes[0]), REPLIES[event.act])

    _keep = _decline = _accept

    def _expire(self, event: Event) -> None:
        replies.expire(self._application(event.wishes[0]))

    def _withdraw(self, event: Event) -> None:
        replies.withdraw(self._application(event.wishes[0]))

    def _cancel(self, event: Event) -> None:
        (wish,) = event.wishes
        author = self._administrator(self._centre(wish))
        contracts.cancel_contract(author, self._contract(wish), reason=event.facts["reason"])

    def _break(self, event: Event) -> None:
        (wish,) = event.wishes
        author, day = self._administrator(self._centre(wish)), event.at.date()
        contracts.break_contract(author, self._contract(wish), broken_on=day, cause=event.facts["cause"])

    def _note(self, event: Event) -> None:
        (wish,) = event.wishes
        decisions.add_note(self._manager(wish), self._application(wish), event.facts["body"])

    def _ask(self, event: Event) -> None:
        programme_id = self._programmes[event.facts["code"]][0]
        author, reason = self._manager_of(event.facts["code"]), event.facts["reason"]
        if event.facts["wanted"] is None:
            contracts.request_closure(author, programme_id, reason=reason)
        else:
            contracts.request_capacity(author, programme_id, wanted=event.facts["wanted"], reason=reason)

    def _take_back(self, event: Event) -> None:
        programme_id = self._programmes[event.facts["code"]][0]
        open_one = select(RegionalRequest.id).where(
            RegionalRequest.programme_id == programme_id, RegionalRequest.status == "open"
        )
        contracts.withdraw_request(
            self._manager_of(event.facts["code"]), db.session().scalars(open_one).one()
        )

    def _grant_closure(self, event: Event) -> None:
        regional = next(login for login in LOGINS if login.role is Role.REGIONAL)
        programme_id = self._programmes[event.facts["code"]][0]
        replies.grant_closure(self._accounts[regional.email].id, programme_id, event.facts["answer"])

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

    def _centre(self, wish: Wish) -> CentreGoal:
        return next(centre for centre in CENTRES if wish.programme in centre.programmes)

    def _administrator(self, centre: CentreGoal) -> Author:
        return self._account_where(lambda a: a.role is Role.ADMINISTRATOR and a.centre == centre.uai)

    def _manager(self, wish: Wish) -> Author:
        return self._manager_of(wish.programme.code)

    def _manager_of(self, code: str) -> Author:
        """Return who manages a programme: the one limited to it, if there is, else the centre's own."""
        centre = next(c for c in CENTRES if code in [programme.code for programme in c.programmes])
        return self._account_where(
            lambda a: (
                a.role is Role.MANAGER
                and a.centre == centre.uai
                and (not a.programmes or code in a.programmes)
            )
        )

    def _account_where(self, wanted: Callable[[Login], bool]) -> Author:
        return self._accounts[next(login for login in reversed(LOGINS) if wanted(login)).email]
