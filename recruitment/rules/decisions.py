"""Whether a person may still decide on an application (R2.1 to R2.5, R3.3, R3.5)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState, Decision, LateRefusals

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules need to know of an application, read under its lock."""

    state: str
    decision: str | None
    review_deadline: date | None
    auto_retain_at: datetime | None
    version: int


def check_decision(
    standing: Standing, decision: Decision, *, now: datetime, late_refusals: str, version: int | None = None
) -> bool:
    """Refuse a decision that cannot be taken; tell whether it is late ("hors délai", R3.3).

    Raises RuleViolation: already_decided (R2.5), not_confirmed (R2.1), already_contracted, already_withdrawn,
    review_deadline_passed (R3.5, or R3.3 where the campaign forbids late refusals), stale_version.
    """
    if standing.decision is not None:
        raise RuleViolation("already_decided")
    if standing.state == ApplicationState.UNCONFIRMED:
        raise RuleViolation("not_confirmed")
    if standing.state in ACTIVE_STATES or standing.state == ApplicationState.WITHDRAWN_WITH_CONTRACT:
        raise RuleViolation("already_contracted")
    if standing.state != ApplicationState.CONFIRMED:
        raise RuleViolation("already_withdrawn")
    if standing.auto_retain_at is not None and now >= standing.auto_retain_at:
        raise RuleViolation("review_deadline_passed", auto_retain_at=standing.auto_retain_at)
    late = is_late(standing.review_deadline, now)
    if late and decision == Decision.REFUSED and late_refusals == LateRefusals.FORBIDDEN:
        raise RuleViolation("review_deadline_passed", review_deadline=standing.review_deadline)
    if version is not None and version != standing.version:
        raise RuleViolation("stale_version")
    return late


def is_late(review_deadline: date | None, now: datetime) -> bool:
    """Tell whether the last day to decide is over in Paris (R3.3)."""
    return review_deadline is not None and now.astimezone(PARIS).date() > review_deadline
