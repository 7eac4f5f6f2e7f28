"""Who was made anonymous, told without keeping the number: a keyed hash of it, of no use without SECRET_KEY."""

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from recruitment.applications.personal_models import ErasedPerson
from recruitment.core import sealing

PURPOSE = "erased person"


def digest(campaign_id: int, number: str) -> str:
    """Return what is kept of the number of somebody who is erased."""
    return sealing.mac(PURPOSE, _message(campaign_id, number)).hex()


def digests(campaign_id: int, number: str) -> list[str]:
    """Return what may have been kept of a number: with this key, or a former one."""
    return [mac.hex() for mac in sealing.macs(PURPOSE, _message(campaign_id, number))]


def erased_numbers(session: Session, campaign_id: int, numbers: Sequence[str]) -> frozenset[str]:
    """Return those of the numbers whose person was erased: a file must not bring them back."""
    some = exists().where(ErasedPerson.campaign_id == campaign_id)
    if not numbers or not session.scalar(select(some)):
        return frozenset()
    kept = select(ErasedPerson.digest).where(ErasedPerson.campaign_id == campaign_id)
    return listed(campaign_id, numbers, set(session.scalars(kept)))


def listed(campaign_id: int, numbers: Iterable[str], known: set[str]) -> frozenset[str]:
    """Return those of the numbers that a list of digests holds."""
    return frozenset(number for number in numbers if not known.isdisjoint(digests(campaign_id, number)))


def _message(campaign_id: int, number: str) -> str:
    return f"{campaign_id}:{number}"
