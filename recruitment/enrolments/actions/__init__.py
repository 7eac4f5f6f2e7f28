"""What can be done after the reply: mark an enrolment done, undo or cancel it, settle what two lists tell."""

from recruitment.enrolments.actions.enrol import Enrolled, Outcome, enrol, enrol_many, mark_done
from recruitment.enrolments.actions.settle_discrepancy import settle_discrepancy
from recruitment.enrolments.actions.settle_siret import settle_siret
from recruitment.enrolments.actions.undo_enrolment import (
    Undone,
    cancel_enrolment,
    undo_enrolment,
    undo_or_cancel,
)

__all__ = [
    "Enrolled",
    "Outcome",
    "Undone",
    "cancel_enrolment",
    "enrol",
    "enrol_many",
    "mark_done",
    "settle_discrepancy",
    "settle_siret",
    "undo_enrolment",
    "undo_or_cancel",
]
