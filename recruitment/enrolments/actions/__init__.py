"""What can be done after the reply: mark an enrolment done, undo it, settle what two lists say differently."""

from recruitment.enrolments.actions.enrol import Enrolled, Outcome, enrol, enrol_many
from recruitment.enrolments.actions.settle_discrepancy import settle_discrepancy
from recruitment.enrolments.actions.settle_siret import settle_siret
from recruitment.enrolments.actions.undo_enrolment import Undone, undo_enrolment

__all__ = [
    "Enrolled",
    "Outcome",
    "Undone",
    "enrol",
    "enrol_many",
    "settle_discrepancy",
    "settle_siret",
    "undo_enrolment",
]
