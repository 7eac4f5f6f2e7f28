"""Who enters the pool of admitted candidates, and what a new list may take out of it (R6.3, R6.6, R6.7)."""

from recruitment.rules.errors import RuleViolation

WAITING, ACCEPTED, ACCEPTED_KEEPING, RESIGNED = 0, 1, 2, 3
MOST_GONE_PERCENT = 20
#: The ways in that the platform's word comes by; `own` is our own acceptances.
PLATFORM_ORIGINS = ("file", "pull", "push")

#: Where somebody of an exchange comes from, by its source.
ORIGIN_OF = {"platform_file": "file", "platform_pull": "pull", "platform_push": "push", "own_offers": "own"}


def school_year_label(year: int) -> str:
    """Name a school year by its first civil year: 2025 is « 2025/2026 »."""
    return f"{year}/{year + 1}"


def check_school_year(campaign_year: int, chosen: int) -> None:
    """Raise other_school_year unless candidates of session N go to the school year N/N+1 (R6.3)."""
    if chosen != campaign_year:
        raise RuleViolation(
            "other_school_year",
            session=campaign_year,
            chosen=school_year_label(chosen),
            expected=school_year_label(campaign_year),
        )


def left_out(situation: int, bac_result: str | None = None) -> str | None:
    """Say why somebody is not taken: no firm yes, or a file that tells them without the baccalauréat (R6.7)."""
    if situation == WAITING:
        return "waiting"
    if situation == RESIGNED:
        return "resigned"
    return {"failed": "bac_failed", "second_round": "bac_second_round"}.get(bac_result or "")


def needs_word(gone: int, live: int) -> bool:
    """Tell whether so many leave at once that somebody must type how many they are (R6.6)."""
    return gone * 100 > live * MOST_GONE_PERCENT
