"""The lines of an answer against what was asked for and who is known; all are written, or none (R6.2)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from recruitment.exchanges.log import LogLine
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.journal.actions import Line, person, record_many
from recruitment.labels.ine import DONE, DOUBTFUL
from recruitment.learners.ine import queries
from recruitment.learners.ine.reading import Answer, AnswerFile, folded
from recruitment.learners.locks import Author
from recruitment.learners.models import Learner
from recruitment.learners.writing import change_learner, doubtful
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import IneForm
from recruitment.rules.identifiers import ine as checked_ine

READ_AT_ONCE = 400
#: A line of the answer, what was asked on it, the row of the learner whom it concerns by now.
Known = tuple[Answer, dict[str, Any], Any]


class Taking:
    """The lines of an answer against what was asked for and who is known."""

    def __init__(
        self, session: Session, author: Author, found: AnswerFile, centre_id: int, now: datetime
    ) -> None:
        self._session, self._author, self._found = session, author, found
        self._centre_id, self._now = centre_id, now
        self.about: dict[int, int] = {}  # the learner of each line whose learner is known

    def carry_out(self, mine: ColumnElement[bool]) -> list[LogLine]:
        """Check every line; write them all when none is wrong."""
        asked = self._asked()
        learners = self._learners({one["learner"] for one in asked.values()}, mine)
        known = []
        for answer in self._found.answers:
            said = asked.get((answer.request, answer.rank))
            row = learners.get(said["learner"]) if said else None
            if said is None or row is None:
                self._found.refuse(answer, "line", "line_unknown")
            else:
                known.append((answer, said, row))
                self.about[answer.line] = row.id
        self._note_repeats(known)
        todo = [one for one in known if self._agrees(*one)]
        self._note_two(todo)
        self._note_taken(todo)
        self._found.wrong.sort(key=lambda one: (one.line, one.column))
        return [] if self._found.wrong else self._write(todo)

    def _asked(self) -> dict[tuple[int, int], dict[str, Any]]:
        """Return what was asked for, by request and line, of this centre's own requests."""
        wanted = sorted({(one.request, one.rank) for one in self._found.answers if one.request < 2**31})
        asked: dict[tuple[int, int], dict[str, Any]] = {}
        for at in range(0, len(wanted), READ_AT_ONCE):
            rows = self._session.execute(
                select(
                    ExchangeLine.exchange_id,
                    ExchangeLine.line,
                    ExchangeLine.payload,
                    ExchangeLine.candidate_number,
                )
                .join(Exchange, Exchange.id == ExchangeLine.exchange_id)
                .where(
                    Exchange.centre_id == self._centre_id,
                    Exchange.source == queries.REQUEST,
                    ExchangeLine.action == "sent",
                    tuple_(ExchangeLine.exchange_id, ExchangeLine.line).in_(wanted[at : at + READ_AT_ONCE]),
                )
            )
            for row in rows:
                said = {**json.loads(row.payload), "number": row.candidate_number}
                if "learner" in said:
                    asked[row.exchange_id, row.line] = said
        return asked

    def _learners(self, ids: set[int], mine: ColumnElement[bool]) -> dict[int, Any]:
        """Return the learners asked about; one merged since is the one that they were merged into."""
        found: dict[int, Any] = {}
        wanted = {id_: id_ for id_ in ids}
        while wanted:
            rows = {row.id: row for row in self._rows(sorted(set(wanted.values())), mine)}
            followed = {}
            for asked_id, current in wanted.items():
                row = rows.get(current)
                if row is not None and row.merged_into_id is not None:
                    followed[asked_id] = row.merged_into_id
                elif row is not None:
                    found[asked_id] = row
            wanted = followed
        return found

    def _rows(self, ids: Sequence[int], mine: ColumnElement[bool]) -> list[Any]:
        rows: list[Any] = []
        for at in range(0, len(ids), READ_AT_ONCE):
            part = Learner.id.in_(ids[at : at + READ_AT_ONCE])
            readable = mine | Learner.merged_into_id.is_not(None)
            own = (part, Learner.centre_id == self._centre_id, readable)
            rows.extend(
                self._session.execute(select(*Learner.__table__.c).where(*own).with_for_update(of=Learner))
            )
        return rows

    def _agrees(self, answer: Answer, said: dict[str, Any], row: Any) -> bool:
        """Tell whether an answer is about the person asked for, and takes nothing from them."""
        before = len(self._found.wrong)
        if row.erased_at is not None:
            self._found.refuse(answer, "line", "learner_erased")
        if answer.names is not None and answer.names != folded(said.get("nom", ""), said.get("prenom", "")):
            self._found.refuse(answer, "last_name", "identity_other")
        if answer.birth_date is not None and answer.birth_date != said.get("date_naissance"):
            self._found.refuse(answer, "birth_date", "birth_date_other")
        if answer.ine and row.ine and row.ine != answer.ine and not _provisional(row.ine):
            self._found.refuse(answer, "ine", "ine_other")
        return len(self._found.wrong) == before

    def _note_repeats(self, known: Sequence[Known]) -> None:
        """Refuse an INE for two people; two lines of one person, merged since or asked for twice, agree."""
        owners: dict[str, int] = {}
        for answer, _said, row in known:
            if answer.ine and owners.setdefault(answer.ine, row.id) != row.id:
                self._found.refuse(answer, "ine", "ine_twice")

    def _note_two(self, todo: Sequence[Known]) -> None:
        """Refuse two INEs for one learner: two files asked for may be one by now, or one was asked for twice."""
        repeated = {one.line for one in self._found.wrong if one.code == "line_twice"}
        given: dict[int, list[Answer]] = {}
        for answer, _said, row in todo:
            if answer.ine and answer.line not in repeated:
                given.setdefault(row.id, []).append(answer)
        for answers in given.values():
            if len({answer.ine for answer in answers}) > 1:
                lines = tuple(answer.line for answer in answers)
                for answer in answers:
                    self._found.refuse(answer, "ine", "ine_two", lines)

    def _note_taken(self, todo: Sequence[Known]) -> None:
        """Refuse an INE that another learner of the centre has."""
        numbers = sorted({answer.ine for answer, _said, _row in todo if answer.ine})
        holders: dict[str, int] = {}
        for at in range(0, len(numbers), READ_AT_ONCE):
            taken = select(Learner.ine, Learner.id).where(
                Learner.centre_id == self._centre_id,
                Learner.ine.in_(numbers[at : at + READ_AT_ONCE]),
                Learner.merged_into_id.is_(None),
            )
            holders.update({str(row.ine): row.id for row in self._session.execute(taken)})
        for answer, _said, row in todo:
            if answer.ine and holders.get(answer.ine, row.id) != row.id:
                self._found.refuse(answer, "ine", "ine_taken")

    def _write(self, todo: Sequence[Known]) -> list[LogLine]:
        lines, journal = [], []
        written: set[int] = set()
        for answer, said, row in todo:
            changed = bool(answer.ine) and answer.ine != row.ine and row.id not in written
            if changed:
                written.add(row.id)
                change_learner(self._session, row, {"ine": answer.ine, "ine_origin": "batch"}, self._now)
                details = {"learner": row.id, "request": answer.request}
                journal.append(Line("ine_answered", person(self._author.id), self._now, details=details))
            action = "changed" if changed else "unchanged" if answer.ine else "left_out"
            payload = {"learner": row.id, "ligne": f"{answer.request}-{answer.rank}", "ine": answer.ine}
            lines.append(LogLine(answer.line, action, said["number"], payload, _message(answer, action)))
        record_many(self._session, self._centre_id, journal)
        return lines


def _message(answer: Answer, action: str) -> str:
    if action == "left_out":
        return f"{DONE[action]} : {answer.reason}"
    return DOUBTFUL if action == "changed" and doubtful(answer.ine) else DONE[action]


def _provisional(number: str) -> bool:
    try:
        return checked_ine(number).form is IneForm.PROVISIONAL
    except RuleViolation:
        return True  # what is no INE keeps none out
