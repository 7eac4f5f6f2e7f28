"""What can be done after the reply: mark an enrolment done, undo it."""

from recruitment.enrolments.actions.enrol import Enrolled, Outcome, enrol, enrol_many
from recruitment.enrolments.actions.undo_enrolment import Undone, undo_enrolment

__all__ = ["Enrolled", "Outcome", "Undone", "enrol", "enrol_many", "undo_enrolment"]
