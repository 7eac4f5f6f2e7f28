"""What the coming night does by itself, and the automatic decisions after it (R3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from recruitment.board.overview import Due
from recruitment.core.clock import in_paris
from recruitment.rules import lockout
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import DeadlineRule
from recruitment.web.filters import MONTHS, date_short, time_hm

NIGHT_ENDS = 6  # Paris hour; what is due before it belongs to the night
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the night does."""

    hour: str
    text: str
    icon: str
    detail: str = ""
    slug: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The automatic decisions of one night."""

    night: str
    count: int
    reason: str


def night(to_decide: Sequence[Due], calendar: Calendar, now: datetime, *, offers: int = 0) -> list[Item]:
    """Return what happens by itself until tomorrow morning; `offers`: those that run out unless answered."""
    morning = next_morning(now)
    n = sum(due.number for due in to_decide if due.auto_retain_at and due.auto_retain_at <= morning)
    return [*_lock(calendar, now, morning), _automatic(n), *_run_out(offers)]


def passages(to_decide: Sequence[Due], calendar: Calendar) -> list[Passage]:
    """Return the next automatic decisions, night by night."""
    coming = sorted(
        (due for due in to_decide if due.auto_retain_at), key=lambda due: (due.auto_retain_at, due.rule)
    )
    nights = groupby(coming, key=lambda due: (due.auto_retain_at, due.rule))
    found = [
        Passage(_night_of(at), sum(due.number for due in group), _reason(rule, calendar))
        for (at, rule), group in nights
        if at is not None
    ]
    return found[:SHOWN]


def next_morning(now: datetime) -> datetime:
    """Return when the coming night, or the present one, ends."""
    local = in_paris(now)
    morning = local.replace(hour=NIGHT_ENDS, minute=0, second=0, microsecond=0)
    return morning if local < morning else morning + timedelta(days=1)


def _lock(calendar: Calendar, now: datetime, morning: datetime) -> list[Item]:
    closing = now if lockout.is_locked(calendar.lockout, now) else lockout.next_closing(calendar.lockout, now)
    window = calendar.contract_window()
    if closing is None or closing > morning or window is None or not window.is_open(closing):
        return []
    opening = lockout.next_opening(calendar.lockout, closing)
    detail = "Le programme d’affectation de la phase principale s’exécute."
    return [Item(f"{time_hm(closing)} – {time_hm(opening)}", "saisie des contrats suspendue", "lock", detail)]


def _automatic(number: int) -> Item:
    if not number:
        detail = "Aucun délai d’examen n’arrive à terme cette nuit."
        return Item("0\u00a0h\u00a000", "aucune décision automatique", "robot", detail)
    s = "s" if number > 1 else ""
    text = f"{number} décision{s} automatique{s}"
    detail = "Ces vœux passent « En recherche de contrat ». Personne ne pourra revenir en arrière."
    return Item("0\u00a0h\u00a000", text, "robot", detail, slug="en-recherche")


def _run_out(number: int) -> list[Item]:
    if not number:
        return []
    several = number > 1
    text = f"{number} propositions expirent" if several else "1 proposition expire"
    detail = (
        f"Sans réponse d’ici là, {'leurs places sont libérées' if several else 'sa place est libérée'} et les autres "
        "vœux ouverts des candidats sont perdus."
    )
    return [Item("0\u00a0h\u00a000", text, "hourglass", detail, slug="proposition")]


def _night_of(passage: datetime) -> str:
    """Return « Nuit du 30 au 31 mai » for the midnight between the two days."""
    after = in_paris(passage).date()
    before = after - timedelta(days=1)
    first = date_short(before) if before.month != after.month else f"{before.day}"
    return f"Nuit du {'1er' if first == '1' else first} au {date_short(after)}"


def _reason(rule: str, calendar: Calendar) -> str:
    if rule == DeadlineRule.ROLLING_DAYS:
        return f"{calendar.examination_days} jours écoulés"
    last_day = calendar.examination_fixed_last_day
    return f"limite du {date_short(last_day)} passée" if last_day else ""


def month_name(month: int) -> str:
    """Return a month as the drawing of the calendar writes it."""
    short = {1: "janv.", 2: "févr.", 7: "juil.", 9: "sept.", 10: "oct.", 11: "nov.", 12: "déc."}
    return short.get(month, MONTHS[month - 1])
