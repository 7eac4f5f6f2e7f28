"""What the platform's list of replies says of one candidate, held against what we know (R5.2 by file).

A reply to an offer of ours that still waits can be recorded. All else that differs is a contradiction: it is told,
and nothing of ours is overwritten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from recruitment.rules.deadlines import reply_expired
from recruitment.rules.paris import paris_day
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, Reply, ReplyOrigin

#: Situations of the platform (formats, section 2), and « Formation acceptée », which does not say of which kind.
WAITING, FOR_GOOD, KEEPING, GONE, ACCEPTED = "0", "1", "2", "3", "A"
YES = frozenset({FOR_GOOD, KEEPING, ACCEPTED})
#: The reply that each is: the kind that is not said is taken for the one that ends no other wish.
REPLIES = {
    FOR_GOOD: Reply.ACCEPT,
    KEEPING: Reply.ACCEPT_KEEPING_WISHES,
    ACCEPTED: Reply.ACCEPT_KEEPING_WISHES,
    GONE: Reply.DECLINE,
}
STATUSES = {
    Reply.ACCEPT: ContractStatus.ACCEPTED,
    Reply.ACCEPT_KEEPING_WISHES: ContractStatus.ACCEPTED_KEEPING_WISHES,
    Reply.DECLINE: ContractStatus.DECLINED,
}
AGREEING = {
    ContractStatus.PENDING: frozenset({WAITING, GONE}),  # too late to renounce: it ends the same way
    ContractStatus.ACCEPTED: frozenset({FOR_GOOD, ACCEPTED}),
    ContractStatus.ACCEPTED_KEEPING_WISHES: frozenset({KEEPING, ACCEPTED}),
    ContractStatus.DECLINED: frozenset({GONE}),
    ContractStatus.EXPIRED: frozenset({WAITING, GONE}),
    ContractStatus.BROKEN: frozenset({WAITING, GONE}),
}
OPEN = frozenset(
    {ApplicationState.UNCONFIRMED, ApplicationState.CONFIRMED, ApplicationState.SEEKING_CONTRACT}
)
MISSING_HERE, MISSING_THERE, DIFFERENT = "missing_here", "missing_there", "different"


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know: a wish or none (`state`), its last contract or none (`status`), the enrolment."""

    state: ApplicationState | None = None
    status: ContractStatus | None = None
    entered_at: datetime | None = None
    reply_until: datetime | None = None
    siret: str | None = None
    reply_siret: str | None = None
    replied_at: datetime | None = None
    origin: ReplyOrigin | None = None
    enrolled: bool = False

    @property
    def is_active(self) -> bool:
        """Tell whether a contract holds."""
        return self.status == ContractStatus.PENDING or self.is_accepted

    @property
    def is_accepted(self) -> bool:
        """Tell whether its offer is accepted."""
        return self.status in (ContractStatus.ACCEPTED, ContractStatus.ACCEPTED_KEEPING_WISHES)


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a line says; None where it says nothing. `entered`: a contract is entered."""

    situation: str | None = None
    entered: bool | None = None
    siret: str | None = None
    replied_at: datetime | None = None
    enrolled: bool | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that both sides tell differently, in codes."""

    kind: str
    what: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The reply to record, if any, and what is different, once it is recorded."""

    reply: Reply | None
    facts: tuple[Fact, ...]

    @property
    def kind(self) -> str:
        """Return the kind of the whole: that of its facts when they have one, else « different »."""
        kinds = {fact.kind for fact in self.facts}
        return kinds.pop() if len(kinds) == 1 else DIFFERENT if kinds else ""

    @property
    def stored(self) -> str:
        """Return the facts as they are kept: the same ones are the same text."""
        return json.dumps([[fact.what, fact.ours, fact.theirs] for fact in self.facts])


def compare(ours: Ours, theirs: Theirs, now: datetime) -> Comparison:
    """Say what a line would do."""
    reply = _reply(ours, theirs, now)
    if reply is None:
        return Comparison(None, tuple(_facts(ours, theirs)))
    recorded = replace(
        ours,
        status=STATUSES[reply],
        reply_siret=theirs.siret or ours.siret,
        origin=ReplyOrigin.FILE,
    )
    return Comparison(reply, tuple(_facts(recorded, theirs)))


def replied_at(ours: Ours, theirs: Theirs, now: datetime) -> datetime:
    """Return when the candidate replied: as the list says, if our offer was there and waiting; else now."""
    said = theirs.replied_at
    if said is None or ours.entered_at is None or ours.reply_until is None:
        return now
    return said if ours.entered_at <= said <= min(ours.reply_until, now) else now


def _reply(ours: Ours, theirs: Theirs, now: datetime) -> Reply | None:
    if ours.status == ContractStatus.PENDING and ours.reply_until is not None:
        return None if reply_expired(ours.reply_until, now) else REPLIES.get(theirs.situation or "")
    if ours.status == ContractStatus.ACCEPTED_KEEPING_WISHES and theirs.situation == FOR_GOOD:
        return Reply.ACCEPT
    return None


def _facts(ours: Ours, theirs: Theirs) -> Iterator[Fact]:
    if ours.state is None:
        if theirs.situation in YES or theirs.entered:
            there = theirs.situation if theirs.situation in YES else "entered"
            yield Fact(MISSING_HERE, "candidate", "no_wish", str(there))
        return
    said = list(_said(ours, theirs))
    yield from said or _entered(ours, theirs)
    if ours.is_active and theirs.siret and theirs.siret not in (ours.siret, ours.reply_siret):
        yield Fact(DIFFERENT, "siret", str(ours.siret), theirs.siret)
    if not said:
        yield from _days(ours, theirs)
    if theirs.enrolled is not None and ours.is_accepted and theirs.enrolled != ours.enrolled:
        kind = MISSING_HERE if theirs.enrolled else MISSING_THERE
        words = ("to_do", "done") if theirs.enrolled else ("done", "to_do")
        yield Fact(kind, "ia", *words)


def _said(ours: Ours, theirs: Theirs) -> Iterator[Fact]:
    """Yield the reply, where both tell another one."""
    there = theirs.situation
    if there is None:
        return
    if ours.status is None or ours.status == ContractStatus.CANCELLED:
        if there in YES:
            yield Fact(MISSING_HERE, "reply", "none", there)
        elif there == GONE and ours.state in OPEN:
            yield Fact(DIFFERENT, "reply", "open", there)
        return
    # A pending offer that can still be answered never comes here: the reply is recorded.
    late = ours.status == ContractStatus.PENDING and there in YES
    if there not in AGREEING[ours.status]:
        kind = MISSING_THERE if there == WAITING else DIFFERENT
        yield Fact(kind, "reply", "too_late" if late else str(ours.status), there)


def _entered(ours: Ours, theirs: Theirs) -> Iterator[Fact]:
    """Yield the contract, where only one side has it."""
    if theirs.entered and ours.status in (None, ContractStatus.CANCELLED):
        yield Fact(MISSING_HERE, "contract", "none", "entered")
    elif theirs.entered is False and ours.is_active:
        yield Fact(MISSING_THERE, "contract", "entered", "none")


def _days(ours: Ours, theirs: Theirs) -> Iterator[Fact]:
    """Yield the day of the reply; one recorded from a file is not ours to compare."""
    if not ours.is_accepted or ours.origin == ReplyOrigin.FILE:
        return
    if ours.replied_at is None or theirs.replied_at is None:
        return
    here, there = paris_day(ours.replied_at), paris_day(theirs.replied_at)
    if here != there:
        yield Fact(DIFFERENT, "replied_on", here.isoformat(), there.isoformat())
