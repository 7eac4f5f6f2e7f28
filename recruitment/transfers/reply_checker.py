"""Checks the lines of the platform's list of replies, chunk by chunk, without writing anything."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.core.text import fold
from recruitment.transfers import reply_lines, reply_lookup
from recruitment.transfers.candidate_lines import Wished as Programme
from recruitment.transfers.columns import NO_PROGRAMME, REPLIES, HeadersRefused
from recruitment.transfers.lines import Line, LineReader, Remark
from recruitment.transfers.reply_lines import ABSENT_FROM, AGREES, CODE, NAME, NUMBER
from recruitment.transfers.reply_lookup import Known
from recruitment.transfers.seen import Seen
from recruitment.transfers.staging import CHANGED, CHUNK, Announced, announced


class ReplyChecker:
    """Holds the lines of one list against the database and against each other."""

    def __init__(
        self,
        headers: Sequence[str],
        campaign_id: int,
        programmes: Mapping[str, Programme],
        programme_id: int | None,
        now: datetime,
    ) -> None:
        self.reader = LineReader(headers, REPLIES)
        self.touched: set[int] = set()  # nothing: a reply locks the programmes that it needs by itself
        self.effects: Counter[str] = Counter()
        self._campaign_id = campaign_id
        self._programmes = programmes
        self._now = now
        self._code = next((code for code, one in programmes.items() if one.id == programme_id), None)
        if self._code is None and not self.reader.columns["programme_code"]:
            raise HeadersRefused([NO_PROGRAMME], [])
        self._listed: set[str] = set() if self._code is None else {self._code}
        self._seen = Seen()

    def check(self, session: Session, rows: Sequence[tuple[int, list[str]]]) -> list[Announced]:
        """Return what a chunk of lines would do."""
        lines = [self.reader.read(number, cells) for number, cells in rows]
        for line in lines:
            self._check_line(line)
        self._check_repeats(lines)
        known = self._known(session, [line for line in lines if not line.refused])
        return [self._announce(line, known) for line in lines]

    def end(self, session: Session) -> list[Announced]:
        """Return, once the whole list is read, those who accepted here and are not in it."""
        missing = [line for code in sorted(self._listed) for line in self._absent(session, code)]
        for rank, line in enumerate(missing):
            line.number = ABSENT_FROM + rank
        return missing

    def close(self) -> None:
        """Free what was kept of the lines."""
        self._seen.close()

    def _check_line(self, line: Line) -> None:
        """Give a line its programme, or say what is wrong with it."""
        values, columns, code = line.values, self.reader.columns, line.values[CODE]
        other = code is not None and self._code is not None and code != self._code
        code = values[CODE] = code or self._code
        if other:
            line.remarks.append(Remark("programme_other", columns["programme_code"], facts={"code": code}))
        elif code is None:
            line.remarks.append(Remark("missing", columns["programme_code"]))
        elif code not in self._programmes:
            line.remarks.append(Remark("programme_unknown", columns["programme_code"], facts={"code": code}))
        if reply_lines.answers_differ(values):
            line.remarks.append(Remark("answers_differ", columns["reply"]))

    def _check_repeats(self, lines: Sequence[Line]) -> None:
        """Refuse a candidate who was already there for the same programme: both lines, where they differ.

        A line refused for something else is there all the same: its candidate is not absent from the list.
        """
        named = [line for line in lines if line.values[NUMBER] and line.values[CODE] in self._programmes]
        _people, wishes = self._seen.known([str(line.values[NUMBER]) for line in named])
        first: dict[tuple[str, int], Line] = {}
        for line in named:
            key = (str(line.values[NUMBER]), self._programme_id(line))
            if key not in wishes:
                wishes[key], first[key] = line.number, line
                self._listed |= set() if line.refused else {str(line.values[CODE])}
            elif not line.refused:
                line.remarks.append(Remark("wish_repeated", facts={"line": wishes[key]}))
                earlier = first.get(key)
                if earlier is not None and not earlier.refused and earlier.values != line.values:
                    earlier.remarks.append(Remark("wish_repeated", facts={"line": line.number}))
        self._seen.add({}, wishes)

    def _known(self, session: Session, lines: Sequence[Line]) -> Known:
        programmes = {self._programme_id(line) for line in lines}
        numbers = [str(line.values[NUMBER]) for line in lines]
        return reply_lookup.known(session, self._campaign_id, programmes, numbers)

    def _announce(self, line: Line, known: Known) -> Announced:
        if line.refused:
            return announced(line, [], speaks=False, is_new=False)
        number, column = str(line.values[NUMBER]), self.reader.columns["candidate_number"]
        key = (self._programme_id(line), number)
        wished = known.wishes.get(key)
        if number in known.erased:
            line.remarks.append(Remark("candidate_erased", column))
        elif wished is None:
            line.remarks.append(Remark("wish_unknown", column, warning=True))
        elif (name := line.values[NAME]) and fold(wished.last_name) not in fold(name):
            line.remarks.append(Remark("name_differs", self.reader.columns["candidate_name"]))
        planned = reply_lines.plan(key, line.values, known, self._now)
        if not line.refused:
            self._count(planned)
        return announced(line, planned.changes, speaks=False, is_new=planned.reply is not None)

    def _absent(self, session: Session, code: str) -> Iterator[Announced]:
        """Yield the lines that the list lacks for one programme."""
        programme_id = self._programmes[code].id
        numbers = reply_lookup.accepted_numbers(session, programme_id)
        for start in range(0, len(numbers), CHUNK):
            some = numbers[start : start + CHUNK]
            _people, seen = self._seen.known(some)
            missing = [number for number in some if (number, programme_id) not in seen]
            known = reply_lookup.known(session, self._campaign_id, {programme_id}, missing)
            for number in missing:
                key = (programme_id, number)
                values = reply_lines.absent_values(number, known.wishes[key].last_name, code)
                planned = reply_lines.plan(key, values, known, self._now)
                if planned.changes:
                    self._count(planned)
                    yield Announced(0, CHANGED, values, planned.changes, speaks=False, remarks=[])

    def _count(self, planned: reply_lines.Plan) -> None:
        self.effects["replies"] += planned.reply is not None
        self.effects["closed"] += AGREES in planned.changes
        self.effects["discrepancies"] += planned.comparison.kind in planned.changes

    def _programme_id(self, line: Line) -> int:
        return self._programmes[str(line.values[CODE])].id
