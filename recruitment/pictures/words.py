"""How the pictures say their figures in French."""

from datetime import date, datetime

from recruitment.labels.dates import NBSP, day_long
from recruitment.web.filters import number

HOURS = 24


def days(value: float | None) -> str:
    """Return « 4,5 jours »; under a day, hours."""
    if value is None:
        return "–"
    if value < 1:
        hours = round(value * HOURS)
        return f"{hours}{NBSP}heure{'s' if hours > 1 else ''}" if hours else f"moins d’une{NBSP}heure"
    rounded = round(value, 1)
    text = f"{rounded:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text}{NBSP}jour{'s' if rounded >= 2 else ''}"


def some(count: int, one: str, many: str) -> str:
    """Return « 3 contrats », « 1 contrat », « 0 contrat »."""
    return f"{number(count)}{NBSP}{many if count > 1 else one}"


def share(part: int, whole: int) -> str:
    """Return « 64 % »; nothing of nothing is no share."""
    return f"{round(100 * part / whole)}{NBSP}%" if whole else "–"


def day(value: date | datetime) -> str:
    """Return « 26 mai 2025 », in Paris."""
    return day_long(value)
