"""A device that proves itself by the code that it shows."""

from sqlalchemy.orm import Session

from recruitment.accounts.factors import changes, throttling, totp
from recruitment.accounts.factors.models import Factor
from recruitment.core import clock
from recruitment.rules.errors import RuleViolation


def device(
    session: Session, account_id: int, attempt_id: int, seed: str, code: str, label: str = ""
) -> Factor:
    """Return the row of a device that shows this code now, the attempt noted as right. Raises code_refused."""
    at = clock.wall()
    step = totp.step_of(seed, code, at)
    if step is None:
        raise RuleViolation("code_refused")
    throttling.succeed(session, attempt_id)
    return changes.device(account_id, seed, step, at, label)
