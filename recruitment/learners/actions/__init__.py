"""What is done of learners: synchronised from the pool, confirmed, completed, put together (R6.2)."""

from recruitment.learners.actions.complete import Completed, Completion, complete
from recruitment.learners.actions.confirm import Confirmed, confirm_new, confirm_same
from recruitment.learners.actions.documents import set_documents
from recruitment.learners.actions.edit import edit_guardians, edit_learner
from recruitment.learners.actions.merge import Merged, merge
from recruitment.learners.actions.settings import (
    retire_division,
    retire_document,
    save_division,
    save_document,
)
from recruitment.learners.actions.synchronise import Outcome, synchronise

__all__ = [
    "Completed",
    "Completion",
    "Confirmed",
    "Merged",
    "Outcome",
    "complete",
    "confirm_new",
    "confirm_same",
    "edit_guardians",
    "edit_learner",
    "merge",
    "retire_division",
    "retire_document",
    "save_division",
    "save_document",
    "set_documents",
    "synchronise",
]
