"""The one form of the jobs' page."""

from recruitment.web.forms import IrreversibleForm


class RunForm(IrreversibleForm):
    """Run a job now: only its key, since a run sent twice must count once."""
