"""« Traiter inscription(s) importée(s) »: people admitted become learners with a registration of the year (R6.2)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record_by_chain
from recruitment.learners import writing
from recruitment.learners.comparison import digests, flat, news
from recruitment.learners.freshening import freshened, joined_guardians, left_guardians
from recruitment.learners.known import Known
from recruitment.learners.locks import Author, lock_admitted, lock_learners
from recruitment.learners.people import Guardians, of_admitted, of_learner
from recruitment.rules.errors import RuleViolation
from recruitment.rules.matching import Verdict
from recruitment.rules.synchronisation import check_synchronise

MANY = 500  # at once


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: created, joined, updated, to_confirm or unchanged; else the code of what refused it."""

    admitted_id: int
    result: str
    learner_id: int | None = None
    registration_id: int | None = None
    changed: int = 0
    left_guardians: int = 0
    refusal: str | None = None

    @property
    def done(self) -> bool:
        """Tell whether a registration stands now."""
        return self.refusal is None and self.result != "to_confirm"


def synchronise(
    author: Author, admitted_ids: Sequence[int], *, submission: Submission | None = None
) -> list[Outcome]:
    """Register each in one transaction: a learner surely known is joined, one who may be is left to confirm.

    The caller has checked that the person may enrol for each. One registered already whom the pool says otherwise
    since is freshened. Raises RuleViolation: nothing_selected, key_reused.
    """
    wanted = list(dict.fromkeys(admitted_ids))[:MANY]
    if not wanted:
        raise RuleViolation("nothing_selected")
    with transaction() as session:
        rows = lock_admitted(session, wanted)
        answered = replay(session, submission)
        if answered is not None:
            return [Outcome(**one) for one in answered["outcomes"]]
        now = clock.now()
        outcomes = _Batch(session, author, [rows[id_] for id_ in wanted if id_ in rows], now).carry_out()
        remember(session, submission, {"outcomes": [asdict(one) for one in outcomes]}, now)
    return outcomes


class _Batch:
    """Several people at once, of one centre or of several; what is read is read once."""

    def __init__(self, session: Session, author: Author, rows: Sequence[Any], now: datetime) -> None:
        self._session, self._author, self._rows, self._now = session, author, rows, now
        ids = [row.id for row in rows]
        self._standing = writing.standing_of(session, ids)
        self._guardians = writing.admitted_guardians(session, ids)
        self._known = {
            centre: Known(session, centre, [row for row in rows if row.centre_id == centre])
            for centre in sorted({row.centre_id for row in rows})
        }
        self._lines: dict[int, list[Line]] = {}

    def carry_out(self) -> list[Outcome]:
        outcomes = [self._one(row) for row in self._rows]
        record_by_chain(self._session, self._lines)
        return outcomes

    def _one(self, row: Any) -> Outcome:
        standing = self._standing.get(row.id)
        try:
            check_synchronise(
                gone_at=row.gone_at,
                situation=row.situation,
                registered=standing is not None,
                fresh=standing is not None and standing.admitted_version != row.version,
            )
        except RuleViolation as refusal:
            return Outcome(row.id, "refused", refusal=refusal.code)
        if standing is not None:
            return self._freshen(row, standing)
        found = self._known[row.centre_id].of(row)
        if found.verdict is Verdict.CONFIRM:
            return Outcome(row.id, "to_confirm", learner_id=found.learner_id)
        return self._create(row) if found.learner_id is None else self._join(row, found.learner_id)

    def _create(self, row: Any) -> Outcome:
        values = of_admitted(row)
        learner_id = writing.create_learner(self._session, row.centre_id, values, self._now)
        writing.add_guardians(self._session, learner_id, self._guardians.get(row.id, {}))
        self._known[row.centre_id].add(learner_id, values)
        return self._register(row, "created", learner_id)

    def _join(self, row: Any, learner_id: int) -> Outcome:
        changed, left = self._write(row, learner_id, None)
        return self._register(row, "joined", learner_id, changed, left)

    def _freshen(self, row: Any, standing: Any) -> Outcome:
        changed, left = self._write(row, standing.learner_id, standing.admitted_seen)
        writing.read_up_to(self._session, standing.id, row, self._read(row))
        self._tell("learner_updated", row, standing.learner_id, standing.id, changed)
        return Outcome(row.id, "updated", standing.learner_id, standing.id, len(changed), left)

    def _read(self, row: Any) -> dict[str, str]:
        return digests(flat(of_admitted(row), self._guardians.get(row.id, {})))

    def _write(self, row: Any, learner_id: int, seen: dict[str, str] | None) -> tuple[list[str], int]:
        learner = lock_learners(self._session, [learner_id])[learner_id]
        values, incoming = of_admitted(row), self._guardians.get(row.id, {})
        new = news(flat(values, incoming), seen)
        changes = freshened(of_learner(learner), values, new)
        if self._known[row.centre_id].holds_ine(changes.get("ine")):
            del changes["ine"]  # one INE, one learner: somebody has to look
        changed = writing.change_learner(self._session, learner, changes, self._now)
        return self._join_guardians(learner_id, incoming, new, changed)

    def _join_guardians(
        self, learner_id: int, incoming: Guardians, new: set[str], changed: list[str]
    ) -> tuple[list[str], int]:
        fresh = {
            at: one
            for at, one in incoming.items()
            if any(field.startswith(f"guardian{at}.") for field in new)
        }
        known = writing.learner_guardians(self._session, [learner_id]).get(learner_id, {})
        kept = joined_guardians(known, fresh)
        if kept != known:
            writing.write_guardians(self._session, learner_id, kept)
            changed.append("guardians")
        return changed, left_guardians(kept, fresh)

    def _register(
        self, row: Any, result: str, learner_id: int, changed: Sequence[str] = (), left: int = 0
    ) -> Outcome:
        registration_id = writing.create_registration(
            self._session, row, self._read(row), learner_id, self._now
        )
        self._known[row.centre_id].registered(row.campaign_id, row.candidate_number, learner_id)
        self._tell(f"learner_{result}", row, learner_id, registration_id, changed)
        return Outcome(row.id, result, learner_id, registration_id, len(changed), left)

    def _tell(
        self, event: str, row: Any, learner_id: int, registration_id: int, changed: Sequence[str]
    ) -> None:
        line = told(event, self._author, self._now, row, learner_id, registration_id, changed)
        self._lines.setdefault(row.centre_id, []).append(line)


def told(
    event: str,
    author: Author,
    now: datetime,
    row: Any,
    learner_id: int,
    registration_id: int,
    changed: Sequence[str] = (),
) -> Line:
    """Return the line of the journal: ids, and the codes of the fields that changed."""
    details: dict[str, Any] = {"learner": learner_id, "registration": registration_id}
    if changed:
        details["fields"] = list(changed)
    return Line(
        event,
        person(author.id),
        now,
        row.programme_id,
        application_id=row.application_id,
        details=details,
    )
