"""At which instant a job is previewed: the one that is asked for, else the coming night for a sweep (R3.7)."""

from datetime import UTC, datetime

from recruitment.applications.jobs import SWEEP
from recruitment.applications.reminders import REMIND
from recruitment.contracts.jobs import REMIND_OFFERS, SWEEP_OFFERS
from recruitment.privacy.jobs import ANONYMISE, PURGE
from recruitment.report.jobs import FREEZE
from recruitment.rules.paris import PARIS, midnight_after, paris_day

SWEEPS = frozenset({SWEEP, SWEEP_OFFERS})
#: What these would do depends on the date only; the others look at what waits, or at the machine's own time.
DATED = SWEEPS | {REMIND, REMIND_OFFERS, FREEZE, ANONYMISE, PURGE}
YEARS = range(2000, 2101)
FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y")
NOT_AN_INSTANT = "Écrivez un jour et une heure de Paris, par exemple 2025-06-02T00:05."
OUT_OF_RANGE = f"Écrivez une année de {YEARS[0]} à {YEARS[-1]}."
SKIPPED = "Cette heure n’existe pas à Paris : c’est la nuit du passage à l’heure d’été."
ONLY_NOW = "L’aperçu de cette tâche ne dit que ce qu’elle ferait maintenant."


class InstantRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """What was written is no instant of Paris; the message says why, in French."""


def default_instant(job: str, now: datetime) -> datetime:
    """Return when a job is previewed unless somebody asks for another instant.

    Passages and last seconds fall at midnight: a sweep previewed now shows nothing of what the night brings.
    """
    return midnight_after(paris_day(now)) if job in SWEEPS else now


def read_instant(text: str) -> datetime:
    """Read a day and hour of Paris; an hour that autumn has twice is the first of the two.

    Raises InstantRefused.
    """
    local = _local(text.strip())
    if local.year not in YEARS:
        raise InstantRefused(OUT_OF_RANGE)
    instant = local.replace(tzinfo=PARIS).astimezone(UTC)
    if instant.astimezone(PARIS).replace(tzinfo=None) != local:
        raise InstantRefused(SKIPPED)
    return instant


def written(instant: datetime) -> str:
    """Write an instant as `read_instant` reads it, and as the field of a page takes it."""
    return instant.astimezone(PARIS).strftime(FORMATS[0])


def _local(text: str) -> datetime:
    for style in FORMATS:
        try:
            return datetime.strptime(text, style)  # noqa: DTZ007 - the hour of Paris is given its zone above
        except ValueError:
            continue
    raise InstantRefused(NOT_AN_INSTANT)
