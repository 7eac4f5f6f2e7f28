"""Checks the lines of a candidates' file, chunk by chunk, without writing anything."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from recruitment.transfers import candidate_lookup
from recruitment.transfers.candidate_lines import (
    CODE,
    CONFIRMED,
    NUMBER,
    Applied,
    Context,
    Known,
    Wished,
    check_against_earlier,
    check_line,
    differences,
    is_left_as_known,
    is_somebody_else,
    keeps_a_correction,
    plan,
)
from recruitment.transfers.columns import CANDIDATES
from recruitment.transfers.confirmations import PASSAGE, Confirmations, waits
from recruitment.transfers.lines import Line, LineReader, Remark
from recruitment.transfers.seen import Seen
from recruitment.transfers.staging import Announced, announced


class CandidateChecker:
    """Holds the lines of one file against the database and against each other."""

    def __init__(
        self, headers: Sequence[str], campaign_id: int, context: Context, confirmations: Confirmations
    ) -> None:
        self.reader = LineReader(headers, CANDIDATES)
        self.touched: set[int] = set()
        self.effects: Counter[str] = Counter()
        self._campaign_id = campaign_id
        self._context = context
        self._confirmations = confirmations
        self._seen = Seen()

    def check(self, session: Session, rows: Sequence[tuple[int, list[str]]]) -> list[Announced]:
        """Return what a chunk of lines would do."""
        columns = self.reader.columns
        lines = [self.reader.read(number, cells) for number, cells in rows]
        for line in lines:
            check_line(line, columns, self._context)
        speaking = check_against_earlier(lines, self._context, self._seen)
        numbers = [*{str(line.values[NUMBER]) for line in lines if not line.refused}]
        own, campaign_id = self._context.own, self._campaign_id
        known = candidate_lookup.known(session, campaign_id, numbers, own) if numbers else Known({}, {}, {})
        for line in lines:
            self._compare(line, known)
        return [self._announce(line, line.number in speaking, known) for line in lines]

    def _compare(self, line: Line, known: Known) -> None:
        """Refuse a line that calls a candidate of others otherwise; say what it leaves as known."""
        column = self.reader.columns["candidate_number"]
        if not line.refused and str(line.values[NUMBER]) in known.erased:
            line.remarks.append(Remark("candidate_erased", column))
        if not line.refused and keeps_a_correction(line.values, known):
            line.remarks.append(Remark("correction_kept", column, warning=True))
        if not line.refused and is_somebody_else(line.values, known):
            line.remarks.append(Remark("candidate_of_others", column))
        elif not line.refused and is_left_as_known(line.values, known):
            line.remarks.append(Remark("candidate_shared", column, warning=True))

    def _announce(self, line: Line, speaks: bool, known: Known) -> Announced:  # noqa: FBT001 - a fact of the line
        if line.refused:
            return announced(line, [], speaks=False, is_new=False)
        values = line.values
        programme = self._context.programmes[str(values[CODE])]
        changes = plan(values, speaks, known, programme)
        candidate = known.candidates.get(str(values[NUMBER]))
        application = known.applications.get((candidate[0], programme.id)) if candidate else None
        line.remarks += differences(values, application, self.reader.columns)
        if changes:
            self.touched.add(programme.id)
        if "confirm" in changes:
            self._note_confirmation(str(values[CONFIRMED]), application, programme)
        return announced(line, changes, speaks=speaks, is_new="application" in changes)

    def _note_confirmation(self, confirmed: str, application: Applied | None, programme: Wished) -> None:
        """Count a wish that becomes confirmed, and those that pass by themselves: at once, or at an instant."""
        self.effects["confirmed"] += 1
        self.effects["retained"] += not (programme.examines or programme.exempt)
        passage = self._confirmations.deadline(confirmed, programme).auto_retain_at
        if passage is not None and waits(application):
            self.effects[f"{PASSAGE}{passage}"] += 1

    def end(self, _session: Session) -> list[Announced]:
        """Nothing is to be said of what the file does not hold."""
        return []

    def close(self) -> None:
        """Free what was kept of the lines."""
        self._seen.close()
