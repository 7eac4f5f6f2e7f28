"""What is done of learners: synchronised from the pool, confirmed, completed, put together (R6.2)."""

from recruitment.learners.actions.synchronise import Outcome, synchronise

__all__ = ["Outcome", "synchronise"]
