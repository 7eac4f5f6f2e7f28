"""What waits in the browser's signed cookie, sealed: the seed of a device being enrolled, backup codes to show.

Neither is in the database yet, or as such ever; a page that is loaded again shows the same seed.
"""

from flask import session

from recruitment.accounts.factors import totp
from recruitment.core import sealing

SEED, CODES = "factor_seed", "backup_codes"


def seed_for(account_id: int) -> str:
    """Return the seed that the account is enrolling, drawn at the first call."""
    try:
        return sealing.unseal(SEED, str(session[SEED]), str(account_id)).decode()
    except (KeyError, sealing.UnreadableSecretError):
        seed = totp.new_seed()
        session[SEED] = sealing.seal(SEED, seed.encode(), str(account_id))
        return seed


def forget_seed() -> None:
    """Let the next enrolment draw another seed."""
    session.pop(SEED, None)


def keep_codes(account_id: int, codes: list[str]) -> None:
    """Keep new backup codes for the next page, which shows them."""
    if codes:
        session[CODES] = sealing.seal(CODES, " ".join(codes).encode(), str(account_id))


def take_codes(account_id: int) -> list[str]:
    """Return the codes to show, this once."""
    try:
        return sealing.unseal(CODES, str(session.pop(CODES)), str(account_id)).decode().split()
    except (KeyError, sealing.UnreadableSecretError):
        return []
