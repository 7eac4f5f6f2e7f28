"""The seeds of devices that show codes: made, sealed for their account, and read back."""

from recruitment.core import sealing

PURPOSE = "totp seed"


def sealed_for(account_id: int, seed: str) -> str:
    """Return a base32 seed as the database keeps it: sealed, and worth nothing to another account."""
    return sealing.seal(PURPOSE, seed.encode("ascii"), str(account_id))


def opened(account_id: int, sealed: str) -> str:
    """Return the base32 seed of an account's device. Raises UnreadableSecretError."""
    return sealing.unseal(PURPOSE, sealed, str(account_id)).decode("ascii")
