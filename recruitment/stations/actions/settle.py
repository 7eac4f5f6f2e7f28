"""Take or leave what a pre-registration proposes: a person decides field by field (R6.8)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.learners import writing
from recruitment.learners.locks import lock_admitted, lock_learners
from recruitment.rules.errors import RuleViolation
from recruitment.stations import proposals
from recruitment.stations.models import PreRegistration
from recruitment.stations.proposals import LEFT, TAKEN, Difference, Known


class Author(Protocol):
    """The colleague who settles."""

    @property
    def id(self) -> int: ...


def settle(
    author: Author,
    admitted_id: int,
    taken: Collection[str],
    *,
    version: int,
    submission: Submission | None = None,
) -> int:
    """Write what was chosen into the learner's file, and return how many items of the list were taken.

    Raises pre_registration_settled (also when it was sent again meanwhile), no_learner_yet, registration_final,
    key_reused.
    """
    with transaction() as session:
        admitted = lock_admitted(session, [admitted_id])[admitted_id]
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["changed"])
        row = session.get(PreRegistration, admitted_id, populate_existing=True)
        if row is None or row.sent is None or row.settled_at is not None or row.version != version:
            raise RuleViolation("pre_registration_settled")
        now = clock.now()
        found, changed, learner_id = _take(session, admitted, row.sent, set(taken), now)
        row.settled = {one.name: TAKEN if one.name in taken else LEFT for one in found}
        row.settled_at, row.settled_by_id = now, author.id
        row.version += 1
        session.flush()
        details = {"admitted": admitted_id, "learner": learner_id, "fields": sorted(changed)}
        where = {"programme_id": admitted.programme_id, "application_id": admitted.application_id}
        record(session, admitted.centre_id, Line("pre_registration_settled", person(author.id), now,
                                                 details=details, **where))  # fmt: skip
        number = list(row.settled.values()).count(TAKEN)
        remember(session, submission, {"changed": number}, now)
        return number


def _take(
    session: Session, admitted: Any, sent: dict[str, Any], taken: set[str], now: datetime
) -> tuple[list[Difference], list[str], int | None]:
    platform = Known(admitted, writing.admitted_guardians(session, [admitted.id]).get(admitted.id, {}))
    registration = writing.standing_of(session, [admitted.id]).get(admitted.id)
    if registration is None:
        if taken:
            raise RuleViolation("no_learner_yet")
        return proposals.differences(sent, platform, None), [], None
    learner = lock_learners(session, [registration.learner_id])[registration.learner_id]
    # Read again: a validation that held the learner has ended since.
    registration = writing.standing_of(session, [admitted.id]).get(admitted.id)
    if taken and (registration is None or registration.validated_at is not None):
        raise RuleViolation("registration_final")
    known = writing.learner_guardians(session, [learner.id]).get(learner.id, {})
    found = proposals.differences(sent, platform, Known(learner, known))
    changed = writing.change_learner(session, learner, proposals.changes(found, taken), now)
    joined = proposals.guardians(known, sent, found, taken)
    if joined is not None:
        writing.write_guardians(session, learner.id, joined)
        changed.append("guardians")
    return found, changed, learner.id
