"""Ten codes to keep on paper, each of which opens one login once."""

import secrets

from recruitment.core import sealing

HOW_MANY = 10
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1 and I, which look alike
LENGTH = 10  # 50 bits
PURPOSE = "backup code"


def new_codes() -> list[str]:
    """Return the codes as they are shown: ABCDE-FGHJK."""
    drawn = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(HOW_MANY))
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def digest(account_id: int, code: str) -> str:
    """Return what is kept of a code: without SECRET_KEY nobody can try codes against it."""
    return sealing.mac(PURPOSE, _message(account_id, code)).hex()


def digests(account_id: int, code: str) -> list[str]:
    """Return what may have been kept of a code, with this SECRET_KEY or a former one."""
    return [made.hex() for made in sealing.macs(PURPOSE, _message(account_id, code))]


def _message(account_id: int, code: str) -> str:
    return f"{account_id}:{code.replace('-', '')}"
