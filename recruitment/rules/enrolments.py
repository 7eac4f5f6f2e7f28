"""When the administrative enrolment can be marked done, and undone (R6.1, I12)."""

from datetime import datetime

from recruitment.rules.errors import RuleViolation
from recruitment.rules.replies import ACCEPTED_STATES
from recruitment.rules.vocabulary import ApplicationState


def check_enrol(state: ApplicationState, *, enrolled: bool) -> None:
    """Raise RuleViolation (already_enrolled, not_accepted) unless the enrolment can be marked done."""
    if enrolled:
        raise RuleViolation("already_enrolled")
    if state not in ACCEPTED_STATES:
        raise RuleViolation("not_accepted", state=state)


def check_ends_alone(*, enrolled: bool, registered: bool) -> None:
    """Raise RuleViolation (not_enrolled, enrolment_of_registration) unless the enrolment may end by itself."""
    if not enrolled:
        raise RuleViolation("not_enrolled")
    if registered:
        raise RuleViolation("enrolment_of_registration")


def check_undo(*, enrolled: bool, sent_at: datetime | None, leaving: bool = False) -> None:
    """Raise RuleViolation (not_enrolled, enrolment_sent, enrolment_being_sent) unless the enrolment can be undone.

    `leaving`: it is on its way to the platform, or may have arrived without an answer.
    """
    if not enrolled:
        raise RuleViolation("not_enrolled")
    if sent_at is not None:
        raise RuleViolation("enrolment_sent", sent_at=sent_at)
    if leaving:
        raise RuleViolation("enrolment_being_sent")


def check_cancel(*, enrolled: bool, sent_at: datetime | None) -> None:
    """Raise RuleViolation (not_enrolled, enrolment_not_sent) unless the platform knows of the enrolment."""
    if not enrolled:
        raise RuleViolation("not_enrolled")
    if sent_at is None:
        raise RuleViolation("enrolment_not_sent")
