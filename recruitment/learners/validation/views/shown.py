"""What the pages of controls and of validation have in common: findings in words, what waits for a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_login import current_user

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.exchanges import moments
from recruitment.labels import registrations as words
from recruitment.learners.validation import worklists
from recruitment.rules.registration_controls import LEVELS, Level, verdict
from recruitment.web.forms import whole_number

PAGE = 200


def sentences(codes: Sequence[str], first_day: date | None) -> list[tuple[str, str]]:
    """Return each finding that still stands today, with its tone: a day that has come is waited for no more."""
    today = clock.today()
    return [
        (
            words.TONES[LEVELS.get(code, Level.WARNING)],
            words.finding_sentence(code, first_day=first_day, day=today),
        )
        for code in standing(codes, first_day)
    ]


def shortly(codes: Sequence[str], first_day: date | None) -> list[tuple[str, str]]:
    """Return the same without the wait for the first day, which the head of a list says once for all."""
    return sentences([code for code in codes if LEVELS.get(code) is not Level.WAITING], first_day)


def standing(codes: Sequence[str], first_day: date | None) -> list[str]:
    """Return the findings without the wait for a first day that has come."""
    came = first_day is not None and clock.today() >= first_day
    return [code for code in codes if not (came and LEVELS.get(code) is Level.WAITING)]


def verdict_of(row: Any) -> tuple[str, str, str] | None:
    """Return where a registration stands, in words, tone and icon; None until it is controlled."""
    if row.controlled_at is None:
        return None
    return words.VERDICTS[verdict(standing(row.findings, row.first_day))]


def page_asked(total: int) -> tuple[int, int]:
    """Return the page asked for, within what there is, and how many there are."""
    pages = max(1, -(-total // PAGE))
    return min(whole_number("page", 1, least=1, most=100_000), pages), pages


def calendar(year: int) -> dict[str, Any]:
    """Return what every page says of the first day of term, and of when the platform is told."""
    centre_id = current_user.centre_id
    dates = worklists.first_days(year, centre_id)
    first_day = dates.first_day if dates else None
    return {
        "first_day": first_day,
        "term_began": first_day is not None and clock.today() >= first_day,
        "days_left": (first_day - clock.today()).days if first_day else None,
        "told_at_once": moments.at_validation(db.session(), centre_id),
    }
