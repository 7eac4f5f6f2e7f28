"""Writes the lines of the platform's list of replies, in the one transaction of the import (I21).

A reply goes through the same act as the candidate's own: its effects on other wishes, its mails, its line in the
journal. What is different becomes a row that somebody settles; nothing of ours is overwritten.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from recruitment.contracts.actions.leaving import Happened, queue_mails, write_lines
from recruitment.contracts.actions.reply import Sent, reply_within
from recruitment.contracts.actions.wishes import Wish, WishesChanged, hold_wishes
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.journal.actions import Actor
from recruitment.rules import reply_list
from recruitment.rules.vocabulary import Reply, ReplyOrigin
from recruitment.transfers import reply_lines, reply_lookup
from recruitment.transfers.candidate_lines import Wished as Programme
from recruitment.transfers.reply_lines import AGREES, CODE, EMPLOYER, NUMBER, SIRET, Plan
from recruitment.transfers.reply_lookup import Key, Known, Wished
from recruitment.transfers.staging import Announced, ChangedMeanwhile

STILL = {
    Reply.ACCEPT: ("pending", "accepted_keeping_wishes"),
    Reply.ACCEPT_KEEPING_WISHES: ("pending",),
    Reply.DECLINE: ("pending",),
}


@dataclass(frozen=True, slots=True)
class ReplyWriting:
    """What every line of an import is written with."""

    run_id: int
    campaign_id: int
    programmes: Mapping[str, Programme]
    actor: Actor
    at: datetime


class ReplyWriter:
    """Writes announced lines; `counts` tells what was written."""

    def __init__(self, session: Session, writing: ReplyWriting) -> None:
        self._session = session
        self._writing = writing
        self._wishes: dict[
            int, list[Wish]
        ] = {}  # of the candidates of a chunk, as they were when they were locked
        self._moved: set[int] = set()  # candidates whose wishes an earlier line has moved
        self._happened: list[Happened] = []
        self._told = 0  # how many of these have their mails
        self.counts: Counter[str] = Counter()

    def write(self, chunk: Sequence[Announced]) -> None:
        """Write a chunk, or raise ChangedMeanwhile."""
        try:
            known = self._held(chunk)
            planned = [(line, self._plan(line, known)) for line in chunk]
            for line, plan in planned:
                self._write(line, plan, known)
            queue_mails(self._session, self._happened[self._told :], self._writing.at)
            self._told = len(self._happened)
        except WishesChanged as change:
            raise ChangedMeanwhile(chunk[0].number) from change

    def finish(self) -> None:
        """Write the journal, once: a centre whose chain is taken can do nothing until the commit."""
        write_lines(self._session, self._happened, self._writing.at)

    def _held(self, chunk: Sequence[Announced]) -> Known:
        """Lock the wishes of all who reply, in everybody's order, then read what is known of all."""
        before = self._known(chunk)
        replying = {
            before.wishes[key].candidate_id
            for line in chunk
            if line.changes[0] in STILL and (key := self._key(line)) in before.wishes
        }
        self._wishes = hold_wishes(self._session, replying, {self._key(line)[0] for line in chunk})
        return self._known(chunk)

    def _known(self, chunk: Sequence[Announced]) -> Known:
        keys = [self._key(line) for line in chunk]
        numbers = [number for _programme, number in keys]
        return reply_lookup.known(
            self._session, self._writing.campaign_id, {programme for programme, _number in keys}, numbers
        )

    def _plan(self, line: Announced, known: Known) -> Plan:
        key = self._key(line)
        planned = reply_lines.plan(key, line.values, known, self._writing.at)
        wished = known.wishes.get(key)
        if planned.changes != line.changes and not (wished and wished.candidate_id in self._moved):
            raise ChangedMeanwhile(line.number)
        return planned

    def _write(self, line: Announced, planned: Plan, known: Known) -> None:
        key = self._key(line)
        if planned.reply is not None:
            self._reply(line, planned.reply, known.wishes[key])
        if AGREES in planned.changes:
            self._change(key, known, settled_at=self._writing.at)
            self.counts["closed"] += 1
        elif planned.comparison.kind in planned.changes:
            self._tell(key, planned, known)

    def _reply(self, line: Announced, reply: Reply, wished: Wished) -> None:
        """Take the reply, unless another line of the same file has already ended this wish."""
        wishes = self._wishes_of(wished.candidate_id)
        if wished.contract_id is None or not _still(wishes, wished.contract_id, reply):
            return
        theirs, at = reply_lines.theirs_of(line.values), self._writing.at
        sent = Sent(
            wished.contract_id,
            reply,
            line.values[SIRET] or str(wished.ours.siret),
            line.values[EMPLOYER] or str(wished.employer_name),
            ReplyOrigin.FILE,
            replied_at=reply_list.replied_at(wished.ours, theirs, at),
        )
        self._happened += reply_within(self._session, self._writing.actor, sent, wishes, at)
        self._moved.add(wished.candidate_id)
        self.counts[f"replies_{reply}"] += 1

    def _wishes_of(self, candidate_id: int) -> list[Wish]:
        """Return the wishes of a candidate who replies, read again if a line of this file has moved them."""
        if candidate_id in self._moved:
            return hold_wishes(self._session, [candidate_id])[candidate_id]
        return self._wishes[candidate_id]

    def _tell(self, key: Key, planned: Plan, known: Known) -> None:
        """Open a discrepancy, or say anew what a standing one is about."""
        found, at = planned.comparison, self._writing.at
        told: dict[str, Any] = {"kind": found.kind, "facts": found.stored, "import_id": self._writing.run_id}
        self.counts["discrepancies"] += 1
        if key in known.standing:
            self._change(key, known, **told)
            return
        programme = next(one for one in self._writing.programmes.values() if one.id == key[0])
        values = {
            **told,
            "programme_id": key[0],
            "centre_id": programme.centre_id,
            "application_id": _application_id(key, known),
            "candidate_number": key[1],
            "found_at": at,
            "seen_at": at,
        }
        self._session.execute(insert(ReplyDiscrepancy).values(values))

    def _change(self, key: Key, known: Known, **values: Any) -> None:
        """Change a standing one; its wish may have come since it was found."""
        values |= {"application_id": _application_id(key, known), "seen_at": self._writing.at}
        standing = ReplyDiscrepancy.id == known.standing[key].id
        self._session.execute(update(ReplyDiscrepancy).where(standing).values(values))

    def _key(self, line: Announced) -> Key:
        return self._writing.programmes[str(line.values[CODE])].id, str(line.values[NUMBER])


def _application_id(key: Key, known: Known) -> int | None:
    wished = known.wishes.get(key)
    return wished.application_id if wished else None


def _still(wishes: Sequence[Wish], contract_id: int, reply: Reply) -> bool:
    return any(
        one.contract.status in STILL[reply]
        for one in wishes
        if one.contract and one.contract.id == contract_id
    )
