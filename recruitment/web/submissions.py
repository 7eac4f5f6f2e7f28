"""The single-use key of a form, as the actions take it."""

from flask import request

from recruitment.core.submission import NO_ACCOUNT, Submission, body_hash
from recruitment.web.forms import IrreversibleForm

NOT_CONTENT = frozenset({"csrf_token", "jeton"})  # a page loaded again has another token for the same content


def submission_of(form: IrreversibleForm, account_id: int) -> Submission:
    """Return who sent this form, where, under which key, and the digest of what it holds."""
    content = {name: values for name, values in request.form.lists() if name not in NOT_CONTENT}
    return Submission(account_id, request.path[:120], str(form.jeton.data), body_hash(content))


def submission_of_candidate(form: IrreversibleForm, candidate_id: int, act: str) -> Submission:
    """Return the same for a candidate. Their address holds a secret: the route kept is the act's name."""
    content = {name: values for name, values in request.form.lists() if name not in NOT_CONTENT}
    return Submission(NO_ACCOUNT, f"candidate:{candidate_id}:{act}", str(form.jeton.data), body_hash(content))
